package io.weir.sandbox.net;

import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The commands that build the network of the nodes.
 *
 * <p>The fabric is a bridge and the nodes' default gateway. It knows the way to the pods, so that a
 * direct connection works from every node, and swallows what is sent to a Service's address: only
 * something on the node can have answered a connection to one.
 *
 * <p>Outside is a machine on the same link that knows nothing of pods and ClusterIPs. What a router
 * would learn from a load balancer's announcements, it knows: addresses of Services that are meant
 * for it are behind a node.
 */
public final class FabricScripts {
  static final String DEFAULT_V4 = "0.0.0.0/0";
  static final String DEFAULT_V6 = "::/0";

  /** Namespaces route, and addresses are usable at once. */
  public static final Map<String, String> SYSCTLS =
      Map.of(
          "net/ipv4/ip_forward", "1",
          "net/ipv6/conf/all/forwarding", "1",
          "net/ipv6/conf/default/accept_dad", "0",
          "net/ipv6/conf/all/accept_dad", "0");

  /** The machine outside believes nobody who knows a better way: only its routes count. */
  public static final Map<String, String> OUTSIDE_SYSCTLS =
      Map.of(
          "net/ipv4/conf/all/accept_redirects", "0",
          "net/ipv4/conf/default/accept_redirects", "0",
          "net/ipv6/conf/all/accept_redirects", "0",
          "net/ipv6/conf/default/accept_redirects", "0",
          "net/ipv6/conf/default/accept_dad", "0",
          "net/ipv6/conf/all/accept_dad", "0");

  private FabricScripts() {}

  /** Creates the namespaces of the fabric, of the machine outside and of the nodes. */
  public static IpScript namespaces(Blueprint sandbox) {
    List<String> lines = new ArrayList<>();
    lines.add("netns add " + sandbox.fabric());
    lines.add("netns add " + sandbox.outside());
    sandbox.nodeNets().forEach(n -> lines.add("netns add " + n.namespace()));
    return IpScript.here(lines);
  }

  /**
   * Links, addresses and routes, to be run in this order after {@link #namespaces}.
   *
   * @param swallowed prefixes that only a dataplane on the node can serve
   * @param announced prefixes that the machine outside sends to the first node
   */
  public static List<IpScript> links(
      Blueprint sandbox, List<IpPrefix> swallowed, List<IpPrefix> announced) {
    List<IpScript> scripts = new ArrayList<>();
    scripts.add(IpScript.in(sandbox.fabric(), fabric(sandbox, swallowed)));
    sandbox
        .nodeNets()
        .forEach(node -> scripts.add(IpScript.in(node.namespace(), node(sandbox, node))));
    scripts.add(IpScript.in(sandbox.outside(), outside(sandbox)));
    NodeNet first = sandbox.nodeNets().getFirst();
    announced.stream()
        .filter(p -> sandbox.families().list().contains(p.address().family()))
        .forEach(p -> scripts.add(fromOutside(sandbox, p, first)));
    return scripts;
  }

  /** From now on the machine outside sends a prefix to this node. */
  public static IpScript fromOutside(Blueprint sandbox, IpPrefix prefix, NodeNet node) {
    IpAddress via =
        node.addresses().get(sandbox.families().list().indexOf(prefix.address().family()));
    return IpScript.in(
        sandbox.outside(), List.of("route replace %s via %s".formatted(prefix, via)));
  }

  /** Pulls the cable of a node, or plugs it in again: the node's addresses and routes stay. */
  public static IpScript uplink(Blueprint sandbox, NodeNet node, boolean plugged) {
    return IpScript.in(
        sandbox.fabric(),
        List.of("link set %s %s".formatted(node.name(), plugged ? "up" : "down")));
  }

  private static List<String> fabric(Blueprint sandbox, List<IpPrefix> swallowed) {
    List<String> lines = new ArrayList<>();
    lines.add("link set lo up");
    lines.add("link add br0 mtu %d type bridge".formatted(sandbox.underlayMtu()));
    lines.add("link set br0 up");
    for (Family family : sandbox.families().list()) {
      lines.add(address(sandbox.fabricAddress(family), sandbox.nodePrefix(family).length(), "br0"));
    }
    for (NodeNet node : sandbox.nodeNets()) {
      lines.addAll(port(node.name(), node.namespace(), sandbox.underlayMtu()));
      lines.addAll(podRoutes(node));
    }
    lines.addAll(port("outside", sandbox.outside(), Blueprint.MTU));
    swallowed.stream()
        .filter(p -> sandbox.families().list().contains(p.address().family()))
        .forEach(p -> lines.add("route add blackhole " + p));
    return lines;
  }

  private static List<String> port(String name, String namespace, int mtu) {
    return List.of(
        "link add %1$s mtu %2$d type veth peer name eth0 mtu %2$d netns %3$s"
            .formatted(name, mtu, namespace),
        "link set %s master br0 up".formatted(name));
  }

  private static List<String> outside(Blueprint sandbox) {
    List<String> lines = new ArrayList<>(List.of("link set lo up", "link set eth0 up"));
    for (Family family : sandbox.families().list()) {
      lines.add(
          address(sandbox.outsideAddress(family), sandbox.nodePrefix(family).length(), "eth0"));
    }
    return lines;
  }

  private static List<String> node(Blueprint sandbox, NodeNet node) {
    List<String> lines = new ArrayList<>();
    lines.add("link set lo up");
    lines.add("link set eth0 up");
    for (IpAddress ip : node.addresses()) {
      lines.add(address(ip, sandbox.nodePrefix(ip.family()).length(), "eth0"));
      lines.add(
          "route add %s via %s"
              .formatted(everything(ip.family()), sandbox.fabricAddress(ip.family())));
    }
    for (NodeNet other : sandbox.nodeNets()) {
      if (!other.equals(node)) {
        lines.addAll(podRoutes(other));
      }
    }
    lines.addAll(ownPods(sandbox.network(), node));
    return lines;
  }

  private static List<String> ownPods(PodNetwork network, NodeNet node) {
    List<String> lines = new ArrayList<>();
    if (network == PodNetwork.BRIDGE) {
      lines.add("link add cni0 type bridge");
      lines.add("link set cni0 up");
    }
    for (IpPrefix prefix : node.podPrefixes()) {
      lines.add(
          network == PodNetwork.BRIDGE
              ? address(PodScripts.bridgeAddress(prefix), prefix.length(), "cni0")
              // Without it a packet to a pod that is gone would go out by the default route.
              : "route add unreachable " + prefix);
    }
    return lines;
  }

  private static List<String> podRoutes(NodeNet node) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < node.podPrefixes().size(); i++) {
      lines.add(
          "route add %s via %s".formatted(node.podPrefixes().get(i), node.addresses().get(i)));
    }
    return lines;
  }

  static String address(IpAddress ip, int length, String device) {
    String line = "addr add %s/%d dev %s".formatted(ip, length, device);
    return ip.family() == Family.IPV6 ? line + " nodad" : line;
  }

  static String everything(Family family) {
    return family == Family.IPV4 ? DEFAULT_V4 : DEFAULT_V6;
  }
}
