package io.weir.sandbox.cli;

import io.weir.sandbox.boot.Sandbox;
import io.weir.sandbox.boot.SandboxStatus;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weir sandbox status}. */
@Command(
    name = "status",
    description = "What runs in a sandbox. Exit code 1 where a part of it does not.")
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SandboxCommand.Which which;

  @Override
  public Integer call() {
    SandboxStatus status = SandboxStatus.of(Sandbox.get(which.name));
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-8s %-9s %-8s %s%n", "PART", "STATE", "PID", "WHERE");
    for (SandboxStatus.Row row : status.rows()) {
      out.printf("%-8s %-9s %-8s %s%n", row.part(), row.state(), row.pid(), row.where());
    }
    out.flush();
    return status.isWell() ? 0 : 1;
  }
}
