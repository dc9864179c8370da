package io.weir.agent.cli;

import io.weir.agent.http.AgentHttp;
import io.weir.agent.observe.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One question to one agent at a time.
 *
 * @param runDirectory of the agent
 */
record AgentSocket(Path runDirectory) {
  /** The answer to GET {@code uri}; throws as {@link #exchange}. */
  JsonNode get(String uri) {
    return exchange("GET", uri, "");
  }

  /** The answer to POST {@code uri} with a body of text; throws as {@link #exchange}. */
  JsonNode post(String uri, String body) {
    return exchange("POST", uri, body);
  }

  /**
   * @throws CliFailure for every answer but 200: the agent is away, hangs, or says no
   */
  private JsonNode exchange(String method, String uri, String body) {
    Path socket = runDirectory.resolve(AgentHttp.SOCKET);
    refuseUnlessPermitted(socket);
    try {
      return answer(exchange(socket, method + " " + uri, body.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new CliFailure(
          Exit.UNREACHABLE,
          "no agent answers on "
              + socket
              + ": "
              + e.getMessage()
              + "; is it running, with this runDirectory?");
    }
  }

  private void refuseUnlessPermitted(Path socket) {
    boolean closedDirectory = Files.exists(runDirectory) && !Files.isExecutable(runDirectory);
    if (closedDirectory || Files.exists(socket) && !Files.isWritable(socket)) {
      throw new CliFailure(
          Exit.NOT_PERMITTED, socket + ": not permitted; only root may ask the agent");
    }
  }

  private static String exchange(Path socket, String what, byte[] body) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      String head =
          what
              + " HTTP/1.1\r\nHost: agent\r\nConnection: close\r\nContent-Length: "
              + body.length
              + "\r\n\r\n";
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
      request.writeBytes(body);
      ByteBuffer bytes = ByteBuffer.wrap(request.toByteArray());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static JsonNode answer(String answer) {
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
