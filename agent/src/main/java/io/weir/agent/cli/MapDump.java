package io.weir.agent.cli;

import io.weir.agent.observe.KernelHistogram;
import io.weir.agent.observe.KernelTimes;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Affinity;
import io.weir.bpf.abi.AffinityKey;
import io.weir.bpf.abi.Control;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.Member;
import io.weir.bpf.abi.MemberKey;
import io.weir.bpf.abi.NodePortKey;
import io.weir.bpf.abi.Pod;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.SourceRangeKey;
import io.weir.bpf.map.MappedArray;
import io.weir.bpf.map.PerCpuCounters;
import io.weir.bpf.program.PinnedMaps;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Entries of the maps as named columns, sorted by their text so that two dumps can be compared. */
final class MapDump {
  private static final List<String> SOCKET_COUNTERS =
      List.of(
          "translated",
          "refused",
          "no_local",
          "source_denied",
          "reselected",
          "bind_refused",
          "opted_out",
          "cut");

  private MapDump() {}

  /**
   * The entries of a pinned map.
   *
   * @throws CliFailure when it cannot be walked, or is none that this program knows
   */
  static List<Map<String, Object>> decoded(PinnedMaps maps, String name) {
    return switch (name) {
      case "frontends" -> walk(maps, name, FrontendKey.class, Frontend.class, MapDump::frontend);
      case "nodeports" -> walk(maps, name, NodePortKey.class, Frontend.class, MapDump::nodePort);
      case "members" -> walk(maps, name, MemberKey.class, Member.class, MapDump::member);
      case "affinity" -> walk(maps, name, AffinityKey.class, Affinity.class, MapDump::affinity);
      case "pods" -> walk(maps, name, Long.class, Pod.class, MapDump::pod);
      case "source_ranges" ->
          walk(maps, name, SourceRangeKey.class, Integer.class, (k, _) -> sourceRange(k));
      case "node_addresses" ->
          walk(maps, name, Address.class, Integer.class, (k, _) -> nodeAddress(k));
      case "slots" -> slots(maps.mappedArray(name, Slot.class));
      case "control" -> control(maps.mappedArray(name, Control.class).get(0));
      case "socket_counters" -> counters(maps.counters(name));
      case "tcp_times" -> times(maps.counters(name));
      case "connected_peers", "datagram_peers", "tcp_starts" ->
          throw new CliFailure(
              Exit.USAGE, name + ": kept in each socket; the kernel offers no walk over it");
      default -> throw new CliFailure(Exit.USAGE, name + ": unknown here; try --raw");
    };
  }

  /** As aligned columns; all entries have the same ones. */
  static String table(List<Map<String, Object>> entries) {
    if (entries.isEmpty()) {
      return "no entries\n";
    }
    Table table =
        new Table(
            entries.getFirst().keySet().stream().map(MapText::heading).toArray(String[]::new));
    entries.forEach(entry -> table.row(entry.values().toArray()));
    return table.toString();
  }

  static <K, V> List<Map<String, Object>> walk(
      PinnedMaps maps,
      String name,
      Class<K> key,
      Class<V> value,
      BiFunction<K, V, Map<String, Object>> row) {
    List<Map<String, Object>> rows = new ArrayList<>();
    maps.map(name, key, value).forEach((k, v) -> rows.add(row.apply(k, v)));
    return sorted(rows);
  }

  static List<Map<String, Object>> sorted(List<Map<String, Object>> rows) {
    return rows.stream().sorted(Comparator.comparing(entry -> entry.values().toString())).toList();
  }

  /** Column names and values in turn. */
  static Map<String, Object> row(Object... namesAndValues) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  static Map<String, Object> frontend(FrontendKey k, Frontend v) {
    Map<String, Object> row =
        row(
            "address",
            MapText.l4(k.address(), k.port()),
            "protocol",
            MapText.protocol(k.protocol()));
    row.putAll(target(v));
    return row;
  }

