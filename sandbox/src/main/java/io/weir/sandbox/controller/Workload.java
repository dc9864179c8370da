package io.weir.sandbox.controller;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a Deployment or DaemonSet asks for in one step. Applying it changes the pods, which asks for
 * the next step, until nothing is left to do.
 *
 * @param create complete pods
 * @param delete names of pods
 * @param status the owner's status as the pods are before this step
 */
public record Workload(List<ObjectNode> create, List<String> delete, ObjectNode status) {
  private static final String TEMPLATE_HASH = "pod-template-hash";

  /** A pod of the owner, with what decides its fate. */
  private record Owned(String name, String node, boolean current, boolean ready) {
    static final Comparator<Owned> READY_LAST = Comparator.comparing(Owned::ready);
  }

  /**
   * Rolls by one pod above the wanted number: a new pod first, an old one goes when it is ready.
   *
   * @param pods of the Deployment's namespace
   */
  public static Workload deployment(
      JsonNode owner, List<? extends JsonNode> pods, RandomGenerator random) {
    int want = Json.number(owner, "spec/replicas", 1);
    boolean recreate = Json.text(owner, "spec/strategy/type").equals("Recreate");
    List<Owned> all = owned(owner, pods);
    List<Owned> fresh = all.stream().filter(Owned::current).toList();
    List<Owned> old = all.stream().filter(o -> !o.current()).sorted(Owned.READY_LAST).toList();
    int missing = want - fresh.size();
    boolean blocked = recreate && holds(owner, pods, fresh.size());
    int room = blocked ? 0 : old.isEmpty() ? missing : want + 1 - all.size();
    List<ObjectNode> create = new ArrayList<>();
    for (int i = 0; i < Math.min(missing, room); i++) {
      create.add(pod(owner, Optional.empty(), random));
    }
    List<String> delete = new ArrayList<>();
    fresh.stream()
        .sorted(Owned.READY_LAST)
        .limit(Math.max(0, -missing))
        .forEach(o -> delete.add(o.name()));
    long spare = all.stream().filter(Owned::ready).count() - want;
    for (Owned pod : old) {
      if (recreate || !pod.ready() || spare-- > 0) {
        delete.add(pod.name());
      }
    }
    return new Workload(create, delete, deploymentStatus(owner, want, all));
  }

  /** Whether a pod of an older template is still there, terminating ones included. */
  private static boolean holds(JsonNode owner, List<? extends JsonNode> pods, int fresh) {
    return pods.stream().filter(p -> Json.isOwnedBy(p, Json.uid(owner))).count() > fresh;
  }

  /**
   * One pod on every node that admits it; an outdated pod is deleted once all others are ready.
   *
   * @param pods of the DaemonSet's namespace
   */
  public static Workload daemonSet(
      JsonNode owner,
      List<? extends JsonNode> pods,
      List<? extends JsonNode> nodes,
      RandomGenerator random) {
    List<Owned> all = owned(owner, pods);
    List<String> wanted =
        nodes.stream()
            .filter(n -> Scheduler.admits(n, owner.path("spec").path("template")))
            .map(Json::name)
            .toList();
    List<ObjectNode> create = new ArrayList<>();
    for (String node : wanted) {
      if (all.stream().noneMatch(o -> o.node().equals(node))) {
        create.add(pod(owner, Optional.of(node), random));
      }
    }
    List<String> delete = new ArrayList<>();
    all.stream().filter(o -> !wanted.contains(o.node())).forEach(o -> delete.add(o.name()));
    boolean calm = create.isEmpty() && all.stream().allMatch(o -> o.ready() || !o.current());
    if (calm && delete.isEmpty()) {
      all.stream()
          .filter(o -> !o.current())
          .min(Owned.READY_LAST)
          .ifPresent(o -> delete.add(o.name()));
    }
    return new Workload(create, delete, daemonSetStatus(owner, wanted.size(), all));
  }

  /** Pods of the owner that are to stay; a terminating one counts no more. */
  private static List<Owned> owned(JsonNode owner, List<? extends JsonNode> pods) {
    String hash = templateHash(owner);
    return pods.stream()
        .filter(p -> Json.isOwnedBy(p, Json.uid(owner)) && !Json.isDeleting(p))
        .map(p ->
            new Owned(
                Json.name(p),
                Json.text(p, "spec/nodeName"),
                Json.map(p, "metadata/labels").getOrDefault(TEMPLATE_HASH, "").equals(hash),
                Json.condition(p, "Ready")))
        .toList();
  }

  private static String templateHash(JsonNode owner) {
    return Names.hash(Json.at(owner, "spec/template").toString());
  }

  private static ObjectNode pod(JsonNode owner, Optional<String> node, RandomGenerator random) {
    JsonNode template = Json.at(owner, "spec/template");
    String hash = templateHash(owner);
    ObjectNode pod = Json.object();
    pod.put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata");
    template.path("metadata").properties().forEach(e -> metadata.set(e.getKey(), e.getValue()));
    String base = node.isPresent() ? Json.name(owner) : Json.name(owner) + "-" + hash;
    metadata.put("name", Names.generate(base, random));
    metadata.put("generateName", base + "-");
    metadata.put("namespace", Json.namespace(owner));
    ObjectNode labels = metadata.putObject("labels");
    Json.map(template, "metadata/labels").forEach(labels::put);
    labels.put(TEMPLATE_HASH, hash);
    Json.own(pod, owner);
    pod.set("spec", template.path("spec").deepCopy());
    node.ifPresent(n -> pod.withObject("/spec").put("nodeName", n));
    return pod;
  }

  private static ObjectNode deploymentStatus(JsonNode owner, int want, List<Owned> all) {
    int ready = (int) all.stream().filter(Owned::ready).count();
    int updated = (int) all.stream().filter(Owned::current).count();
    ObjectNode status = Json.object();
    status.put("observedGeneration", Json.number(owner, "metadata/generation", 1));
    status.put("replicas", all.size());
    status.put("updatedReplicas", updated);
    status.put("readyReplicas", ready);
    status.put("availableReplicas", ready);
    status.put("unavailableReplicas", Math.max(0, want - ready));
    boolean available = ready >= want - want / 4;
    boolean done = updated == want && all.size() == want && ready == want;
    var conditions = status.putArray("conditions");
    conditions
        .addObject()
        .put("type", "Available")
        .put("status", available ? "True" : "False")
        .put("reason", available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable");
    conditions
        .addObject()
        .put("type", "Progressing")
        .put("status", "True")
        .put("reason", done ? "NewReplicaSetAvailable" : "ReplicaSetUpdated");
    return status;
  }

  private static ObjectNode daemonSetStatus(JsonNode owner, int want, List<Owned> all) {
    int ready = (int) all.stream().filter(Owned::ready).count();
    return Json.object()
        .put("observedGeneration", Json.number(owner, "metadata/generation", 1))
        .put("desiredNumberScheduled", want)
        .put("currentNumberScheduled", all.size())
        .put("updatedNumberScheduled", (int) all.stream().filter(Owned::current).count())
        .put("numberReady", ready)
        .put("numberAvailable", ready)
        .put("numberUnavailable", Math.max(0, want - ready))
        .put("numberMisscheduled", 0);
  }
}
