package io.weir.bpf.workload;

import io.weir.bpf.KernelTest;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Endpoint;
import io.weir.bpf.packet.Addresses;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.program.TcHook;
import io.weir.bpf.program.TcxOrder;
import io.weir.bpf.sys.NetworkNamespace;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A node that routes between two pods, a and b, each on a veth of its own; ARP and neighbour
 * discovery do their work. The programs are attached at the node's ends.
 */
final class TwoPods implements AutoCloseable {
  private static final String NODE = "weir-pods-node";
  private static final int CHECK_SOURCE = 1;

  private final Map<String, NetworkNamespace> namespaces = new TreeMap<>();
  private final Map<String, Endpoint> endpoints = new TreeMap<>();

  TwoPods() {
    add(NODE);
    inside(NODE, "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
    pod("a", 1);
    pod("b", 2);
  }

  private void add(String name) {
    if (Files.exists(Path.of("/run/netns", name))) { // of a run that crashed
      KernelTest.run("ip", "netns", "del", name);
    }
    KernelTest.run("ip", "netns", "add", name);
    namespaces.put(name, NetworkNamespace.open(Path.of("/run/netns", name)));
    inside(name, "sysctl -qw net.ipv6.conf.default.accept_dad=0"); // ready at once
  }

  private void pod(String pod, int number) {
    String name = "weir-pods-" + pod;
    add(name);
    ip(NODE, "link add host-%s type veth peer name eth0 netns %s".formatted(pod, name));
    for (int family : new int[] {4, 6}) {
      String net = family == 4 ? "10.77.%d.".formatted(number) : "fd77:%d::".formatted(number);
      int bits = family == 4 ? 24 : 64;
      String nodad = family == 4 ? "" : " nodad";
      ip(NODE, "addr add %s1/%d dev host-%s%s".formatted(net, bits, pod, nodad));
      ip(name, "addr add %s2/%d dev eth0%s".formatted(net, bits, nodad));
    }
    ip(NODE, "link set host-%s up".formatted(pod));
    ip(name, "link set lo up");
    ip(name, "link set eth0 up");
    ip(name, "route add default via 10.77.%d.1".formatted(number));
    ip(name, "route add default via fd77:%d::1".formatted(number));
    String mac = inside(name, "cat /sys/class/net/eth0/address").strip();
    endpoints.put(
        pod,
        new Endpoint(
            address(pod, 4),
            address(pod, 6),
            0,
            0,
            0,
            0,
            0,
            1,
            CHECK_SOURCE,
            Addresses.mac(mac),
            ifindex(pod)));
  }

  static String text(String pod, int family) {
    int number = pod.equals("a") ? 1 : 2;
    return family == 4 ? "10.77.%d.2".formatted(number) : "fd77:%d::2".formatted(number);
  }

  static Address address(String pod, int family) {
    return Addresses.parse(text(pod, family));
  }

  /** Without policy. */
  Endpoint endpoint(String pod) {
    return endpoints.get(pod);
  }

  NetworkNamespace pod(String pod) {
    return namespaces.get("weir-pods-" + pod);
  }

  NetworkNamespace node() {
    return namespaces.get(NODE);
  }

  /** Index of the node's end. */
  int ifindex(String pod) {
    return node().call(() -> NetworkInterface.getByName("host-" + pod).getIndex());
  }

  void attach(LoadedObject object, Path pins) {
    for (String pod : List.of("a", "b")) {
      int ifindex = ifindex(pod);
      attach(object, "from_pod", ifindex, TcHook.INGRESS, pins.resolve("from-" + pod));
      attach(object, "to_pod", ifindex, TcHook.EGRESS, pins.resolve("to-" + pod));
    }
  }

  private void attach(LoadedObject object, String program, int ifindex, TcHook hook, Path pin) {
    node()
        .call(() ->
            Links.attachTcx(
                object.program(program), ifindex, hook.tcx(), new TcxOrder.Last(), pin));
  }

  private static String inside(String name, String command) {
    return KernelTest.run(("ip netns exec " + name + " " + command).split(" "));
  }

  private static void ip(String name, String command) {
    KernelTest.run(("ip -n " + name + " " + command).split(" "));
  }

  @Override
  public void close() {
    namespaces.forEach((name, namespace) -> {
      namespace.close();
      KernelTest.run("ip", "netns", "del", name);
    });
  }
}
