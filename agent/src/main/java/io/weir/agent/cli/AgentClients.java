package io.weir.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code --run-dir}, several times: the agents of several nodes, where they run on one machine. Add
 * it as a {@link Mixin}.
 */
final class AgentClients {
  /** Where a sandbox keeps the run directories of its nodes' agents. */
  private static final Path SANDBOX = Path.of("/run/weir/sandbox/default");

  private static final String OF_A_NODE = "agent-";

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      defaultValue = "${env:WEIR_RUN_DIRECTORY:-/run/weir}",
      description =
          "An agent's runDirectory; may be given for each of several. Default:"
              + " WEIR_RUN_DIRECTORY, else /run/weir, and in a sandbox the agents of all nodes.")
  private List<Path> runDirectories;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  List<AgentSocket> sockets() {
    List<Path> directories =
        command.commandLine().getParseResult().hasMatchedOption("--run-dir")
            ? runDirectories
            : byDefault(runDirectories.getFirst(), SANDBOX);
    return directories.stream().map(AgentSocket::new).toList();
  }

  /** One agent of a sandbox stands for all of them; without an agent of the host so does none. */
  static List<Path> byDefault(Path directory, Path sandbox) {
    boolean ofNode = isOfNode(directory);
    List<Path> nodes =
        ofNode
            ? nodes(directory.toAbsolutePath().getParent())
            : Files.exists(directory.resolve("agent.sock")) ? List.of() : nodes(sandbox);
    return nodes.isEmpty() ? List.of(directory) : nodes;
  }

  private static boolean isOfNode(Path directory) {
    return String.valueOf(directory.getFileName()).startsWith(OF_A_NODE);
  }

  private static List<Path> nodes(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(AgentClients::isOfNode).filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      return List.of(); // nobody who may ask them; the first socket says so
    }
  }
}
