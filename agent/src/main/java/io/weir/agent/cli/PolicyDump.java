package io.weir.agent.cli;

import static io.weir.agent.cli.MapDump.row;
import static io.weir.agent.cli.MapDump.walk;

import io.weir.agent.compile.PeerCompiler;
import io.weir.agent.observe.DropReason;
import io.weir.agent.observe.PolicySnapshot;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Endpoint;
import io.weir.bpf.abi.Explanation;
import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.abi.Fragment;
import io.weir.bpf.abi.FragmentKey;
import io.weir.bpf.abi.PacketCounter;
import io.weir.bpf.abi.PeerParts;
import io.weir.bpf.abi.PeerRowKey;
import io.weir.bpf.abi.PortRowKey;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.abi.PrefixPart;
import io.weir.bpf.abi.RuleBits;
import io.weir.bpf.abi.RuleSetKey;
import io.weir.bpf.abi.WorkloadControl;
import io.weir.bpf.map.PacketCounters;
import io.weir.bpf.map.PerCpuCounters;
import io.weir.bpf.program.PinnedMaps;
import io.weir.policy.compile.RuleSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Entries of the maps of policy and flows as named columns; {@link MapDump} has the others. */
final class PolicyDump {
  private static final List<String> COUNTERS =
      List.of(
          "forwarded_from_pod",
          "forwarded_to_pod",
          "flows_opened",
          "flows_adopted",
          "flows_rejudged",
          "flows_cut",
          "would_deny",
          "flows_expired");

  private PolicyDump() {}

  /**
   * The entries of a pinned map.
   *
   * @param maps typed by the programs at pods' interfaces
   * @return empty when the map is none of these
   */
  static Optional<List<Map<String, Object>>> decoded(PinnedMaps maps, String name) {
    return Optional.ofNullable(
        switch (name) {
          case "endpoints" -> walk(maps, name, Integer.class, Endpoint.class, PolicyDump::endpoint);
          case "peers" -> walk(maps, name, Address.class, PeerParts.class, PolicyDump::peer);
          case "prefixes" ->
              walk(maps, name, PrefixKey.class, PrefixPart.class, PolicyDump::prefix);
          case "rule_sets" ->
              walk(maps, name, RuleSetKey.class, io.weir.bpf.abi.RuleSet.class, PolicyDump::set);
          case "peer_rows" ->
              walk(maps, name, PeerRowKey.class, RuleBits.class, PolicyDump::peerRow);
          case "port_rows" ->
              walk(maps, name, PortRowKey.class, RuleBits.class, PolicyDump::portRow);
          case "flows", "opening_flows" ->
              walk(maps, name, FlowKey.class, Flow.class, PolicyDump::flow);
          case "fragments" ->
              walk(maps, name, FragmentKey.class, Fragment.class, PolicyDump::fragment);
          case "explanations" ->
              walk(maps, name, Integer.class, Explanation.class, (_, e) -> explanation(e));
          case "workload_control" ->
              List.of(
                  row(
                      "nodeEpoch",
                      maps.mappedArray(name, WorkloadControl.class).get(0).nodeEpoch()));
          case "rule_counters" -> ruleCounters(maps.packetCounters(name));
          case "drop_counters" -> dropCounters(maps.packetCounters(name));
          case "workload_counters" -> counters(maps.counters(name));
          default -> null;
        });
  }

  static Map<String, Object> endpoint(Integer ifindex, Endpoint v) {
    return row(
        "ifindex",
        ifindex,
        "ipv4",
        MapText.ip(v.ipv4()),
        "ipv6",
        MapText.ip(v.ipv6()),
        "mac",
        PolicyMapText.mac(v.mac()),
        "ingressSet",
        RuleSet.idText(v.ingressSet()),
        "egressSet",
        RuleSet.idText(v.egressSet()),
        "auditIngressSet",
        RuleSet.idText(v.auditIngressSet()),
        "auditEgressSet",
        RuleSet.idText(v.auditEgressSet()),
        "epoch",
        Integer.toUnsignedLong(v.epoch()),
        "enforcedSinceMonotonicNs",
        v.enforcedSince(),
        "flags",
        PolicyMapText.endpointFlags(v.flags()));
  }

  static Map<String, Object> peer(Address k, PeerParts v) {
    return row(
        "address",
        MapText.ip(k),
        "podPart",
        PolicyMapText.part(v.podPart()),
        "namespacePart",
        PolicyMapText.part(v.namespacePart()),
        "flags",
        PolicyMapText.peerFlags(v.flags()));
  }

  static Map<String, Object> prefix(PrefixKey k, PrefixPart v) {
    return row(
        "prefix",
        MapText.prefix(k.address(), k.prefixLength() - PeerCompiler.FAMILY_BITS),
        "part",
        PolicyMapText.part(v.part()),
        "flags",
        PolicyMapText.prefixFlags(v.flags()));
  }

