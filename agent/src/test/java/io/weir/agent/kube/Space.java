package io.weir.agent.kube;

import io.weir.values.ObjectName;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** A namespace of its own, and the objects that a test makes there. Bodies are YAML or JSON. */
final class Space {
  private final Api api;
  private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private int transitions;
  private final String namespace = "t-" + UUID.randomUUID().toString().substring(0, 8);

  /** Made by the controllers' service account for pods too, which takes them a moment. */
  Space(Api api) throws IOException {
    this.api = api;
    api.apply(
        "/api/v1/namespaces/" + namespace,
        "{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}");
  }

  String namespace() {
    return namespace;
  }

  ObjectName name(String name) {
    return new ObjectName(namespace, name);
  }

  String services(String name) {
    return "/api/v1/namespaces/" + namespace + "/services/" + name;
  }

  String pods(String name) {
    return "/api/v1/namespaces/" + namespace + "/pods/" + name;
  }

  String slices(String name) {
    return "/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices/" + name;
  }

  /** The Event about an object for this reason; others tell of it too. Empty until it is there. */
  Optional<JsonNode> event(String uid, String reason) throws IOException {
    String query = "/events?fieldSelector=involvedObject.uid%3D" + uid + "%2Creason%3D" + reason;
    JsonNode items = api.get("/api/v1/namespaces/" + namespace + query).get("items");
    return items.isEmpty() ? Optional.empty() : Optional.of(items.get(0));
  }

  void service(String name, String spec) throws IOException {
    api.apply(
        services(name),
        "{apiVersion: v1, kind: Service, metadata: {name: " + name + "}, spec: " + spec + "}");
  }

  /**
   * @param rest the fields beside metadata
   */
  void slice(String name, String labels, String rest) throws IOException {
    api.apply(
        slices(name),
        "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: "
            + name
            + ", labels: "
            + labels
            + "}, "
            + rest
            + "}");
  }

  /** A running pod {@code app=APP} of one container, port 8080 named main. */
  void pod(String name, String app, String node, String ipv4, String ipv6) throws IOException {
    api.awaitFound("/api/v1/namespaces/" + namespace + "/serviceaccounts/default");
    api.apply(
        pods(name),
        """
        {apiVersion: v1, kind: Pod, metadata: {name: %s, labels: {app: %s}}, spec: {nodeName: %s,
         containers: [{name: c, image: none, ports: [{name: main, containerPort: 8080}]}]}}\
        """
            .formatted(name, app, node));
    ready(name, true, ipv4, ipv6);
  }

  /** What a kubelet would report of a pod; each report seems a second later than the one before. */
  void ready(String name, boolean ready, String ipv4, String ipv6) throws IOException {
    transitions++;
    api.applyAs(
        "kubelet",
        pods(name) + "/status",
        """
        {apiVersion: v1, kind: Pod, metadata: {name: %s}, status: {phase: Running,
         podIP: "%s", podIPs: [{ip: "%s"}, {ip: "%s"}],
         conditions: [{type: Ready, status: "%s", lastTransitionTime: "%s"}]}}\
        """
            .formatted(
                name, ipv4, ipv4, ipv6, ready ? "True" : "False", began.plusSeconds(transitions)));
  }

  void node(String name, String zone) throws IOException {
    api.apply(
        "/api/v1/nodes/" + name,
        """
        {apiVersion: v1, kind: Node, metadata: {name: %s,
         labels: {topology.kubernetes.io/zone: %s}}}\
        """
            .formatted(name, zone));
  }
}
