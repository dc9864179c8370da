package io.weir.bench;

import io.weir.agent.model.ClusterEvent;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NetworkPolicyFacts.Peer;
import io.weir.policy.model.NetworkPolicyFacts.Port;
import io.weir.policy.model.NetworkPolicyFacts.Rule;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.SelectorFacts;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pods and policies as events, for the agent that is measured. */
final class PolicyCluster {
  private static final int NAMESPACES = 100;
  private static final int APPS = 10;
  private static final String ELSEWHERE = "another-node";

  /** Every hundredth pod of the big cluster is on the node that is measured. */
  private static final int LOCAL = 100;

  private PolicyCluster() {}

  /** The client and the server, with nothing else. */
  static List<ClusterEvent> pair() {
    List<ClusterEvent> events = new ArrayList<>(new ManyServices(0).lists(List.of()));
    events.add(
        pod(new ObjectName(ManyServices.NAMESPACE, "client"), "client", true, PolicyNode.CLIENT));
    events.add(
        pod(new ObjectName(ManyServices.NAMESPACE, "server"), "server", true, PolicyNode.SERVER));
    return events;
  }

  /** The pair, and a policy with {@code rules} at the server. */
  static List<ClusterEvent> pair(PolicyRules rules) {
    List<ClusterEvent> events = pair();
    events.add(new ClusterEvent.NetworkPolicyChanged(rules.networkPolicy()));
    return events;
  }

  /**
   * The pair among {@code pods} pods in 100 namespaces, with {@code policies} policies: each lets
   * one application into another of its namespace, by a port.
   */
  static List<ClusterEvent> big(int pods, int policies) {
    List<ClusterEvent> events = pair();
    for (int i = 0; i < NAMESPACES; i++) {
      events.add(
          new ClusterEvent.NamespaceChanged(
              new NamespaceFacts(
                  namespace(i),
                  Map.of("kubernetes.io/metadata.name", namespace(i)),
                  true,
                  false,
                  false)));
    }
    for (int i = 0; i < pods; i++) {
      events.add(member(i));
    }
    for (int i = 0; i < policies; i++) {
      events.add(new ClusterEvent.NetworkPolicyChanged(policy(i)));
    }
    return events;
  }

  /**
   * A pod of the big cluster; numbers beyond its size are new pods, with labels that others have.
   */
  static ClusterEvent member(int number) {
    return pod(
        new ObjectName(namespace(number % NAMESPACES), "pod-" + number),
        app(number / NAMESPACES),
        number / NAMESPACES % LOCAL == 0,
        IpAddress.ofIpv4(10 << 24 | 128 << 16 | number));
  }

  static ClusterEvent gone(int number) {
    return new ClusterEvent.PodDeleted(
        new ObjectName(namespace(number % NAMESPACES), "pod-" + number));
  }

  private static ClusterEvent pod(ObjectName name, String app, boolean local, IpAddress address) {
    return new ClusterEvent.PodChanged(
        new PodFacts(
            name,
            name.toString(),
            local ? ManyServices.NODE : ELSEWHERE,
            1,
            false,
            List.of(address),
            Map.of("app", app),
            List.of(),
            true));
  }

  private static NetworkPolicyFacts policy(int number) {
    int app = number / NAMESPACES;
    Peer peer = new Peer(Optional.of(labelled(app(app + 1))), Optional.empty(), Optional.empty());
    Port port = new Port("TCP", Integer.toString(8000 + app), true, Optional.empty());
    return new NetworkPolicyFacts(
        PolicyName.networkPolicy(namespace(number % NAMESPACES), "allow-" + app),
        "policy-" + number,
        Optional.of(labelled(app(app))),
        List.of("Ingress"),
        List.of(new Rule(List.of(peer), List.of(port))),
        List.of(),
        false);
  }

  private static SelectorFacts labelled(String app) {
    return new SelectorFacts(Map.of("app", app), List.of());
  }

  private static String app(int number) {
    return "app-" + number % APPS;
  }

  private static String namespace(int number) {
    return "team-%02d".formatted(number);
  }
}
