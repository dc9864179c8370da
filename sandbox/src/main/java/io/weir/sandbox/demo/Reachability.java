package io.weir.sandbox.demo;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Connections to every kind of address a Service has. */
final class Reachability {
  private static final int PORT = 80;
  private static final int NODE_PORT = 30080;
  private static final int SPREAD = 60;
  private static final int STICKY = 20;

  private final Report report;
  private final EchoService echo;

  Reachability(Report report, EchoService echo) {
    this.report = report;
    this.echo = echo;
  }

  /** Four kinds of address, two families, two protocols, from one place. */
  void everyAddress(String who, ClientProcess client, String node) {
    report.title("From the " + who);
    kind(client, "ClusterIP", echo.clusterIps("echo"), PORT);
    kind(client, "NodePort of " + node, echo.nodeAddresses(node), NODE_PORT);
    kind(client, "externalIP", echo.externalIps("echo-external"), PORT);
    kind(client, "LoadBalancer IP", echo.loadBalancerIps("echo-lb"), PORT);
  }

  private void kind(ClientProcess client, String kind, List<String> addresses, int port) {
    report.line(
        addresses.size() == 2, kind, "an address of each family", String.valueOf(addresses));
    for (String address : addresses) {
      for (String verb : List.of("tcp", "udp")) {
        exchange(client, verb, kind, address, port);
      }
    }
  }

  private void exchange(ClientProcess client, String verb, String kind, String address, int port) {
    String came = client.ask(verb, address, port);
    report.line(
        came.startsWith("ok pod=echo-"),
        verb + " " + kind + " " + address + " port " + port,
        "an echo pod answers",
        came);
  }

  /**
   * IPv4-only sockets take another hook than dual-stack ones; connected UDP another than sendto.
   */
  void otherSockets(ClientProcess pod, ClientProcess ipv4) {
    report.title("Other kinds of sockets, from the pod");
    List<String> addresses = echo.clusterIps("echo");
    exchange(ipv4, "tcp", "IPv4-only socket, ClusterIP", addresses.getFirst(), PORT);
    exchange(ipv4, "udp", "IPv4-only socket, ClusterIP", addresses.getFirst(), PORT);
    for (String address : addresses) {
      exchange(pod, "udp-connected", "ClusterIP", address, PORT);
    }
  }

  /** Which endpoint: all of them in turn, or the same one again and again. */
  void choice(ClientProcess pod) {
    report.title("Which endpoint, from the pod");
    Set<String> spread = pods(pod, echo.clusterIps("echo").getFirst(), SPREAD);
    report.line(
        spread.size() == 3,
        SPREAD + " connections to the ClusterIP",
        "all 3 pods",
        spread.toString());
    Set<String> sticky = pods(pod, echo.clusterIps("echo-sticky").getFirst(), STICKY);
    report.line(
        sticky.size() == 1,
        STICKY + " connections, sessionAffinity ClientIP",
        "one pod",
        sticky.toString());
    String local = pod.ask("tcp", echo.clusterIps("echo-local").getFirst(), PORT);
    report.line(
        local.contains("node=node1"),
        "internalTrafficPolicy Local",
        "the pod on the client's node1",
        local);
  }

  private static Set<String> pods(ClientProcess client, String address, int times) {
    Set<String> pods = new TreeSet<>();
    for (int i = 0; i < times; i++) {
      String came = client.ask("tcp", address, PORT);
      pods.add(came.startsWith("ok ") ? Answer.of(came).pod() : came);
    }
    return pods;
  }
}
