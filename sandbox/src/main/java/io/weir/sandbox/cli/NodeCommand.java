package io.weir.sandbox.cli;

import io.weir.sandbox.boot.Sandbox;
import io.weir.sandbox.boot.SandboxNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir sandbox node}. */
@Command(
    name = "node",
    description =
        "Cut a node off the network, or join it again. The Node and its pods become not ready with"
            + " it; what runs there goes on running. Root.")
final class NodeCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private SandboxCommand.Which which;

  enum Verb {
    DOWN,
    UP
  }

  @Parameters(index = "0", paramLabel = "VERB", description = "${COMPLETION-CANDIDATES}.")
  private Verb verb;

  @Parameters(index = "1", paramLabel = "NODE", description = "Its name, such as node1.")
  private String name;

  @Override
  public void run() {
    SandboxNode node = SandboxNode.of(Sandbox.get(which.name), name);
    switch (verb) {
      case DOWN -> node.down();
      case UP -> node.up();
    }
    String now = verb == Verb.DOWN ? "cut off" : "joined again";
    spec.commandLine().getOut().println(name + " is " + now);
  }
}