  static Map<String, Object> nodePort(NodePortKey k, Frontend v) {
    Map<String, Object> row =
        row("family", k.family(), "port", k.port(), "protocol", MapText.protocol(k.protocol()));
    row.putAll(target(v));
    return row;
  }

  private static Map<String, Object> target(Frontend v) {
    return row(
        "kind",
        MapText.kind(v.kind()),
        "serviceId",
        Integer.toUnsignedLong(v.serviceId()),
        "slotBase",
        Integer.toUnsignedLong(v.slotBase()),
        "clusterCount",
        v.clusterCount(),
        "localOffset",
        v.localOffset(),
        "localCount",
        v.localCount(),
        "affinitySeconds",
        v.affinitySeconds(),
        "sourceRanges",
        v.sourceRanges(),
        "flags",
        MapText.frontendFlags(v.flags()));
  }

  static Map<String, Object> member(MemberKey k, Member v) {
    return row(
        "serviceId",
        Integer.toUnsignedLong(k.serviceId()),
        "backend",
        MapText.l4(k.address(), k.port()),
        "sets",
        MapText.memberFlags(v.flags()));
  }

  static Map<String, Object> affinity(AffinityKey k, Affinity v) {
    return row(
        "serviceId",
        Integer.toUnsignedLong(k.serviceId()),
        "client",
        MapText.client(k.client()),
        "backend",
        MapText.l4(v.backend().address(), v.backend().port()),
        "lastUsedMonotonicNs",
        v.lastUsed());
  }

  static Map<String, Object> pod(Long cgroup, Pod v) {
    return row(
        "cgroup",
        cgroup,
        "ipv4",
        MapText.ip(v.ipv4()),
        "ipv6",
        MapText.ip(v.ipv6()),
        "flags",
        MapText.podFlags(v.flags()));
  }

  static Map<String, Object> sourceRange(SourceRangeKey k) {
    return row(
        "set",
        Integer.toUnsignedLong(k.set()),
        "range",
        MapText.prefix(k.address(), k.prefixLength() - Integer.SIZE));
  }

  static Map<String, Object> nodeAddress(Address k) {
    return row("address", MapText.ip(k));
  }

  /** Free slots, all zero, are left out. */
  private static List<Map<String, Object>> slots(MappedArray<Slot> slots) {
    return IntStream.range(0, slots.capacity())
        .boxed()
        .filter(i -> slots.get(i).port() != 0)
        .map(i -> slot(i, slots.get(i)))
        .toList();
  }

  static Map<String, Object> slot(int index, Slot v) {
    return row(
        "index",
        index,
        "backend",
        MapText.l4(v.address(), v.port()),
        "flags",
        MapText.slotFlags(v.flags()));
  }

  private static List<Map<String, Object>> control(Control v) {
    return List.of(row("optedOutPods", v.optedOutPods()));
  }

  private static List<Map<String, Object>> counters(PerCpuCounters counters) {
    return IntStream.range(0, Math.min(counters.size(), SOCKET_COUNTERS.size()))
        .mapToObj(i -> row("counter", SOCKET_COUNTERS.get(i), "value", counters.sum(i)))
        .toList();
  }

  /** Buckets that nothing fell into are left out. */
  private static List<Map<String, Object>> times(PerCpuCounters counters) {
    List<Map<String, Object>> rows = new ArrayList<>();
    List<KernelHistogram> kinds = KernelHistogram.rows(counters::sum, counters.size());
    for (KernelTimes.Kind kind : KernelTimes.Kind.values()) {
      List<Long> buckets = kinds.get(kind.ordinal()).buckets();
      for (int i = 0; i < buckets.size(); i++) {
        if (buckets.get(i) > 0) {
          double bound = KernelHistogram.bounds().get(i);
          rows.add(row("kind", kind.label(), "seconds", "<= " + bound, "count", buckets.get(i)));
        }
      }
    }
    return rows;
  }
}