  static Map<String, Object> set(RuleSetKey k, io.weir.bpf.abi.RuleSet v) {
    int chunk = k.chunk();
    return row(
        "set",
        RuleSet.idText(k.set()),
        "chunk",
        PolicyMapText.chunk(chunk),
        "rules",
        v.rules(),
        "adminRules",
        v.adminRules(),
        "counters",
        v.counters(),
        "anyPeer",
        PolicyMapText.bits(v.base(), chunk),
        "anyPod",
        PolicyMapText.bits(v.anyPod(), chunk),
        "unknownPod",
        PolicyMapText.bits(v.unknown(), chunk),
        "accept",
        PolicyMapText.bits(v.accept(), chunk),
        "deny",
        PolicyMapText.bits(v.deny(), chunk),
        "flags",
        PolicyMapText.setFlags(v.flags()));
  }

  static Map<String, Object> peerRow(PeerRowKey k, RuleBits v) {
    return row(
        "set",
        RuleSet.idText(k.set()),
        "chunk",
        PolicyMapText.chunk(k.chunk()),
        "kind",
        PolicyMapText.partKind(k.kind()),
        "part",
        PolicyMapText.part(k.part()),
        "rules",
        PolicyMapText.bits(v, k.chunk()));
  }

  static Map<String, Object> portRow(PortRowKey k, RuleBits v) {
    return row(
        "set",
        RuleSet.idText(k.set()),
        "chunk",
        PolicyMapText.chunk(k.chunk()),
        "ports",
        PolicyMapText.ports(k),
        "rules",
        PolicyMapText.bits(v, k.chunk()));
  }

  static Map<String, Object> flow(FlowKey k, Flow v) {
    return row(
        "ifindex",
        k.ifindex(),
        "protocol",
        MapText.protocol(k.protocol()),
        "local",
        MapText.l4(k.local(), k.localPort()),
        "remote",
        MapText.l4(k.remote(), k.remotePort()),
        "flags",
        PolicyMapText.flowFlags(v.flags()),
        "packets",
        v.originalPackets(),
        "bytes",
        v.originalBytes(),
        "replyPackets",
        v.replyPackets(),
        "replyBytes",
        v.replyBytes(),
        "set",
        RuleSet.idText(v.set()),
        "rule",
        rule(v.rule()),
        "endpointEpoch",
        Integer.toUnsignedLong(v.endpointEpoch()),
        "nodeEpoch",
        Integer.toUnsignedLong(v.nodeEpoch()),
        "lastSeenMonotonicNs",
        v.lastSeen());
  }

  private static String rule(int bit) {
    return bit == Flow.RULE_DEFAULT ? "default" : String.valueOf(bit);
  }

  static Map<String, Object> fragment(FragmentKey k, Fragment v) {
    return row(
        "ifindex",
        k.ifindex(),
        "protocol",
        MapText.protocol(v.protocol()),
        "source",
        MapText.l4(k.source(), v.sourcePort()),
        "destination",
        MapText.l4(k.destination(), v.destinationPort()),
        "id",
        Integer.toUnsignedLong(k.id()),
        "toPod",
        k.toPod() != 0,
        "seenMonotonicNs",
        v.seen());
  }

  private static Map<String, Object> explanation(Explanation e) {
    return row(
        "set",
        RuleSet.idText(e.set()),
        "rule",
        rule(e.rule()),
        "reason",
        DropReason.of(e.reason()).label(),
        "path",
        e.path(),
        "auditSet",
        RuleSet.idText(e.auditSet()),
        "auditRule",
        rule(e.auditRule()),
        "auditReason",
        DropReason.of(e.auditReason()).label());
  }

  /** Those that have counted. */
  private static List<Map<String, Object>> ruleCounters(PacketCounters counters) {
    List<PacketCounter> sums = counters.sums(0, counters.size());
    return IntStream.range(0, sums.size())
        .filter(i -> sums.get(i).packets() > 0)
        .mapToObj(
            i -> row("index", i, "packets", sums.get(i).packets(), "bytes", sums.get(i).bytes()))
        .toList();
  }

  private static List<Map<String, Object>> dropCounters(PacketCounters counters) {
    return PolicySnapshot.Drop.of(counters.sums(0, counters.size())).stream()
        .map(d ->
            row(
                "direction",
                d.direction(),
                "reason",
                d.reason(),
                "packets",
                d.packets(),
                "bytes",
                d.bytes()))
        .toList();
  }

  private static List<Map<String, Object>> counters(PerCpuCounters counters) {
    return IntStream.range(0, Math.min(counters.size(), COUNTERS.size()))
        .mapToObj(i -> row("counter", COUNTERS.get(i), "value", counters.sum(i)))
        .toList();
  }
}
