package io.weir.bench;

import io.weir.sandbox.net.Command;
import io.weir.sandbox.net.IpScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client, a node for each variant and two nodes with a pod, all on one link: one under Weir, one
 * without anything. The link takes tunnels; client and pods send 1,500 bytes at most.
 */
final class NodePortNet {
  static final String CLIENT = "outside";
  private static final int MTU = 1500;
  private static final int UNDERLAY_MTU = 1600;
  private static final String NETWORK = "10.91.0.";

  private final Lab lab;
  private final String link;
  private int hosts;

  NodePortNet(Lab lab) {
    this.lab = lab;
    link = lab.namespace("link");
    run(link, "link add br0 type bridge mcast_snooping 0");
    run(link, "link set br0 mtu " + UNDERLAY_MTU + " up");
    noNetfilterOfBridges();
  }

  /** The bridge plays a wire, and wires have no netfilter. Unknown where the kernel has none. */
  private void noNetfilterOfBridges() {
    for (String table : List.of("iptables", "ip6tables", "arptables")) {
      sysctl(link, "-e", "net.bridge.bridge-nf-call-" + table + "=0");
    }
  }

  /** A machine on the link. */
  record Host(String name, String namespace, String address) {}

  Host client() {
    return host(CLIENT, MTU);
  }

  Host node(String name) {
    Host node = host(name, UNDERLAY_MTU);
    sysctl(node.namespace(), "net.ipv4.ip_forward=1");
    return node;
  }

  private Host host(String name, int mtu) {
    String namespace = lab.namespace(name);
    String address = NETWORK + ++hosts;
    String port = "h" + hosts;
    run(
        link,
        "link add %s mtu %d type veth peer name eth0 netns %s".formatted(port, mtu, namespace),
        "link set " + port + " master br0 up");
    run(
        namespace,
        "link set eth0 mtu " + mtu,
        "addr add " + address + "/24 dev eth0",
        "link set eth0 up");
    return new Host(name, namespace, address);
  }

  /** A pod behind a node, as a routed CNI sets it up; returns its namespace. */
  String pod(Host node, String address) {
    String pod = lab.namespace(node.name() + "-pod");
    run(
        node.namespace(),
        "link add pod0 type veth peer name eth0 netns " + pod,
        "addr add 169.254.1.1/32 dev pod0",
        "link set pod0 up",
        "route add " + address + "/32 dev pod0");
    run(
        pod,
        "addr add " + address + "/32 dev eth0",
        "link set eth0 up",
        "route add 169.254.1.1 dev eth0 scope link",
        "route add default via 169.254.1.1 dev eth0");
    return pod;
  }

  /** How others reach a pod of {@code by}. */
  void route(Host from, String address, Host by) {
    run(from.namespace(), "route add " + address + "/32 via " + by.address());
  }

  /** A datagram, so that one learns the other's MAC. */
  void greet(Host from, Host to) {
    String send = "echo > /dev/udp/" + to.address() + "/9";
    inside(from.namespace(), List.of("bash", "-c", send), "");
  }

  private void sysctl(String namespace, String... words) {
    List<String> argv = new ArrayList<>(List.of("sysctl", "-qw"));
    argv.addAll(List.of(words));
    inside(namespace, argv, "");
  }

  void inside(String namespace, List<String> argv, String input) {
    List<String> all = new ArrayList<>(List.of("nsenter", "--net=" + IpScript.file(namespace)));
    all.addAll(argv);
    Command.run(all, input);
  }

  private static void run(String namespace, String... lines) {
    new IpScript(Optional.of(namespace), List.of(lines)).run();
  }
}
