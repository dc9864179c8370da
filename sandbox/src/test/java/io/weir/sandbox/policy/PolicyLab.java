package io.weir.sandbox.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.oracle.PolicyShapes;
import io.weir.sandbox.api.json.Json;
import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.PodNetwork;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The cluster of {@link PolicyShapes}: nine pods of three namespaces over the nodes, with real
 * agents. What was changed for one shape is changed back with the next.
 */
final class PolicyLab implements AutoCloseable {
  private static final Duration PROGRAMMED = Duration.ofSeconds(15);
  private static final Duration QUICK = Duration.ofMillis(200);
  private static final Duration PATIENT = Duration.ofMillis(1500);
  private static final int SHOWN = 12;

  private final Cluster cluster;
  private final Map<ObjectName, Prober.Place> places = new LinkedHashMap<>();
  private final Prober prober = new Prober(places);
  private final Set<String> policies = new HashSet<>();
  private final Map<String, Map<String, String>> labels = new HashMap<>();

  private PolicyLab(Cluster cluster) {
    this.cluster = cluster;
  }

  static PolicyLab up(String name, PodNetwork network) {
    PolicyLab lab =
        new PolicyLab(Cluster.up(new SandboxUp.Wish(name, 3, network, Families.DUAL, true)));
    try {
      lab.fill();
      return lab;
    } catch (RuntimeException | Error e) {
      lab.close();
      throw e;
    }
  }

  Cluster cluster() {
    return cluster;
  }

  private void fill() {
    for (String namespace : PolicyShapes.NAMESPACES) {
      cluster.namespace(namespace, "ns: " + namespace);
    }
    List<ObjectName> pods = PolicyShapes.pods();
    for (int i = 0; i < pods.size(); i++) {
      // Each namespace and each letter is on every node.
      cluster.api().apply(pod(pods.get(i), "node" + ((i + i / 3) % 3 + 1)));
    }
    pods.forEach(this::find);
  }

