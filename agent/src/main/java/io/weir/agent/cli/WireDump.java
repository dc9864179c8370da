package io.weir.agent.cli;

import static io.weir.agent.cli.MapDump.row;
import static io.weir.agent.cli.MapDump.walk;

import io.weir.agent.compile.PeerCompiler;
import io.weir.agent.compile.WireFlags;
import io.weir.agent.observe.WirePath;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.LocalPod;
import io.weir.bpf.abi.MacKey;
import io.weir.bpf.abi.NextHop;
import io.weir.bpf.abi.PacketCounter;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.abi.ServiceAddress;
import io.weir.bpf.abi.ServiceRange;
import io.weir.bpf.abi.Translation;
import io.weir.bpf.abi.Tuple;
import io.weir.bpf.abi.WireControl;
import io.weir.bpf.abi.WireNode;
import io.weir.bpf.map.MappedArray;
import io.weir.bpf.map.PacketCounters;
import io.weir.bpf.map.PerCpuCounters;
import io.weir.bpf.program.PinnedMaps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Entries of the maps of Services on the wire as named columns, as {@link MapDump} the others. */
final class WireDump {
  /** By {@code enum wire_counter}. */
  static final List<String> COUNTERS =
      List.of(
          "flows_opened",
          "flows_expired",
          "flows_reselected",
          "flows_taken_over",
          "ports_changed",
          "stale_forgotten",
          "sent_early",
          "node_silent");

  private static final Map<Integer, String> ADDRESS_FLAGS = new LinkedHashMap<>();
  private static final Map<Integer, String> TRANSLATION_FLAGS = new LinkedHashMap<>();

  private static final Map<Integer, String> DENY_FLAGS = new LinkedHashMap<>();

  static {
    DENY_FLAGS.put(1, "early");
    DENY_FLAGS.put(2, "in-stack");
    ADDRESS_FLAGS.put(WireFlags.SERVICE_ADDRESS_NODE, "node");
    ADDRESS_FLAGS.put(WireFlags.SERVICE_ADDRESS_PEER, "peer");
    ADDRESS_FLAGS.put(WireFlags.SERVICE_ADDRESS_CLUSTER_IP, "cluster-ip");
    ADDRESS_FLAGS.put(WireFlags.SERVICE_ADDRESS_EXTERNAL, "external");
    TRANSLATION_FLAGS.put(WireFlags.TRANSLATION_REPLY, "reply");
    TRANSLATION_FLAGS.put(WireFlags.TRANSLATION_ANSWERED, "answered");
    TRANSLATION_FLAGS.put(WireFlags.TRANSLATION_FIN, "fin");
    TRANSLATION_FLAGS.put(WireFlags.TRANSLATION_RESET, "reset");
    TRANSLATION_FLAGS.put(WireFlags.TRANSLATION_ONE_WAY, "one-way");
    TRANSLATION_FLAGS.put(WireFlags.TRANSLATION_SNAT, "snat");
    TRANSLATION_FLAGS.put(WireFlags.TRANSLATION_EXTERNAL, "external");
  }

  private WireDump() {}

  /**
   * The entries of a pinned map.
   *
   * @param maps typed by the programs on the wire
   * @return empty when the map is none of these
   */
  static Optional<List<Map<String, Object>>> decoded(PinnedMaps maps, String name) {
    return Optional.ofNullable(
        switch (name) {
          case "service_addresses" ->
              walk(maps, name, Address.class, ServiceAddress.class, WireDump::address);
          case "service_ranges" -> ranges(maps.mappedArray(name, ServiceRange.class));
          case "local_pods" -> walk(maps, name, Address.class, LocalPod.class, WireDump::pod);
          case "wire_nodes" -> walk(maps, name, Integer.class, WireNode.class, WireDump::node);
          case "tunnel_peers" -> walk(maps, name, Address.class, Integer.class, WireDump::peer);
          case "next_hops" -> walk(maps, name, Integer.class, NextHop.class, WireDump::nextHop);
          case "neighbour_nodes" ->
              walk(maps, name, MacKey.class, Integer.class, WireDump::neighbour);
          case "deny_prefixes" ->
              walk(maps, name, PrefixKey.class, Integer.class, (prefix, _) -> denied(prefix));
          case "deny_control" -> List.of(denied(maps.mappedArray(name, Integer.class).get(0)));
          case "tunnel_answers" -> walk(maps, name, Address.class, Long.class, WireDump::answer);
          case "wire_control" -> List.of(control(maps.mappedArray(name, WireControl.class).get(0)));
          case "translations", "opening_translations" ->
              walk(maps, name, Tuple.class, Translation.class, WireDump::translation);
          case "path_counters" -> paths(maps.packetCounters(name));
          case "wire_counters" -> counters(maps.counters(name));
          default -> null;
        });
  }

