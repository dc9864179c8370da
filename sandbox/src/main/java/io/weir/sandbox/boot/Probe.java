package io.weir.sandbox.boot;

import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.net.IpScript;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a health endpoint at the loopback address of a network namespace. */
final class Probe {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private Probe() {}

  /**
   * @return the status code; 0 where nobody answers
   */
  static int get(String namespace, int port, String path) {
    try (NetworkNamespace inside = NetworkNamespace.open(IpScript.file(namespace))) {
      return inside.call(() -> ask(port, path));
    }
  }

  private static int ask(int port, String path) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
          (int) PATIENCE.toMillis());
      String request = "GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n".formatted(path);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line = reader.readLine();
      String[] words = line == null ? new String[0] : line.split(" ");
      return words.length < 2 ? 0 : Integer.parseInt(words[1]);
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
