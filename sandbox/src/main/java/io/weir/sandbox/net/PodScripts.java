package io.weir.sandbox.net;

import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands that give a pod its namespace, its veth and its routes. */
public final class PodScripts {
  /** The node's end of every routed veth: one address for all, so that nobody has to look it up. */
  private static final String NODE_MAC = "ee:ee:ee:ee:ee:ee";

  private static final String NODE_MAC_LINK_LOCAL = "fe80::ecee:eeff:feee:eeee";
  private static final String GATEWAY_V4 = "169.254.1.1";

  private PodScripts() {}

  /**
   * One part of a pod's network.
   *
   * @param undo what takes it away again
   */
  public record Step(IpScript script, Optional<IpScript> undo) {}

  /**
   * To be run in order, and undone in the opposite one. The veth is deleted by itself: sockets that
   * still wait for the other side's last word keep a namespace, and what is in it, for minutes.
   */
  public static List<Step> add(PodNetwork network, NodeNet node, PodNet pod) {
    boolean routed = network == PodNetwork.ROUTED;
    IpScript delete = IpScript.here(List.of("netns delete " + pod.namespace()));
    IpScript unplug = IpScript.in(node.namespace(), List.of("link delete " + pod.hostInterface()));
    return List.of(
        new Step(IpScript.here(List.of("netns add " + pod.namespace())), Optional.of(delete)),
        new Step(
            IpScript.in(node.namespace(), routed ? routedNodeSide(pod) : bridgeNodeSide(pod)),
            Optional.of(unplug)),
        new Step(
            IpScript.in(pod.namespace(), routed ? routedPodSide(pod) : bridgePodSide(node, pod)),
            Optional.empty()));
  }

  /** The pods' gateway in a bridged network. */
  static IpAddress bridgeAddress(IpPrefix pods) {
    return Ips.plus(pods.address(), 1);
  }

  private static List<String> routedNodeSide(PodNet pod) {
    String device = pod.hostInterface();
    List<String> lines = new ArrayList<>();
    lines.add(
        "link add %s address %s type veth peer name eth0 address %s netns %s"
            .formatted(device, NODE_MAC, pod.mac(), pod.namespace()));
    lines.add("link set " + device + " up");
    for (IpAddress ip : pod.addresses()) {
      String scope = ip.family() == Family.IPV4 ? " scope link" : "";
      lines.add(
          "route add %s/%d dev %s%s".formatted(ip, Ips.hostLength(ip.family()), device, scope));
      lines.add("neigh add %s lladdr %s dev %s nud permanent".formatted(ip, pod.mac(), device));
    }
    return lines;
  }

  private static List<String> routedPodSide(PodNet pod) {
    List<String> lines = new ArrayList<>(List.of("link set lo up", "link set eth0 up"));
    for (IpAddress ip : pod.addresses()) {
      boolean v4 = ip.family() == Family.IPV4;
      String gateway = v4 ? GATEWAY_V4 : NODE_MAC_LINK_LOCAL;
      lines.add(FabricScripts.address(ip, Ips.hostLength(ip.family()), "eth0"));
      if (v4) {
        lines.add("route add " + gateway + " dev eth0 scope link");
      }
      lines.add("neigh add %s lladdr %s dev eth0 nud permanent".formatted(gateway, NODE_MAC));
      lines.add(
          "route add %s via %s dev eth0".formatted(FabricScripts.everything(ip.family()), gateway));
    }
    return lines;
  }

  private static List<String> bridgeNodeSide(PodNet pod) {
    String device = pod.hostInterface();
    return List.of(
        "link add %s type veth peer name eth0 address %s netns %s"
            .formatted(device, pod.mac(), pod.namespace()),
        "link set %s master cni0 up".formatted(device),
        // A pod that reaches itself through its own Service comes back by the port it left by.
        "link set %s type bridge_slave hairpin on".formatted(device));
  }

  private static List<String> bridgePodSide(NodeNet node, PodNet pod) {
    List<String> lines = new ArrayList<>(List.of("link set lo up", "link set eth0 up"));
    for (int i = 0; i < pod.addresses().size(); i++) {
      IpAddress ip = pod.addresses().get(i);
      IpPrefix prefix = node.podPrefixes().get(i);
      lines.add(FabricScripts.address(ip, prefix.length(), "eth0"));
      lines.add(
          "route add %s via %s"
              .formatted(FabricScripts.everything(ip.family()), bridgeAddress(prefix)));
    }
    return lines;
  }
}
