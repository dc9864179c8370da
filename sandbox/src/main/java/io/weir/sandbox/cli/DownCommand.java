package io.weir.sandbox.cli;

import io.weir.sandbox.boot.SandboxDown;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weir sandbox down}. */
@Command(
    name = "down",
    description = "End a sandbox and remove all that belongs to it, also after a crash. Root.")
final class DownCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private SandboxCommand.Which which;

  @Override
  public void run() {
    boolean found = SandboxDown.run(which.name);
    spec.commandLine()
        .getOut()
        .println(
            found
                ? "sandbox " + which.name + " is down"
                : "there is no sandbox " + which.name + ": nothing to do");
  }
}
