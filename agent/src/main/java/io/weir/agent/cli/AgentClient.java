package io.weir.agent.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/**
 * {@code --run-dir}: where the agent listens, and one question to it at a time. Add it as a {@link
 * Mixin}.
 */
final class AgentClient {
  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      defaultValue = "${env:WEIR_RUN_DIRECTORY:-/run/weir}",
      description = "The agent's runDirectory. Default: WEIR_RUN_DIRECTORY, else /run/weir.")
  private Path runDirectory;

  /** The agent's runDirectory. */
  Path runDirectory() {
    return runDirectory;
  }

  /**
   * The answer to GET {@code uri}.
   *
   * @throws CliFailure for every answer but 200: the agent is away, hangs, or says no
   */
  JsonNode get(String uri) {
    return new AgentSocket(runDirectory).get(uri);
  }

  /** The answer to POST {@code uri} without a body; throws as {@link #get}. */
  JsonNode post(String uri) {
    return new AgentSocket(runDirectory).post(uri, "");
  }
}
