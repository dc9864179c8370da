package io.weir.agent.model;

import io.weir.policy.model.PolicyName;
import io.weir.values.ObjectName;

/**
 * A Kubernetes object as an Event names it.
 *
 * @param namespace empty for cluster-wide kinds
 * @param uid empty where unknown: kubectl then does not show the Event under the object
 */
public record ObjectRef(String apiVersion, String kind, String namespace, String name, String uid) {

  public static ObjectRef service(ObjectName name, String uid) {
    return new ObjectRef("v1", "Service", name.namespace(), name.name(), uid);
  }

  public static ObjectRef endpointSlice(ObjectName name) {
    return new ObjectRef("discovery.k8s.io/v1", "EndpointSlice", name.namespace(), name.name(), "");
  }

  public static ObjectRef pod(ObjectName name, String uid) {
    return new ObjectRef("v1", "Pod", name.namespace(), name.name(), uid);
  }

  public static ObjectRef policy(PolicyName name, String uid) {
    return new ObjectRef(
        name.kind().apiVersion(), name.kind().toString(), name.namespace(), name.name(), uid);
  }

  /** Events of Nodes carry the node's name as uid, as the kubelet writes them. */
  public static ObjectRef node(String name) {
    return new ObjectRef("v1", "Node", "", name, name);
  }
}
