package io.weir.sandbox.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

/**
 * A process that connects from where it was put: a pod's or a node's namespace and cgroup. Takes
 * one command a line, {@code VERB ADDRESS PORT}, and answers each with one line: {@code ok}, and
 * what the echo server said with the peer that the socket shows; or {@code refused}, {@code
 * timeout} or {@code error} with the reason.
 *
 * <pre>
 *   tcp, udp, udp-connected   one exchange through a new socket
 *   hold, keep                open a connected / an unconnected UDP socket, for exchanges by "again"
 *   open, talk                open a TCP connection, and one exchange through it
 *   start, stop               a stream of TCP connections, one after another, and its figures
 *   bind                      listen on a TCP port, and stop again
 * </pre>
 */
public final class Client {
  private static final int TIMEOUT_MILLIS = 1500;

  private UdpExchange held = UdpExchange.NONE;
  private TcpExchange opened = TcpExchange.NONE;
  private Stream stream = Stream.NONE;

  private Client() {}

  public static void main(String[] arguments) throws IOException {
    Client client = new Client();
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.println(client.answer(line.split(" ")));
    }
    System.exit(0);
  }

  private String answer(String[] words) {
    try {
      return switch (words[0]) {
        case "tcp" -> "ok " + tcp(target(words));
        case "udp" -> once(UdpExchange.unconnected(target(words)));
        case "udp-connected" -> once(UdpExchange.connected(target(words)));
        case "hold" -> "ok " + hold(UdpExchange.connected(target(words)));
        case "keep" -> "ok " + hold(UdpExchange.unconnected(target(words)));
        case "again" -> "ok " + held.exchange(TIMEOUT_MILLIS);
        case "open" -> "ok " + open(target(words));
        case "talk" -> "ok " + opened.exchange();
        case "start" -> start(target(words));
        case "stop" -> "ok " + stream.stop();
        case "bind" -> bind(target(words));
        default -> "error unknown verb=" + words[0];
      };
    } catch (IOException e) {
      return Outcome.of(e);
    }
  }

  private static InetSocketAddress target(String[] words) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(words[1]), Integer.parseInt(words[2]));
  }

  static String tcp(InetSocketAddress target) throws IOException {
    try (TcpExchange exchange = TcpExchange.open(target, TIMEOUT_MILLIS)) {
      return exchange.greeting();
    }
  }

  private String open(InetSocketAddress target) throws IOException {
    opened.close();
    opened = TcpExchange.open(target, TIMEOUT_MILLIS);
    return opened.greeting();
  }

  private static String once(UdpExchange exchange) throws IOException {
    try (exchange) {
      return "ok " + exchange.exchange(TIMEOUT_MILLIS);
    }
  }

  private String hold(UdpExchange exchange) throws IOException {
    held.close();
    held = exchange;
    return held.exchange(TIMEOUT_MILLIS);
  }

  private String start(InetSocketAddress target) {
    stream = Stream.start(target);
    return "ok";
  }

  private static String bind(InetSocketAddress address) throws IOException {
    try (ServerSocket _ = new ServerSocket(address.getPort(), 1, address.getAddress())) {
      return "ok";
    }
  }
}