  private static String pod(ObjectName pod, String node) {
    String ports =
        PolicyShapes.ports().stream()
            .map(p ->
                "{name: %s, protocol: %s, containerPort: %d}"
                    .formatted(p.name(), p.protocol(), p.number()))
            .collect(Collectors.joining(", "));
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %s, namespace: %s, labels: {pod: %s}}
    spec: {nodeName: %s, containers: [{name: c, image: none, ports: [%s]}]}
    """
        .formatted(pod.name(), pod.namespace(), pod.name(), node, ports);
  }

  private void find(ObjectName pod) {
    cluster.awaitRunning(pod.namespace(), pod.name());
    Map<Family, IpAddress> addresses = new EnumMap<>(Family.class);
    for (IpAddress ip : cluster.podIps(pod.namespace(), pod.name())) {
      addresses.put(ip.family(), ip);
    }
    places.put(pod, new Prober.Place(cluster.podNamespace(pod.namespace(), pod.name()), addresses));
  }

  /** IPv4 first. */
  List<IpAddress> addresses(ObjectName pod) {
    return List.copyOf(places.get(pod).addresses().values());
  }

  /**
   * Makes these the policies and the labels of the cluster: others are gone.
   *
   * @param yaml policies of either kind
   * @param namespaceLabels by namespace, beside those that every one has
   * @param podLabels likewise
   */
  void become(
      List<String> yaml,
      Map<String, Map<String, String>> namespaceLabels,
      Map<ObjectName, Map<String, String>> podLabels) {
    Map<String, Map<String, String>> wanted = new HashMap<>();
    namespaceLabels.forEach((name, more) -> wanted.put("/api/v1/namespaces/" + name, more));
    podLabels.forEach((pod, more) ->
        wanted.put("/api/v1/namespaces/%s/pods/%s".formatted(pod.namespace(), pod.name()), more));
    Set<String> objects = new HashSet<>(labels.keySet());
    objects.addAll(wanted.keySet());
    objects.forEach(object -> label(object, wanted.getOrDefault(object, Map.of())));
    Set<String> now = new HashSet<>();
    for (String policy : yaml) {
      cluster.api().apply(policy);
      now.add(path(Json.parseYaml(policy.getBytes(StandardCharsets.UTF_8))));
    }
    policies.stream().filter(path -> !now.contains(path)).forEach(cluster.api()::delete);
    policies.clear();
    policies.addAll(now);
  }

  /**
   * Applies one more policy or, where it is there, other rules of it; it goes with the next state.
   */
  void edit(String yaml) {
    cluster.api().apply(yaml);
    policies.add(path(Json.parseYaml(yaml.getBytes(StandardCharsets.UTF_8))));
  }

  private void label(String object, Map<String, String> wanted) {
    Map<String, String> before = labels.getOrDefault(object, Map.of());
    List<String> parts = new ArrayList<>();
    before.keySet().stream()
        .filter(key -> !wanted.containsKey(key))
        .forEach(key -> parts.add("\"%s\":null".formatted(key)));
    wanted.forEach((key, value) -> parts.add("\"%s\":\"%s\"".formatted(key, value)));
    String patch = "{\"metadata\":{\"labels\":{%s}}}".formatted(String.join(",", parts));
    cluster.api().mergePatch(object, patch);
    labels.put(object, wanted);
  }

  private static String path(JsonNode policy) {
    String name = Json.text(policy, "metadata.name");
    return Json.text(policy, "kind").equals("NetworkPolicy")
        ? "/apis/networking.k8s.io/v1/namespaces/%s/networkpolicies/%s"
            .formatted(Json.text(policy, "metadata.namespace"), name)
        : "/apis/policy.networking.k8s.io/v1alpha2/clusternetworkpolicies/" + name;
  }

  /**
   * Probes every pair of pods on every port until all is as expected, and then once more.
   *
   * @param what is being tried
   */
  void expect(String what, Predicate<Probe> allowed) {
    List<Probe> matrix = prober.matrix(PolicyShapes.PORTS);
    long end = System.nanoTime() + PROGRAMMED.toNanos();
    Map<Probe, String> wrong = wrong(matrix, allowed);
    while (!wrong.isEmpty() && System.nanoTime() < end) {
      wrong = wrong(matrix, allowed);
    }
    assertThat(shown(wrong)).as("%s, within %s", what, PROGRAMMED).isEmpty();
    assertThat(shown(wrong(matrix, allowed))).as("%s, once it was right", what).isEmpty();
  }

  /** Probes as often as the time allows: at no moment is anything other than expected. */
  void expectThroughout(String what, Duration time, Predicate<Probe> allowed) {
    List<Probe> matrix = prober.matrix(PolicyShapes.PORTS);
    long end = System.nanoTime() + time.toNanos();
    for (int round = 1; System.nanoTime() < end; round++) {
      assertThat(shown(wrong(matrix, allowed))).as("%s, round %d", what, round).isEmpty();
    }
  }

  private static List<String> shown(Map<Probe, String> wrong) {
    return wrong.entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .sorted()
        .limit(SHOWN)
        .toList();
  }

  /** One round; an answer that was only late is no silence. */
  private Map<Probe, String> wrong(List<Probe> probes, Predicate<Probe> allowed) {
    Map<Probe, String> wrong = prober.ask(probes, QUICK);
    wrong.entrySet().removeIf(e -> e.getValue().equals(expected(allowed, e.getKey())));
    boolean late = !wrong.isEmpty() && wrong.values().stream().allMatch(Prober.SILENCE::equals);
    if (late) {
      wrong = prober.ask(List.copyOf(wrong.keySet()), PATIENT);
      wrong.entrySet().removeIf(e -> e.getValue().equals(Prober.OK));
    }
    return wrong;
  }

  private static String expected(Predicate<Probe> allowed, Probe probe) {
    return allowed.test(probe) ? Prober.OK : Prober.SILENCE;
  }

  @Override
  public void close() {
    places.values().forEach(place -> place.namespace().close());
    cluster.close();
  }
}
