package io.weir.sandbox.cli;

import io.weir.sandbox.boot.Sandbox;
import io.weir.sandbox.boot.SandboxExec;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weir sandbox exec}. */
@Command(
    name = "exec",
    description =
        "Run a command in the network namespace and cgroup of a pod or node; its exit code is ours."
            + " Root.")
final class ExecCommand implements Callable<Integer> {
  @Mixin private SandboxCommand.Which which;

  @Parameters(
      index = "0",
      paramLabel = "WHERE",
      description =
          "POD, NAMESPACE/POD, node/NODE, or outside: a machine that is not of the cluster.")
  private String where;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "CMD", description = "After --.")
  private List<String> command;

  @Override
  public Integer call() {
    return SandboxExec.find(Sandbox.get(which.name), where).run(command);
  }
}
