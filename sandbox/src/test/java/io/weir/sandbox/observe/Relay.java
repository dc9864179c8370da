package io.weir.sandbox.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.IpScript;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * Brings a scrape of {@code /NODE/metrics} to the agent of that node, which listens at the loopback
 * address of its own network namespace. Head and body pass as they are.
 */
final class Relay implements AutoCloseable {
  private static final int AGENT_PORT = 10_249;
  private static final int PATIENCE_MILLIS = 2000;

  private final Cluster cluster;
  private final HttpServer server;

  private Relay(Cluster cluster, HttpServer server) {
    this.cluster = cluster;
    this.server = server;
  }

  static Relay to(Cluster cluster) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Relay relay = new Relay(cluster, server);
    server.createContext("/", relay::answer);
    server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    server.start();
    return relay;
  }

  /** {@code host:port} for a scraper. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String node = exchange.getRequestURI().getPath().split("/")[1];
      String accept = exchange.getRequestHeaders().getFirst("Accept");
      String text = ask(node, accept == null ? "*/*" : accept);
      int end = text.indexOf("\r\n\r\n");
      byte[] body = text.substring(end + 4).getBytes(StandardCharsets.UTF_8);
      for (String line : text.substring(0, end).split("\r\n")) {
        if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-type: ")) {
          exchange.getResponseHeaders().set("Content-Type", line.substring(14));
        }
      }
      exchange.sendResponseHeaders(Integer.parseInt(text.split(" ", 3)[1]), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private String ask(String node, String accept) {
    try (NetworkNamespace inside =
        NetworkNamespace.open(IpScript.file(cluster.node(node).namespace()))) {
      return inside.call(() -> {
        try (Socket socket = new Socket()) {
          socket.setSoTimeout(PATIENCE_MILLIS);
          socket.connect(
              new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), AGENT_PORT),
              PATIENCE_MILLIS);
          socket
              .getOutputStream()
              .write(
                  "GET /metrics HTTP/1.0\r\nHost: localhost\r\nAccept: %s\r\n\r\n"
                      .formatted(accept)
                      .getBytes(StandardCharsets.US_ASCII));
          return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
      });
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
