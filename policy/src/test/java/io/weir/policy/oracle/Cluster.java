package io.weir.policy.oracle;

import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PolicyName;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the API server holds, as facts, seen from one node. Not thread-safe. */
public final class Cluster {
  public final String ownNode;
  public final SortedMap<ObjectName, PodFacts> pods = new TreeMap<>();
  public final SortedMap<String, NamespaceFacts> namespaces = new TreeMap<>();
  public final SortedMap<String, NodeFacts> nodes = new TreeMap<>();
  public final SortedMap<PolicyName, NetworkPolicyFacts> policies = new TreeMap<>();
  public final SortedMap<PolicyName, ClusterNetworkPolicyFacts> clusterPolicies = new TreeMap<>();

  public Cluster(String ownNode) {
    this.ownNode = ownNode;
  }

  /** The pod that has the address: of several that claim it the one created last. */
  public Optional<PodFacts> owner(IpAddress address) {
    return pods.values().stream()
        .filter(pod -> !pod.hostNetwork() && pod.addresses().contains(address))
        .max(Comparator.comparingLong(PodFacts::created).thenComparing(PodFacts::name));
  }

  /** Empty where the namespace is not known. */
  public Map<String, String> namespaceLabels(String namespace) {
    NamespaceFacts facts = namespaces.get(namespace);
    return facts == null ? new HashMap<>() : facts.labels();
  }

  public boolean endpoint(PodFacts pod) {
    return !pod.hostNetwork() && pod.node().equals(ownNode);
  }
}
