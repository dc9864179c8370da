package io.weir.sandbox.node;

import io.weir.sandbox.controller.Json;
import io.weir.sandbox.net.NodeNet;
import java.time.Instant;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The Node object of a node of the sandbox. */
public final class NodeObject {
  private static final String[] ZONES = {"a", "b", "c"};
  static final String READY = "Ready";
  private static final int MOST_PODS = 110;

  private NodeObject() {}

  /**
   * @param index 0 for the first node: zones go round
   */
  public static ObjectNode of(NodeNet net, int index) {
    ObjectNode node = Json.object();
    node.put("apiVersion", "v1").put("kind", "Node");
    ObjectNode metadata = node.putObject("metadata").put("name", net.name());
    metadata
        .putObject("labels")
        .put("kubernetes.io/hostname", net.name())
        .put("kubernetes.io/os", "linux")
        .put("topology.kubernetes.io/zone", ZONES[index % ZONES.length]);
    ObjectNode spec = node.putObject("spec");
    spec.put("podCIDR", net.podPrefixes().getFirst().toString());
    ArrayNode prefixes = spec.putArray("podCIDRs");
    net.podPrefixes().forEach(p -> prefixes.add(p.toString()));
    return node;
  }

  public static ObjectNode status(NodeNet net) {
    ObjectNode status = Json.object();
    ArrayNode addresses = status.putArray("addresses");
    net.addresses()
        .forEach(
            ip -> addresses.addObject().put("type", "InternalIP").put("address", ip.toString()));
    addresses.addObject().put("type", "Hostname").put("address", net.name());
    status.putObject("capacity").put("pods", Integer.toString(MOST_PODS));
    status.putObject("allocatable").put("pods", Integer.toString(MOST_PODS));
    status.set("conditions", conditions(net, true));
    ObjectNode info = status.putObject("nodeInfo");
    info.put("kubeletVersion", "weir-sandbox").put("operatingSystem", "linux");
    info.put("kernelVersion", System.getProperty("os.version"));
    info.put("osImage", "network namespace");
    info.put("containerRuntimeVersion", "weir-sandbox://none");
    return status;
  }

  /** What the node's status says of its health. */
  public static ArrayNode conditions(NodeNet net, boolean ready) {
    String now = Instant.ofEpochSecond(Instant.now().getEpochSecond()).toString();
    ArrayNode conditions = JsonNodeFactory.instance.arrayNode();
    conditions
        .addObject()
        .put("type", READY)
        .put("status", ready ? "True" : "False")
        .put("reason", ready ? "SandboxNodeReady" : "SandboxNodeCutOff")
        .put("message", "network namespace " + net.namespace())
        .put("lastHeartbeatTime", now)
        .put("lastTransitionTime", now);
    return conditions;
  }
}
