package io.weir.sandbox.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * A process that connects from where it was put: a pod's or a node's namespace and cgroup. Takes
 * one command a line, {@code VERB ADDRESS PORT}, and answers each with one line: {@code ok}, and
 * what the echo server said with the peer that the socket shows; or {@code refused}, {@code
 * timeout} or {@code error} with the reason.
 *
 * <pre>
 *   tcp, udp, udp-connected   one exchange through a new socket; a third word is its own port
 *   together                  several of these at once, with semicolons between, as the answers
 *   ping                      one ICMP echo
 *   hold, keep                open a connected / an unconnected UDP socket, for exchanges by "again"
 *   open, talk                open a TCP connection, own port as above, and one exchange through it
 *   start, stop               a stream of TCP connections, one after another, and its figures
 *   bind                      listen on a TCP port, and stop again
 * </pre>
 */
public final class Client {
  static final int ANY_PORT = 0;
  private static final int TIMEOUT_MILLIS = 1500;
  private static final String TOGETHER = "together ";

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
      System.out.println(client.answer(line));
    }
    System.exit(0);
  }

  private String answer(String line) {
    return line.startsWith(TOGETHER)
        ? together(List.of(line.substring(TOGETHER.length()).split(";")))
        : answer(line.split(" "));
  }

  private String together(List<String> commands) {
    List<Future<String>> answers;
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      answers = commands.stream().map(c -> each.submit(() -> answer(c.split(" ")))).toList();
    }
    return answers.stream().map(Future::resultNow).collect(Collectors.joining(";"));
  }

  private String answer(String[] words) {
    try {
      return switch (words[0]) {
        case "tcp" -> "ok " + tcp(target(words), ownPort(words));
        case "udp" -> once(UdpExchange.unconnected(target(words), ownPort(words)));
        case "udp-connected" -> once(UdpExchange.connected(target(words), ownPort(words)));
        case "ping" -> target(words).getAddress().isReachable(TIMEOUT_MILLIS) ? "ok" : "timeout";
        case "hold" -> "ok " + hold(UdpExchange.connected(target(words), ANY_PORT));
        case "keep" -> "ok " + hold(UdpExchange.unconnected(target(words), ANY_PORT));
        case "again" -> "ok " + held.exchange(TIMEOUT_MILLIS);
        case "open" -> "ok " + open(target(words), ownPort(words));
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

  private static int ownPort(String[] words) {
    return words.length > 3 ? Integer.parseInt(words[3]) : ANY_PORT;
  }

  static String tcp(InetSocketAddress target, int ownPort) throws IOException {
    try (TcpExchange exchange = TcpExchange.open(target, ownPort, TIMEOUT_MILLIS)) {
      return exchange.greeting();
    }
  }

  private String open(InetSocketAddress target, int ownPort) throws IOException {
    opened.close();
    opened = TcpExchange.open(target, ownPort, TIMEOUT_MILLIS);
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
