package io.weir.sandbox.boot;

import io.weir.sandbox.host.CgroupTree;
import io.weir.sandbox.host.RunDirectory;
import io.weir.sandbox.net.Blueprint;
import io.weir.sandbox.net.NodeNet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What runs in a sandbox, as seen from the machine. */
public record SandboxStatus(List<Row> rows) {
  private static final String RUNNING = "running";
  private static final String HEALTHY = "healthy";
  private static final String BARE = "no agent";
  private static final String UP = "up";

  /**
   * One part.
   *
   * @param pid empty where it does not run
   */
  public record Row(String part, String state, String pid, String where) {}

  public static SandboxStatus of(Sandbox sandbox) {
    List<Row> rows = new ArrayList<>();
    String server = pid(sandbox.cgroups().server());
    String url = RunDirectory.read(sandbox.directory().apiUrl()).orElse("");
    rows.add(new Row("server", server.isEmpty() ? "gone" : RUNNING, server, url));
    for (NodeNet node : sandbox.blueprint().nodeNets()) {
      String agent = pid(sandbox.cgroups().agent(node.name()));
      rows.add(new Row(node.name(), state(sandbox, node, agent), agent, where(node)));
    }
    rows.add(new Row(SandboxExec.OUTSIDE, UP, "", outside(sandbox.blueprint())));
    return new SandboxStatus(rows);
  }

  private static String pid(Path cgroup) {
    return CgroupTree.processes(cgroup).stream().findFirst().map(String::valueOf).orElse("");
  }

  private static String state(Sandbox sandbox, NodeNet node, String agent) {
    if (!SandboxNode.of(sandbox, node.name()).isPlugged()) {
      return "cut off";
    }
    if (!sandbox.withAgents() && agent.isEmpty()) {
      return BARE;
    }
    if (agent.isEmpty()) {
      return "gone";
    }
    return SandboxUp.isHealthy(node) ? HEALTHY : "unhealthy";
  }

  private static String where(NodeNet node) {
    return "netns=%s addresses=%s pods=%s"
        .formatted(node.namespace(), node.addresses(), node.podPrefixes());
  }

  private static String outside(Blueprint sandbox) {
    return "netns=%s addresses=%s"
        .formatted(
            sandbox.outside(),
            sandbox.families().list().stream().map(sandbox::outsideAddress).toList());
  }

  public boolean isWell() {
    return rows.stream().map(Row::state).allMatch(List.of(RUNNING, HEALTHY, BARE, UP)::contains);
  }
}
