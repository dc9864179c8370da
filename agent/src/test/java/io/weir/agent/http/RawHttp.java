package io.weir.agent.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Sends bytes and reads the answer as it is on the wire. */
final class RawHttp {
  private RawHttp() {}

  /** The whole answer to a request for {@code path}, after which the server closed. */
  static String get(SocketAddress server, String path, String... headers) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String header : headers) {
      lines.append(header).append("\r\n");
    }
    return send(
        server, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + lines + "\r\n");
  }

  static String send(SocketAddress server, String bytes) throws IOException {
    try (SocketChannel channel =
        server instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open()) {
      channel.connect(server);
      channel.write(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.UTF_8)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static String statusLine(String answer) {
    return answer.lines().findFirst().orElse("");
  }

  static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }
}
