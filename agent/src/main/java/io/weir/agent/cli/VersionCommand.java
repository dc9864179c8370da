package io.weir.agent.cli;

import io.weir.agent.observe.Version;
import io.weir.agent.observe.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code weir version}. */
@Command(name = "version", description = "What this program is built from.")
final class VersionCommand implements Runnable {
  @Mixin private Output output;

  @Override
  public void run() {
    Version v = Version.CURRENT;
    output.print(
        Wire.object("Version", v), () -> "weir " + v.version() + " (" + v.revision() + ")\n");
  }
}
