package io.weir.sandbox.boot;

import io.weir.sandbox.net.Command;
import io.weir.sandbox.net.FabricScripts;
import io.weir.sandbox.net.NodeNet;
import io.weir.sandbox.net.SandboxFault;
import io.weir.sandbox.node.NodeObject;
import java.util.List;

/** One node of a sandbox, to be cut off and joined again. */
public record SandboxNode(Sandbox sandbox, NodeNet net) {

  /**
   * @throws SandboxFault that says which nodes there are
   */
  public static SandboxNode of(Sandbox sandbox, String name) {
    List<NodeNet> nodes = sandbox.blueprint().nodeNets();
    return nodes.stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .map(n -> new SandboxNode(sandbox, n))
        .orElseThrow(() ->
            new SandboxFault(
                "there is no node=%s: the sandbox has node1..node%d"
                    .formatted(name, nodes.size())));
  }

  /**
   * Pulls the cable, and reports the node not ready: its pods are then not ready either. What runs
   * on it goes on running; its agent too, which reaches the API server by another way.
   */
  public void down() {
    FabricScripts.uplink(sandbox.blueprint(), net, false).run();
    report(false);
  }

  /** Plugs it in again. */
  public void up() {
    FabricScripts.uplink(sandbox.blueprint(), net, true).run();
    report(true);
  }

  private void report(boolean ready) {
    KubeApi.of(sandbox)
        .mergePatch(
            "/api/v1/nodes/" + net.name() + "/status",
            "{\"status\":{\"conditions\":" + NodeObject.conditions(net, ready) + "}}");
  }

  public boolean isPlugged() {
    String fabric = sandbox.blueprint().fabric();
    return Command.run(List.of("ip", "-n", fabric, "link", "show", "dev", net.name()), "")
        .contains("LOWER_UP");
  }
}
