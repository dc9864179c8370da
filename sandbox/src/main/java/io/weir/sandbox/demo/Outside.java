package io.weir.sandbox.demo;

import io.weir.sandbox.boot.Sandbox;
import io.weir.sandbox.boot.SandboxNode;
import io.weir.sandbox.controller.LoadBalancerController;
import io.weir.sandbox.net.Blueprint;
import io.weir.sandbox.net.FabricScripts;
import io.weir.values.Family;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A client that is not of the cluster, and the node where its packets come in, which is taken away.
 */
final class Outside {
  private static final String FIRST = "node1";
  private static final String SECOND = "node2";
  private static final int PORT = 80;
  private static final int NODE_PORT = 30080;

  /** Enough that one pod of three is missed once in a million runs. */
  private static final int TIMES = 40;

  private static final long TRAFFIC_MILLIS = 700;

  private final Report report;
  private final EchoService echo;
  private final Sandbox sandbox;
  private final ClientProcess client;

  Outside(Report report, EchoService echo, Sandbox sandbox, ClientProcess client) {
    this.report = report;
    this.echo = echo;
    this.sandbox = sandbox;
    this.client = client;
  }

  void run() {
    report.title("From outside the cluster, by " + FIRST);
    everyNode("NodePort of " + FIRST, echo.nodeAddresses(FIRST), NODE_PORT);
    everyNode("externalIP", echo.externalIps("echo-external"), PORT);
    everyNode("LoadBalancer IP", echo.loadBalancerIps("echo-lb"), PORT);
    takenAway(echo.loadBalancerIps("echo-lb").getFirst());
  }

  /** Backends on that node and on others, and all of them see who asks. */
  private void everyNode(String kind, List<String> addresses, int port) {
    List<String> own =
        Stream.of(Family.values())
            .map(family -> sandbox.blueprint().outsideAddress(family).toString())
            .toList();
    for (int i = 0; i < addresses.size(); i++) {
      for (String verb : List.of("tcp", "udp")) {
        Seen seen = ask(verb, addresses.get(i), port);
        report.line(
            seen.equals(new Seen(Set.of("node1", "node2", "node3"), Set.of(own.get(i)), "-")),
            "%s %s %s port %d, %d times".formatted(verb, kind, addresses.get(i), port, TIMES),
            "all 3 nodes, who see " + own.get(i),
            "nodes=%s clients=%s failure=%s".formatted(seen.nodes, seen.clients, seen.failure));
      }
    }
  }

  /**
   * What came of many exchanges.
   *
   * @param nodes where a pod answered
   * @param clients whom the pods saw
   */
  private record Seen(Set<String> nodes, Set<String> clients, String failure) {}

  private Seen ask(String verb, String address, int port) {
    Seen seen = new Seen(new TreeSet<>(), new TreeSet<>(), "-");
    for (int i = 0; i < TIMES; i++) {
      String came = client.ask(verb, address, port);
      if (!came.startsWith("ok pod=")) {
        return new Seen(seen.nodes, seen.clients, came);
      }
      Answer answer = Answer.of(came);
      seen.nodes.add(answer.node());
      seen.clients.add(answer.clientAddress());
    }
    return seen;
  }

  private void takenAway(String address) {
    report.title("The node where connections come in is taken away");
    String before = openElsewhere(address);
    client.ask("start", address, PORT);
    EchoService.pause(TRAFFIC_MILLIS);
    lead(SECOND);
    EchoService.pause(TRAFFIC_MILLIS);
    String stream = client.ask("stop");
    report.line(
        stream.contains(" failed=0 ") && !stream.contains("connections=0 "),
        "connections while the route moves to " + SECOND,
        "no connection fails",
        stream);
    goesOn("an open connection, now by " + SECOND, before);
    SandboxNode node = SandboxNode.of(sandbox, FIRST);
    node.down();
    echo.awaitReady(2);
    EchoService.pause(TRAFFIC_MILLIS);
    goesOn("the same connection, " + FIRST + " cut off", before);
    Seen seen = ask("tcp", address, PORT);
    report.line(
        seen.nodes.equals(Set.of("node2", "node3")) && seen.failure.equals("-"),
        "tcp " + address + ", " + TIMES + " times",
        "the pods of the other nodes",
        "nodes=%s failure=%s".formatted(seen.nodes, seen.failure));
    node.up();
    echo.awaitReady(3);
    lead(FIRST);
  }

  /** Opens a connection to a pod that stays; what it said. */
  private String openElsewhere(String address) {
    String came = client.ask("open", address, PORT);
    for (int i = 0; i < TIMES && came.contains("node=" + FIRST); i++) {
      came = client.ask("open", address, PORT);
    }
    return came;
  }

  private void goesOn(String tried, String before) {
    String came = client.ask("talk");
    report.line(
        came.equals(before) && came.startsWith("ok pod="), tried, "the same pod answers", came);
  }

  /** What a router learns when another node announces the addresses. */
  private void lead(String node) {
    Blueprint blueprint = sandbox.blueprint();
    LoadBalancerController.RANGES.forEach(range ->
        FabricScripts.fromOutside(blueprint, range, SandboxNode.of(sandbox, node).net()).run());
    report.note("load balancers' addresses now lie behind " + node);
  }
}
