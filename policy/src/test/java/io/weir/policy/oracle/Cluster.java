package io.weir.policy.oracle;

import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PolicyName;
import io.weir.policy.oracle.NaivePolicies.Remote;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.Comparator;
import java.util.List;
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

  /** Every address that a pod has. */
  List<Remote> owned() {
    return pods.values().stream()
        .flatMap(pod -> pod.addresses().stream())
        .distinct()
        .flatMap(
            a -> owner(a).stream().map(pod -> new Remote(a, Optional.of(pod), List.of(), false)))
        .toList();
  }

  /** Where the namespace is not known: the label that the API server gives to each. */
  public Map<String, String> namespaceLabels(String namespace) {
    NamespaceFacts facts = namespaces.get(namespace);
    return facts == null ? Map.of("kubernetes.io/metadata.name", namespace) : facts.labels();
  }

  /** A pod of this node that is on the network, by an address that is not another's by now. */
  public boolean endpoint(PodFacts pod) {
    return pod.node().equals(ownNode)
        && !pod.hostNetwork()
        && pod.addresses().stream().anyMatch(a -> owner(a).filter(pod::equals).isPresent());
  }
}
