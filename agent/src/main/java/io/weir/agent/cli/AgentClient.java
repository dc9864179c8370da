package io.weir.agent.cli;

import io.weir.agent.http.AgentHttp;
import io.weir.agent.observe.Wire;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * {@code --run-dir}: where the agent listens, and one question to it. Add it as a {@link Mixin}.
 */
final class AgentClient {
  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      defaultValue = "${env:WEIR_RUN_DIRECTORY:-/run/weir}",
      description = "The agent's runDirectory. Default: WEIR_RUN_DIRECTORY, else /run/weir.")
  private Path runDirectory;

  /**
   * The answer to GET {@code uri}.
   *
   * @throws CliFailure for every answer but 200: the agent is away, hangs, or says no
   */
  JsonNode get(String uri) {
    Path socket = runDirectory.resolve(AgentHttp.SOCKET);
    refuseUnlessPermitted(socket);
    String answer;
    try {
      answer = exchange(socket, uri);
    } catch (IOException e) {
      throw new CliFailure(
          Exit.UNREACHABLE,
          "no agent answers on "
              + socket
              + ": "
              + e.getMessage()
              + "; is it running, with this runDirectory?");
    }
    return body(answer);
  }

  private void refuseUnlessPermitted(Path socket) {
    boolean closedDirectory = Files.exists(runDirectory) && !Files.isExecutable(runDirectory);
    if (closedDirectory || Files.exists(socket) && !Files.isWritable(socket)) {
      throw new CliFailure(
          Exit.NOT_PERMITTED, socket + ": not permitted; only root may ask the agent");
    }
  }

  private static String exchange(Path socket, String uri) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      String request = "GET " + uri + " HTTP/1.1\r\nHost: agent\r\nConnection: close\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static JsonNode body(String answer) {
    int head = answer.indexOf("\r\n\r\n");
    String status = answer.lines().findFirst().orElse("");
    if (head < 0 || !status.startsWith("HTTP/1.1 ")) {
      throw new CliFailure(Exit.UNREACHABLE, "the agent's answer broke off; its log may say why");
    }
    JsonNode body;
    try {
      body = Wire.JSON.readTree(answer.substring(head + 4));
    } catch (JacksonException e) {
      throw new CliFailure(Exit.UNREACHABLE, "the agent answered " + status.substring(9));
    }
    return switch (status.substring(9, 12)) {
      case "200" -> body;
      case "400" -> throw new CliFailure(Exit.USAGE, message(body));
      case "404" -> throw new CliFailure(Exit.FINDING, message(body));
      default -> throw new CliFailure(Exit.UNREACHABLE, message(body));
    };
  }

  private static String message(JsonNode body) {
    return body.path("message").asString("the agent could not answer");
  }
}
