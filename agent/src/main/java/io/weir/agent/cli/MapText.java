package io.weir.agent.cli;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.Flags;
import io.weir.bpf.abi.Address;
import io.weir.values.IpAddress;
import io.weir.values.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Parts of map entries in words. What is unknown is shown as its number, never left out. */
final class MapText {
  private static final Map<Integer, String> FRONTEND_FLAGS = new LinkedHashMap<>();
  private static final Map<Integer, String> SLOT_FLAGS = new LinkedHashMap<>();
  private static final Map<Integer, String> MEMBER_FLAGS = new LinkedHashMap<>();
  private static final Map<Integer, String> POD_FLAGS = new LinkedHashMap<>();

  static {
    FRONTEND_FLAGS.put(Flags.FRONTEND_INTERNAL_LOCAL, "internal-local");
    FRONTEND_FLAGS.put(Flags.FRONTEND_EXTERNAL_LOCAL, "external-local");
    FRONTEND_FLAGS.put(Flags.FRONTEND_ELSEWHERE, "elsewhere");
    FRONTEND_FLAGS.put(Flags.FRONTEND_SOURCE_RANGES, "source-ranges");
    FRONTEND_FLAGS.put(Flags.FRONTEND_NODE_ALLOWED, "node-allowed");
    SLOT_FLAGS.put(Flags.SLOT_LOCAL, "local");
    SLOT_FLAGS.put(Flags.SLOT_TERMINATING, "terminating");
    MEMBER_FLAGS.put(Flags.MEMBER_CLUSTER, "cluster");
    MEMBER_FLAGS.put(Flags.MEMBER_LOCAL, "local");
    MEMBER_FLAGS.put(Flags.MEMBER_SERVING, "serving");
    POD_FLAGS.put(Flags.POD_NO_SOCKET_LB, "no-socket-lb");
  }

  /** The high half of an affinity client that is a network namespace: AFFINITY_NETNS in abi.h. */
  private static final long NETNS = -1L;

  private MapText() {}

  /** "-" for none. */
  static String ip(Address address) {
    return address.equals(AbiAddress.NONE) ? "-" : AbiAddress.toIp(address).toString();
  }

  static String l4(Address address, int port) {
    IpAddress ip = AbiAddress.toIp(address);
    return (ip.toString().indexOf(':') < 0 ? ip.toString() : "[" + ip + "]") + ":" + port;
  }

  /** A client of affinity: an address, or the cookie of a network namespace. */
  static String client(Address client) {
    return client.high() == NETNS ? "netns:" + Long.toUnsignedString(client.low()) : ip(client);
  }

  /**
   * @param bits of the 16-byte form
   */
  static String prefix(Address address, int bits) {
    String ip = AbiAddress.toIp(address).toString();
    boolean ipv4 = ip.indexOf(':') < 0 && bits >= 96;
    return ip + "/" + (ipv4 ? bits - 96 : bits);
  }

  static String protocol(int number) {
    return Arrays.stream(Protocol.values())
        .filter(p -> p.number() == number)
        .map(Protocol::name)
        .findFirst()
        .orElse(String.valueOf(number));
  }

  static String kind(int kind) {
    return switch (kind) {
      case Flags.FRONTEND_CLUSTER_IP -> "ClusterIP";
      case Flags.FRONTEND_NODE_PORT -> "NodePort";
      case Flags.FRONTEND_EXTERNAL_IP -> "ExternalIP";
      case Flags.FRONTEND_LOAD_BALANCER_IP -> "LoadBalancerIP";
      default -> String.valueOf(kind);
    };
  }

  static List<String> frontendFlags(int flags) {
    return words(flags, FRONTEND_FLAGS);
  }

  static List<String> slotFlags(int flags) {
    return words(flags, SLOT_FLAGS);
  }

  static List<String> memberFlags(int flags) {
    return words(flags, MEMBER_FLAGS);
  }

  static List<String> podFlags(int flags) {
    return words(flags, POD_FLAGS);
  }

  /** The names of the bits that are set. */
  static List<String> words(int flags, Map<Integer, String> names) {
    List<String> words = new ArrayList<>();
    int left = flags;
    for (Map.Entry<Integer, String> name : names.entrySet()) {
      if ((flags & name.getKey()) != 0) {
        words.add(name.getValue());
        left &= ~name.getKey();
      }
    }
    if (left != 0) {
      words.add("0x" + Integer.toHexString(left));
    }
    return words;
  }

  /** {@code clusterCount} as {@code CLUSTER COUNT}. */
  static String heading(String column) {
    return column.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toUpperCase(Locale.ROOT);
  }
}
