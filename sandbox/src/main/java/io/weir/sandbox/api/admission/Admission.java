package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Defaults, allocation and validation of the built-in kinds. Not thread-safe: the store holds its
 * lock. What Services hold is learned from what was stored, so a refused or dry-run write takes
 * nothing.
 */
public final class Admission {
  /**
   * On an object: it is stored as it came, whatever is wrong with it, as if an older or laxer
   * server had taken it in.
   */
  static final String UNCHECKED = "weir.io/sandbox-unchecked";

  private static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

  private final boolean validation;
  private final Allocations allocations;
  private final ServiceRules services;
  private final Schemas schemas = new Schemas();

  public Admission(AdmissionOptions options) {
    this.validation = options.validation();
    this.allocations = new Allocations(options);
    this.services = new ServiceRules(allocations, options);
  }

  /**
   * Completes a new object in place.
   *
   * @throws Rejected with every fault found
   */
  public void create(String groupResource, ObjectNode object) {
    admit(groupResource, object, Optional.empty());
  }

  /** Completes the next state of an object in place; otherwise as {@link #create}. */
  public void update(String groupResource, ObjectNode old, ObjectNode next) {
    admit(groupResource, next, Optional.of(old));
  }

  private void admit(String groupResource, ObjectNode object, Optional<ObjectNode> old) {
    List<Rejected.Fault> faults = new ArrayList<>();
    switch (groupResource) {
      case "services" -> services.admit(object, old, faults);
      case "pods" -> {
        WorkloadDefaults.pod(object);
        WorkloadRules.pod(object, faults);
      }
      case "deployments.apps", "replicasets.apps", "daemonsets.apps" -> {
        WorkloadDefaults.workload(groupResource, object);
        WorkloadRules.workload(object, faults);
      }
      case "endpointslices.discovery.k8s.io" -> SliceRules.admit(object, old, faults);
      case "networkpolicies.networking.k8s.io" -> NetworkPolicyRules.admit(object, faults);
      case "namespaces" -> namespace(object);
      case DEFINITIONS -> DefinitionRules.admit(object, faults);
      case "clusternetworkpolicies.policy.networking.k8s.io" -> {
        ownKind(groupResource, object, faults);
        ClusterPolicyRules.check(object, faults);
      }
      default -> ownKind(groupResource, object, faults);
    }
    if (validation && !faults.isEmpty() && !isUnchecked(object)) {
      throw new Rejected(faults);
    }
  }

  /** A kind that a CustomResourceDefinition defines. */
  private void ownKind(String groupResource, ObjectNode object, List<Rejected.Fault> faults) {
    if (!isUnchecked(object)) {
      schemas.admit(groupResource, object, faults);
    }
  }

  private static boolean isUnchecked(ObjectNode object) {
    return object.path("metadata").path("annotations").path(UNCHECKED).asString("").equals("true");
  }

  private static void namespace(ObjectNode namespace) {
    ObjectNode status = Json.child(namespace, "status");
    if (Json.text(status, "phase").isEmpty()) {
      status.put("phase", "Active");
    }
    ObjectNode metadata = Json.child(namespace, "metadata");
    Json.child(metadata, "labels").put("kubernetes.io/metadata.name", Json.text(metadata, "name"));
  }

  /** Takes note of what a stored object holds. */
  public void stored(String groupResource, ObjectNode object) {
    switch (groupResource) {
      case "services" -> allocations.hold(object);
      case DEFINITIONS -> schemas.learn(object);
      default -> {}
    }
  }

  /** Takes note that an object is gone. */
  public void removed(String groupResource, ObjectNode object) {
    switch (groupResource) {
      case "services" -> allocations.release(object);
      case DEFINITIONS -> schemas.forget(object);
      default -> {}
    }
  }
}
