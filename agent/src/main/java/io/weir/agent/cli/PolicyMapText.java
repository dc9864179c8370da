package io.weir.agent.cli;

import io.weir.agent.compile.PolicyFlags;
import io.weir.bpf.abi.PortRowKey;
import io.weir.bpf.abi.RuleBits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parts of policy's map entries in words, as {@link MapText} those of Services. */
final class PolicyMapText {
  private static final int CHUNK_BITS = 256;

  /** CHUNK_SUMMARY in workload_abi.h. */
  private static final int SUMMARY = 0xff;

  /** In a key of port_rows: as many bits as a set and its chunk take. */
  private static final int SET_BITS = 40;

  private static final int PROTOCOL_BITS = 8;
  private static final int PORT_BITS = 16;

  private static final Map<Integer, String> SET_FLAGS = new LinkedHashMap<>();
  private static final Map<Integer, String> FLOW_FLAGS = new LinkedHashMap<>();

  static {
    SET_FLAGS.put(PolicyFlags.RULE_SET_ISOLATED, "isolated");
    SET_FLAGS.put(PolicyFlags.RULE_SET_PREFIXES, "prefixes");
    SET_FLAGS.put(PolicyFlags.RULE_SET_PORTS, "ports");
    SET_FLAGS.put(PolicyFlags.RULE_SET_SUMMARY, "summary");
    SET_FLAGS.put(PolicyFlags.RULE_SET_UNKNOWN, "unknown");
    FLOW_FLAGS.put(1, "to-pod");
    FLOW_FLAGS.put(2, "answered");
    FLOW_FLAGS.put(4, "fin-original");
    FLOW_FLAGS.put(8, "fin-reply");
    FLOW_FLAGS.put(16, "reset");
    FLOW_FLAGS.put(32, "adopted");
    FLOW_FLAGS.put(64, "own-node");
    FLOW_FLAGS.put(128, "cut");
  }

  private PolicyMapText() {}

  static List<String> endpointFlags(int flags) {
    return MapText.words(flags, Map.of(PolicyFlags.ENDPOINT_CHECK_SOURCE, "check-source"));
  }

  static List<String> peerFlags(int flags) {
    return MapText.words(flags, Map.of(PolicyFlags.PEER_POD, "pod"));
  }

  static List<String> prefixFlags(int flags) {
    return MapText.words(flags, Map.of(PolicyFlags.PREFIX_POD_RANGE, "pod-range"));
  }

  static List<String> setFlags(int flags) {
    return MapText.words(flags, SET_FLAGS);
  }

  /** {@code enum flow_flags} in flow_abi.h. */
  static List<String> flowFlags(int flags) {
    return MapText.words(flags, FLOW_FLAGS);
  }

  static String mac(long bits) {
    List<String> octets = new ArrayList<>();
    for (int shift = 40; shift >= 0; shift -= 8) {
      octets.add(String.format("%02x", bits >> shift & 0xff));
    }
    return bits == 0 ? "-" : String.join(":", octets);
  }

  static String chunk(int chunk) {
    return chunk == SUMMARY ? "summary" : String.valueOf(chunk);
  }

  /** The rules of the set, by their bit; in a summary the chunks. */
  static List<Integer> bits(RuleBits bits, int chunk) {
    long[] words = {bits.words0(), bits.words1(), bits.words2(), bits.words3()};
    int first = chunk == SUMMARY ? 0 : chunk * CHUNK_BITS;
    return java.util.BitSet.valueOf(words).stream().map(bit -> first + bit).boxed().toList();
  }

  static String partKind(int kind) {
    return switch (kind) {
      case PolicyFlags.PART_POD -> "pod";
      case PolicyFlags.PART_NAMESPACE -> "namespace";
      case PolicyFlags.PART_PREFIX -> "prefix";
      default -> String.valueOf(kind);
    };
  }

  /** {@code any}, {@code TCP}, {@code TCP 80} or {@code TCP 8080-8095}. */
  static String ports(PortRowKey key) {
    int bits = key.prefixLength() - SET_BITS;
    if (bits < PROTOCOL_BITS) {
      return "any";
    }
    int free = PORT_BITS - (bits - PROTOCOL_BITS);
    String protocol = MapText.protocol(key.protocol());
    if (free == PORT_BITS) {
      return protocol;
    }
    int last = key.port() | (1 << free) - 1;
    return protocol + " " + key.port() + (free == 0 ? "" : "-" + last);
  }

  /** A part's id; 0 = none. */
  static String part(int id) {
    return id == 0 ? "-" : String.format("%08x", id);
  }
}