  static Map<String, Object> address(Address k, ServiceAddress v) {
    return row("address", MapText.ip(k), "flags", MapText.words(v.flags(), ADDRESS_FLAGS));
  }

  /** Up to the first that is none, as programs read them. */
  private static List<Map<String, Object>> ranges(MappedArray<ServiceRange> ranges) {
    return IntStream.range(0, ranges.capacity())
        .mapToObj(ranges::get)
        .takeWhile(range -> bits(range) > 0)
        .map(WireDump::range)
        .toList();
  }

  static Map<String, Object> range(ServiceRange v) {
    return row("range", MapText.prefix(v.network(), bits(v)));
  }

  private static int bits(ServiceRange range) {
    return Long.bitCount(range.mask().high()) + Long.bitCount(range.mask().low());
  }

  static Map<String, Object> denied(PrefixKey k) {
    return row("prefix", MapText.prefix(k.address(), k.prefixLength() - PeerCompiler.FAMILY_BITS));
  }

  static Map<String, Object> answer(Address k, Long at) {
    return row("address", MapText.ip(k), "heardMonotonicNs", at);
  }

  /** Where sources are held against the prefixes. */
  static Map<String, Object> denied(int where) {
    return row("where", MapText.words(where, DENY_FLAGS));
  }

  static Map<String, Object> pod(Address k, LocalPod v) {
    return row(
        "address",
        MapText.ip(k),
        "ifindex",
        v.ifindex(),
        "mac",
        PolicyMapText.mac(v.mac()),
        "hostMac",
        PolicyMapText.mac(v.hostMac()));
  }

  static Map<String, Object> node(Integer id, WireNode v) {
    return row("node", number(id), "ipv4", MapText.ip(v.ipv4()), "ipv6", MapText.ip(v.ipv6()));
  }

  static Map<String, Object> peer(Address k, Integer id) {
    return row("address", MapText.ip(k), "node", number(id));
  }

  static Map<String, Object> nextHop(Integer id, NextHop v) {
    return row(
        "node",
        number(id),
        "ifindex",
        v.ifindex(),
        "sourceMac",
        PolicyMapText.mac(v.sourceMac()),
        "destinationMac",
        PolicyMapText.mac(v.destinationMac()));
  }

  static Map<String, Object> neighbour(MacKey k, Integer id) {
    return row("mac", PolicyMapText.mac(k.mac()), "node", number(id));
  }

  static Map<String, Object> control(WireControl v) {
    return row(
        "nodeIpv4",
        MapText.ip(v.nodeIpv4()),
        "nodeIpv6",
        MapText.ip(v.nodeIpv6()),
        "backends",
        Integer.toUnsignedLong(v.backends()));
  }

  static Map<String, Object> translation(Tuple k, Translation v) {
    return row(
        "protocol",
        MapText.protocol(k.protocol()),
        "source",
        MapText.l4(k.source(), k.sourcePort()),
        "destination",
        MapText.l4(k.destination(), k.destinationPort()),
        "newSource",
        MapText.l4(v.source(), v.sourcePort()),
        "newDestination",
        MapText.l4(v.destination(), v.destinationPort()),
        "path",
        WirePath.label(v.path()),
        "node",
        number(v.node()),
        "ifindex",
        v.ifindex(),
        "serviceId",
        Integer.toUnsignedLong(v.serviceId()),
        "flags",
        translationFlags(v.flags()),
        "packets",
        v.packets(),
        "bytes",
        v.bytes(),
        "lastSeenMonotonicNs",
        v.lastSeen());
  }

  /** {@code enum translation_flags} in wire_abi.h. */
  static List<String> translationFlags(int flags) {
    return MapText.words(flags, TRANSLATION_FLAGS);
  }

  /** A node's number; 0 = none. */
  private static String number(int id) {
    return PolicyMapText.part(id);
  }

  private static List<Map<String, Object>> paths(PacketCounters counters) {
    List<PacketCounter> sums = counters.sums(0, counters.size());
    return IntStream.range(0, sums.size())
        .mapToObj(i ->
            row(
                "path",
                WirePath.label(i),
                "packets",
                sums.get(i).packets(),
                "bytes",
                sums.get(i).bytes()))
        .toList();
  }

  private static List<Map<String, Object>> counters(PerCpuCounters counters) {
    return IntStream.range(0, Math.min(counters.size(), COUNTERS.size()))
        .mapToObj(i -> row("counter", COUNTERS.get(i), "value", counters.sum(i)))
        .toList();
  }
}
