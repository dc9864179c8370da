package io.weir.sandbox.boot;

import io.weir.sandbox.host.RunDirectory;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.NodeNet;
import io.weir.sandbox.net.SandboxFault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a command runs: a network namespace and a cgroup. */
public record SandboxExec(Path namespace, Path cgroup) {
  /** The machine outside the cluster. */
  public static final String OUTSIDE = "outside";

  private static final String NODE = "node/";

  /**
   * @param where POD, NAMESPACE/POD, node/NODE or outside
   */
  public static SandboxExec find(Sandbox sandbox, String where) {
    if (where.equals(OUTSIDE)) {
      return new SandboxExec(
          IpScript.file(sandbox.blueprint().outside()), sandbox.cgroups().outside());
    }
    return where.startsWith(NODE)
        ? node(sandbox, where.substring(NODE.length()))
        : pod(sandbox, where.contains("/") ? where : "default/" + where);
  }

  private static SandboxExec node(Sandbox sandbox, String name) {
    NodeNet node = SandboxNode.of(sandbox, name).net();
    return new SandboxExec(IpScript.file(node.namespace()), sandbox.cgroups().host(name));
  }

  private static SandboxExec pod(Sandbox sandbox, String where) {
    int slash = where.indexOf('/');
    Path file = sandbox.directory().pod(where.substring(0, slash), where.substring(slash + 1));
    String text =
        RunDirectory.read(file)
            .orElseThrow(() ->
                new SandboxFault(
                    "there is no running pod=%s: see `kubectl get pods -A`, and give NAMESPACE/POD outside of the namespace default"
                        .formatted(where)));
    List<String> lines = text.lines().toList();
    return new SandboxExec(IpScript.file(lines.get(0)), Path.of(lines.get(1)));
  }

  /** The command's words behind those that take it there. */
  public List<String> argv(List<String> command) {
    List<String> argv = new ArrayList<>(JavaProcess.inCgroup(cgroup));
    argv.addAll(JavaProcess.inNamespace(namespace));
    argv.addAll(command);
    return argv;
  }

  /**
   * Runs a command with our standard streams.
   *
   * @return its exit code
   */
  public int run(List<String> command) {
    try {
      return new ProcessBuilder(argv(command)).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new SandboxFault("cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxFault("interrupted while " + command + " runs");
    }
  }
}
