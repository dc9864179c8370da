package io.weir.sandbox.policy;

import io.weir.policy.oracle.Reach;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** ClusterNetworkPolicies, alone and beside NetworkPolicies, and what they do one after another. */
record ClusterShape(String name, List<Step> steps) {
  private static final String FROM_Y = "{namespaces: {matchLabels: {ns: y}}}";
  private static final String X = "{namespaces: {matchLabels: {ns: x}}}";
  private static final ObjectName YB = new ObjectName("y", "b");

  /** Beside {@link #allowY} each of them, and any two after one another, says nothing new. */
  static final List<String> EDITS =
      List.of(
          policy(
              "edited",
              "Admin",
              10,
              X,
              ingress(in("Deny", "{namespaces: {matchLabels: {ns: z}}}"))),
          policy(
              "edited",
              "Admin",
              30,
              X,
              ingress(in("Pass", FROM_Y), in("Deny", "{namespaces: {}}"))),
          policy("other", "Admin", 20, X, ingress(in("Pass", "{namespaces: {}}"))),
          policy("edited", "Admin", 5, X, ingress(in("Accept", FROM_Y), in("Pass", FROM_Y))),
          extra("nobody"),
          policy("other", "Baseline", 20, X, ingress(in("Deny", "{namespaces: {}}"))),
          extra("somebody"));

  private static String extra(String app) {
    return """
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: extra, namespace: x}
    spec: {ingress: [{from: [{podSelector: {matchLabels: {app: %s}}}]}]}
    """
        .formatted(app);
  }

  /**
   * @param yaml one policy each; {@code Y_B} stands for the addresses of y/b
   */
  record Step(Reach reach, List<String> yaml) {
    List<String> policies(Function<ObjectName, List<IpAddress>> addresses) {
      String yb =
          addresses.apply(YB).stream()
              .map(ip -> "\"" + ip + (ip.toString().contains(":") ? "/128\"" : "/32\""))
              .collect(Collectors.joining(", "));
      return yaml.stream().map(policy -> policy.replace("Y_B", yb)).toList();
    }
  }

  static List<ClusterShape> all() {
    return List.of(tiers(), priority(), order(), ports(), networks(), baseline());
  }

  private static Step step(String reach, String... yaml) {
    return new Step(Reach.of(reach), List.of(yaml));
  }

  private static String policy(
      String name, String tier, int priority, String subject, String rules) {
    return """
    apiVersion: policy.networking.k8s.io/v1alpha2
    kind: ClusterNetworkPolicy
    metadata: {name: %s}
    spec: {tier: %s, priority: %d, subject: %s, %s}
    """
        .formatted(name, tier, priority, subject, rules);
  }

  /** An ingress rule. */
  private static String in(String action, String... peersAndPorts) {
    String ports = peersAndPorts.length > 1 ? ", protocols: [" + peersAndPorts[1] + "]" : "";
    return "{action: %s, from: [%s]%s}".formatted(action, peersAndPorts[0], ports);
  }

  private static String ingress(String... rules) {
    return "ingress: [" + String.join(", ", rules) + "]";
  }

  /** Lets y in to x, and nobody else. */
  static String allowY() {
    return """
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: allow-y, namespace: x}
    spec: {ingress: [{from: [{namespaceSelector: {matchLabels: {ns: y}}}]}]}
    """;
  }

  private static ClusterShape tiers() {
    String deny = policy("guard", "Admin", 10, X, ingress(in("Deny", FROM_Y)));
    String pass = policy("guard", "Admin", 10, X, ingress(in("Pass", FROM_Y)));
    String base = policy("base", "Baseline", 10, X, ingress(in("Deny", "{namespaces: {}}")));
    return new ClusterShape(
        "admin-before-network-policy-before-baseline",
        List.of(
            step("deny * > x/*", deny, base, allowY()),
            step("deny * > x/*\n allow y/* > x/*", pass, base, allowY()),
            step("deny * > x/*", pass, base),
            step("", pass)));
  }

  private static ClusterShape priority() {
    String deny = policy("a-deny", "Admin", 20, X, ingress(in("Deny", "{namespaces: {}}")));
    String accept = policy("b-accept", "Admin", 30, X, ingress(in("Accept", FROM_Y)));
    String first = policy("b-accept", "Admin", 10, X, ingress(in("Accept", FROM_Y)));
    return new ClusterShape(
        "the-lower-priority-goes-first",
        List.of(
            step("deny * > x/*", deny, accept),
            step("deny * > x/*\n allow y/* > x/*", deny, first)));
  }

  private static ClusterShape order() {
    String b = "{pods: {namespaceSelector: {}, podSelector: {matchLabels: {pod: b}}}}";
    String all = "{namespaces: {}}";
    return new ClusterShape(
        "the-first-rule-that-matches-decides",
        List.of(
            step(
                "deny * > x/*\n allow */b > x/*",
                policy("p", "Admin", 5, X, ingress(in("Accept", b), in("Deny", all)))),
            step(
                "deny * > x/*",
                policy("p", "Admin", 5, X, ingress(in("Deny", all), in("Accept", b))))));
  }

  private static ClusterShape ports() {
    String all = "{namespaces: {}}";
    String tcp80 = "{tcp: {destinationPort: {number: 80}}}";
    String udp = "{udp: {destinationPort: {range: {start: 1, end: 65535}}}}";
    String named = "{destinationNamedPort: serve-81-udp}";
    return new ClusterShape(
        "ports-of-one-protocol-a-range-or-a-name",
        List.of(
            step(
                "deny * > x/* on 80/TCP",
                policy("p", "Admin", 5, X, ingress(in("Deny", all, tcp80)))),
            step(
                "deny * > x/* on 80/UDP, 81/UDP",
                policy("p", "Admin", 5, X, ingress(in("Deny", all, udp)))),
            step(
                "deny * > x/* on 80/TCP, 81/UDP",
                policy("p", "Admin", 5, X, ingress(in("Deny", all, tcp80 + ", " + named))))));
  }

  private static ClusterShape networks() {
    String egress =
        "egress: [{action: %s, to: [{networks: [Y_B]}]}, {action: Deny, to: [{networks: [0.0.0.0/0,"
            + " \"::/0\"]}]}]";
    return new ClusterShape(
        "networks-are-addresses-of-pods-too",
        List.of(
            step(
                "deny x/* > *\n allow x/* > y/b",
                policy("p", "Admin", 5, X, egress.formatted("Accept"))),
            step(
                "deny x/* > *\n allow x/* > y/b",
                policy("p", "Admin", 5, X, egress.formatted("Pass"))),
            step("deny x/* > *", policy("p", "Admin", 5, X, egress.formatted("Deny")))));
  }

  private static ClusterShape baseline() {
    String pods =
        "{pods: {namespaceSelector: {matchLabels: {ns: x}}, podSelector: {matchLabels: {pod: a}}}}";
    String all = "{namespaces: {}}";
    return new ClusterShape(
        "baseline-is-for-pods-that-nothing-isolates",
        List.of(
            step("deny * > x/a", policy("p", "Baseline", 5, pods, ingress(in("Deny", all)))),
            step(
                "deny * > x/*\n allow y/* > x/*",
                policy("p", "Baseline", 5, pods, ingress(in("Deny", all))),
                allowY()),
            step(
                "deny * > x/a\n allow y/* > x/a",
                policy("p", "Baseline", 5, pods, ingress(in("Pass", FROM_Y), in("Deny", all))))));
  }
}
