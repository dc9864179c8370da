package io.weir.agent.observe;

import java.util.Locale;

/**
 * Where packets go once they are translated: {@code enum wire_path} in wire_abi.h, in its order. A
 * test holds it against the objects.
 */
public enum WirePath {
  STACK("to the host's stack, which routes it"),
  POD("to the pod's interface on this node"),
  PEER("straight into the pod on this node: no policy is in force there"),
  NEXT_HOP("out, by the routing table"),
  L2("to the backend's node as it came"),
  GENEVE("to the backend's node by tunnel"),
  IPIP("to the backend's node in an IP header"),
  FORWARD("to the backend's node by tunnel, which sends the answers back here"),
  RETURN("by tunnel to the node where the client came in"),
  RELAY("an answer that another node returned, on to the client"),
  ANSWER("an ICMP error of our own");

  private final String meaning;

  WirePath(String meaning) {
    this.meaning = meaning;
  }

  /** As metrics and JSON have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String meaning() {
    return meaning;
  }

  /** What a number of the dataplane's is called; one that is unknown here stays a number. */
  public static String label(int number) {
    return number < values().length ? values()[number].label() : String.valueOf(number);
  }
}
