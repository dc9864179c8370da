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
      "This is a fault of Weir: report it with the output of `weir status -o yaml`.");

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
