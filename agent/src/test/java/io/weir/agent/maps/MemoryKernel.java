package io.weir.agent.maps;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Endpoint;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.MaglevChunk;
import io.weir.bpf.abi.MaglevKey;
import io.weir.bpf.abi.Member;
import io.weir.bpf.abi.MemberKey;
import io.weir.bpf.abi.NodePortKey;
import io.weir.bpf.abi.PeerParts;
import io.weir.bpf.abi.PeerRowKey;
import io.weir.bpf.abi.Pod;
import io.weir.bpf.abi.PortRowKey;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.abi.PrefixPart;
import io.weir.bpf.abi.RuleBits;
import io.weir.bpf.abi.RuleSet;
import io.weir.bpf.abi.RuleSetKey;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.SourceRangeKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** All maps of a node in memory; outlives the loops that use it, as pinned maps outlive agents. */
public final class MemoryKernel {
  public final MemoryEntries<FrontendKey, Frontend> frontends;
  public final MemoryEntries<NodePortKey, Frontend> nodePorts =
      new MemoryEntries<>("nodeports", 64);
  public final MemoryEntries<MemberKey, Member> members = new MemoryEntries<>("members", 4096);
  public final MemoryEntries<SourceRangeKey, Integer> ranges =
      new MemoryEntries<>("source_ranges", 64);
  public final MemoryEntries<MaglevKey, MaglevChunk> maglev = new MemoryEntries<>("maglev", 65536);
  public final MemoryEntries<Long, Pod> pods = new MemoryEntries<>("pods", 64);
  public final MemoryEntries<Address, Integer> addresses =
      new MemoryEntries<>("node_addresses", 64);
  public final MemoryEntries<RuleSetKey, RuleSet> ruleSets = new MemoryEntries<>("rule_sets", 256);
  public final MemoryEntries<PortRowKey, RuleBits> portRows =
      new MemoryEntries<>("port_rows", 4096);
  public final MemoryEntries<PeerRowKey, RuleBits> peerRows =
      new MemoryEntries<>("peer_rows", 4096);
  public final MemoryEntries<PrefixKey, PrefixPart> prefixes =
      new MemoryEntries<>("prefixes", 1024);
  public final MemoryEntries<Address, PeerParts> peers = new MemoryEntries<>("peers", 16384);
  public final MemoryEntries<Integer, Endpoint> endpoints = new MemoryEntries<>("endpoints", 256);
  public final MemoryHooks hooks = new MemoryHooks();
  public int reconsidered;
  public final MemorySlots slots;
  public int optedOut;

  public MemoryKernel(int frontends, int slots) {
    this.frontends = new MemoryEntries<>("frontends", frontends);
    this.slots = new MemorySlots(slots);
  }

  /** As an agent that starts sees them. */
  public ServiceTables services() {
    return new ServiceTables(
        slots,
        new Table<>(frontends),
        new Table<>(nodePorts),
        new Table<>(members),
        new Table<>(ranges),
        new Table<>(maglev));
  }

  public NodeTables node() {
    return new NodeTables(new Table<>(pods), new Table<>(addresses), n -> optedOut = n);
  }

  public PolicyMaps policy() {
    return new PolicyMaps(
        new Table<>(ruleSets),
        new Table<>(portRows),
        new Table<>(peerRows),
        new Table<>(prefixes),
        new Table<>(peers),
        new Table<>(endpoints),
        new Switches());
  }

  private final class Switches implements PolicySwitches {
    @Override
    public void reconsider() {
      reconsidered++;
    }

    @Override
    public int counters() {
      return 1024;
    }

    @Override
    public void clearCounters(int first, int count) {}
  }

  /** The maps whose entries are frontends. */
  public List<MemoryEntries<?, Frontend>> frontendMaps() {
    return List.of(frontends, nodePorts);
  }

  public List<MemoryEntries<?, ?>> maps() {
    return List.of(frontends, nodePorts, members, ranges, pods, addresses);
  }

  public int operations() {
    return frontends.operations
        + nodePorts.operations
        + members.operations
        + ranges.operations
        + pods.operations
        + addresses.operations
        + slots.writes;
  }

  /**
   * What the programs would see: each frontend with the backends of its sets, its members and its
   * source ranges, free of ids and slot numbers, so that two kernels that behave alike are equal.
   */
  public Map<String, String> behaviour() {
    Map<String, String> seen = new TreeMap<>();
    seen.put("node addresses", addresses.entries.keySet().toString());
    seen.put("members, source ranges", members.entries.size() + ", " + ranges.entries.size());
    frontends.entries.forEach((key, f) -> seen.put(key.toString(), behaviour(f)));
    nodePorts.entries.forEach((key, f) -> seen.put(key.toString(), behaviour(f)));
    return seen;
  }

  private String behaviour(Frontend f) {
    return "kind=%d flags=%d affinity=%d cluster=%s local=%s members=%s ranges=%s"
        .formatted(
            f.kind(),
            f.flags(),
            f.affinitySeconds(),
            range(f.slotBase(), f.clusterCount()),
            range(f.slotBase() + f.localOffset(), f.localCount()),
            text(members, m -> m.serviceId() == f.serviceId(), m -> m.address() + " " + m.port()),
            text(
                ranges,
                r -> f.sourceRanges() != 0 && r.set() == f.sourceRanges(),
                r -> r.address() + "/" + r.prefixLength()));
  }

  private static <K, V> Set<String> text(
      MemoryEntries<K, V> map, Predicate<K> wanted, Function<K, String> key) {
    Set<String> found = new TreeSet<>();
    map.entries.forEach((k, v) -> {
      if (wanted.test(k)) {
        found.add(key.apply(k) + " = " + v);
      }
    });
    return found;
  }

  private List<Slot> range(int base, int count) {
    List<Slot> found = new ArrayList<>();
    for (int i = base; i < base + count; i++) {
      found.add(slots.get(i));
    }
    return found;
  }
}
