package io.weir.agent.observe;

import java.util.Locale;

/**
 * Why the dataplane dropped a packet: {@code enum drop_reason} in flow_abi.h, in its order, never
 * renumbered. docs/drop-reasons.md is made of this.
 */
public enum DropReason {
  NONE("It was not dropped.", "Nothing."),
  DENY_RULE(
      "A rule of a ClusterNetworkPolicy denies it.",
      "`weir explain` names the rule; `weir policy ls` shows the order of precedence."),
  ISOLATED(
      "A NetworkPolicy isolates the pod in this direction, and no rule of any allows it.",
      "`weir explain` names the policies that isolate and the rule that missed by the least."),
  ENDPOINT_CLOSED(
      "The pod's policies are not in force yet: it is new, strict mode holds it, or its rules did"
          + " not fit.",
      "Wait a moment; where it lasts, `weir endpoint get` and `weir status` say what hinders."),
  UNKNOWN_ENDPOINT(
      "The interface is no endpoint, and new pods are closed (`newPodVerdict: deny`).",
      "Is the pod in the API server, on this node, with this address? See `weir endpoint ls`."),
  SPOOFED_ADDRESS(
      "The pod sent from an address that is not its own.",
      "Look at what the pod does: a router or a virtual machine in a pod is not supported."),
  SPOOFED_MAC(
      "The pod sent from a MAC address that is not its interface's.",
      "Look at what the pod does: a bridge in a pod is not supported."),
  SPOOFED_NEIGHBOUR(
      "The pod told neighbours (ARP, neighbour discovery) that an address that is not its own is"
          + " its own.",
      "Look at what the pod does: it may be an attack on its neighbours."),
  ROUTER_ADVERTISEMENT(
      "The pod told neighbours to use it as an IPv6 router.",
      "Look at what the pod does: it may be an attack on its neighbours."),
  REDIRECT(
      "The pod sent an ICMP redirect.",
      "Look at what the pod does: it may be an attack on its neighbours."),
  NOT_IP(
      "A frame that is neither IP nor ARP.",
      "Nothing, unless a workload needs it: policy cannot judge it, so it never passes."),
  TRUNCATED("The packet ends before its headers do.", "Find its sender: such packets are broken."),
  BAD_HEADER(
      "A header contradicts itself: a version, a length, or flags that exclude each other.",
      "Find its sender: such packets are broken, or made to slip through filters."),
  EXTENSION_HEADERS(
      "More IPv6 extension headers than are followed, or one that is not known.",
      "Find its sender: ports behind such headers cannot be judged, so it never passes."),
  FRAGMENT_WITHOUT_FIRST(
      "A later fragment whose first fragment was not seen, or not allowed.",
      "Fragments that overtake their first are sent again by most protocols; else lower the MTU."),
  FLOWS_FULL(
      "The table of flows is full, and this packet would begin another.",
      "Raise `maps.flows` in the configuration, or find the pod that opens so many."),
  RULES_MISSING(
      "An endpoint names rules that are not in the maps.",
      "This is a fault of Weir: report it with the output of `weir status -o yaml`."),
  SERVICE_REFUSED(
      "No backend of the Service is ready anywhere; the sender was told that it is refused.",
      "`weir service why` shows the endpoints and what each lacks."),
  SERVICE_NO_LOCAL(
      "The Service's traffic policy is Local, and no backend is on this node.",
      "Send to a node that has one (healthCheckNodePort says so), or use policy Cluster."),
  SOURCE_RANGE(
      "The sender is outside loadBalancerSourceRanges.",
      "Add its address to the Service's ranges if it shall have access."),
  UNUSED_PORT(
      "A port of a ClusterIP that no Service has; the sender was told that it is refused.",
      "Find the sender: it asks for a port that the Service does not define."),
  UNUSED_ADDRESS(
      "An address of a ServiceCIDR that no Service has.",
      "Find the sender: it may remember a Service that is gone."),
  SNAT_PORTS_FULL(
      "Every port for source translation to this backend is taken.",
      "Use a mode that keeps the client's address, or widen `services.snatPorts`."),
  TOO_BIG(
      "The packet does not fit a tunnel to another node; the sender was told the size that does.",
      "Nothing; where connections hang, the message (ICMP) is lost on its way to the sender."),
  HOP_LIMIT(
      "The packet was handed from node to node until its hop limit ran out.",
      "Compare `weir service why` of both nodes: they disagree about the backends."),
  TUNNEL_SPOOFED(
      "A tunnel packet of one who is no node of the cluster, or of a pod.",
      "Find the sender: it may be an attack."),
  TUNNEL_BROKEN(
      "A tunnel packet of another node that cannot be read.",
      "Do all nodes run versions of Weir that go together? See `weir version`."),
  SERVICE_PORT_FIXED(
      "SCTP whose Service and backend have different ports: it cannot be translated.",
      "Let port and targetPort be the same."),
  REWRITE(
      "The kernel refused to change the packet, or to remember its flow.",
      "Where it lasts, report it with the output of `weir status -o yaml`."),
  DENIED_SOURCE(
      "The sender is on a deny list (`denyLists`).",
      "Take the prefix off the list, if the sender is welcome.");

  private final String meaning;
  private final String remedy;

  DropReason(String meaning, String remedy) {
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** The value of a metric's label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String meaning() {
    return meaning;
  }

  /** What an operator does about it. */
  public String remedy() {
    return remedy;
  }

  /** The reason of a number of the dataplane's. */
  public static DropReason of(int number) {
    return values()[number];
  }
}
