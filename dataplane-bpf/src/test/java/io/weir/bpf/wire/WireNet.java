package io.weir.bpf.wire;

import io.weir.bpf.KernelTest;
import io.weir.bpf.abi.Address;
import io.weir.bpf.packet.Addresses;
import io.weir.bpf.sys.NetworkNamespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Nodes n1 and n2, each with a pod p1 and p2 that it routes to, and a client outside, all on one
 * link. The client knows no way to the pods. The link takes 1600 bytes, so that tunnels fit; client
 * and pods keep 1500.
 */
final class WireNet implements AutoCloseable {
  static final int UNDERLAY_MTU = 1600;
  private static final String PREFIX = "weir-wire-";

  private final Map<String, NetworkNamespace> namespaces = new TreeMap<>();

  WireNet() {
    add("link");
    ip("link", "link add br0 type bridge mcast_snooping 0");
    ip("link", "link set br0 mtu %d up".formatted(UNDERLAY_MTU));
    host("client", 100, 1500);
    node(1);
    node(2);
    for (int[] way : new int[][] {{1, 2}, {2, 1}}) {
      ip("n" + way[0], "route add 10.88.%d.0/24 via 10.88.0.%1$d".formatted(way[1]));
      ip("n" + way[0], "route add fd88:%d::/64 via fd88::%1$d".formatted(way[1]));
    }
  }

  private void add(String name) {
    String full = PREFIX + name;
    if (Files.exists(Path.of("/run/netns", full))) { // of a run that crashed
      KernelTest.run("ip", "netns", "del", full);
    }
    KernelTest.run("ip", "netns", "add", full);
    namespaces.put(name, NetworkNamespace.open(Path.of("/run/netns", full)));
    inside(name, "sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0");
    ip(name, "link set lo up");
  }

  private void host(String name, int number, int mtu) {
    add(name);
    ip(
        "link",
        "link add %s mtu %d type veth peer name up0 netns %s%1$s".formatted(name, mtu, PREFIX));
    ip("link", "link set %s master br0 up".formatted(name));
    ip(name, "link set up0 mtu %d up".formatted(mtu));
    ip(name, "addr add 10.88.0.%d/24 dev up0".formatted(number));
    ip(name, "addr add fd88::%d/64 dev up0 nodad".formatted(number));
  }

  private void node(int number) {
    String node = "n" + number;
    String pod = "p" + number;
    host(node, number, UNDERLAY_MTU);
    inside(node, "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
    add(pod);
    ip(node, "link add pod0 type veth peer name eth0 netns " + PREFIX + pod);
    ip(node, "link set pod0 up");
    ip(pod, "link set eth0 up");
    for (int family : new int[] {4, 6}) {
      String gateway = family == 4 ? "169.254.1.1" : "fe80::1";
      String address = pod(number, family);
      int bits = family == 4 ? 32 : 128;
      ip(pod, "addr add %s/%d dev eth0%s".formatted(address, bits, family == 6 ? " nodad" : ""));
      ip(pod, "route add %s dev eth0 scope link".formatted(gateway));
      ip(pod, "route add default via %s dev eth0".formatted(gateway));
      ip(pod, neighbour(gateway, mac(node, "pod0"), "eth0"));
      ip(node, "route add %s/%d dev pod0".formatted(address, bits));
      ip(node, neighbour(address, mac(pod, "eth0"), "pod0"));
    }
  }

  private static String neighbour(String address, String mac, String link) {
    return "neigh add %s lladdr %s dev %s nud permanent".formatted(address, mac, link);
  }

  /** A route of the client to a prefix by a node, as a router outside would have it. */
  void clientRoute(String prefix, int node, int family) {
    String via = family == 4 ? "10.88.0." + node : "fd88::" + node;
    ip("client", "route replace %s via %s".formatted(prefix, via));
  }

  static String node(int number, int family) {
    return family == 4 ? "10.88.0." + number : "fd88::" + number;
  }

  static String client(int family) {
    return node(100, family);
  }

  static String pod(int number, int family) {
    return family == 4 ? "10.88.%d.2".formatted(number) : "fd88:%d::2".formatted(number);
  }

  static Address address(String text) {
    return Addresses.parse(text);
  }

  NetworkNamespace in(String name) {
    return namespaces.get(name);
  }

  int ifindex(String name, String link) {
    String line = ip(name, "-o link show " + link);
    return Integer.parseInt(line.substring(0, line.indexOf(':')));
  }

  String mac(String name, String link) {
    String line = ip(name, "-o link show " + link);
    return line.replaceAll("(?s).*link/ether ([0-9a-f:]+).*", "$1");
  }

  long macNumber(String name, String link) {
    return Addresses.mac(mac(name, link));
  }

  String inside(String name, String command) {
    return KernelTest.run(("ip netns exec " + PREFIX + name + " " + command).split(" "));
  }

  String ip(String name, String command) {
    return KernelTest.run(("ip -n " + PREFIX + name + " " + command).split(" "));
  }

  @Override
  public void close() {
    namespaces.forEach((name, namespace) -> {
      namespace.close();
      KernelTest.run("ip", "netns", "del", PREFIX + name);
    });
  }
}
