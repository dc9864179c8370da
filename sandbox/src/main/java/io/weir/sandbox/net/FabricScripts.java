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
 * <p>The fabric is a bridge, the nodes' default gateway and the client outside. It knows the way to
 * the pods, so that a direct connection works from everywhere, and swallows what is sent to a
 * Service's address: only something on the node can have answered a connection to one.
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

  private FabricScripts() {}

  /** Creates the namespaces of the fabric and of the nodes. */
  public static IpScript namespaces(Blueprint sandbox) {
    List<String> lines = new ArrayList<>();
    lines.add("netns add " + sandbox.fabric());
    sandbox.nodeNets().forEach(n -> lines.add("netns add " + n.namespace()));
    return IpScript.here(lines);
  }

  /**
   * Links, addresses and routes, to be run in this order after {@link #namespaces}.
   *
   * @param swallowed prefixes that only a dataplane on the node can serve
   */
  public static List<IpScript> links(Blueprint sandbox, List<IpPrefix> swallowed) {
    List<IpScript> scripts = new ArrayList<>();
    scripts.add(IpScript.in(sandbox.fabric(), fabric(sandbox, swallowed)));
    sandbox
        .nodeNets()
        .forEach(node -> scripts.add(IpScript.in(node.namespace(), node(sandbox, node))));
    return scripts;
  }

  private static List<String> fabric(Blueprint sandbox, List<IpPrefix> swallowed) {
    List<String> lines = new ArrayList<>();
    lines.add("link set lo up");
    lines.add("link add br0 type bridge");
    lines.add("link set br0 up");
    for (Family family : sandbox.families().list()) {
      lines.add(address(sandbox.fabricAddress(family), sandbox.nodePrefix(family).length(), "br0"));
    }
    for (NodeNet node : sandbox.nodeNets()) {
      lines.add(
          "link add %s type veth peer name eth0 netns %s".formatted(node.name(), node.namespace()));
      lines.add("link set %s master br0 up".formatted(node.name()));
      lines.addAll(podRoutes(node));
    }
    swallowed.stream()
        .filter(p -> sandbox.families().list().contains(p.address().family()))
        .forEach(p -> lines.add("route add blackhole " + p));
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
