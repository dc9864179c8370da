package io.weir.agent.maps;

import io.weir.agent.compile.PortEntries;
import io.weir.agent.compile.PortKey;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.MaglevChunk;
import io.weir.bpf.abi.MaglevKey;
import io.weir.bpf.abi.Member;
import io.weir.bpf.abi.MemberKey;
import io.weir.bpf.abi.NodePortKey;
import io.weir.bpf.abi.SourceRangeKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The maps of Services, written in the order in which programs depend on them: what a frontend
 * points at is there before the frontend is, and goes after it has gone.
 */
public record ServiceTables(
    SlotArray slots,
    Table<PortKey, FrontendKey, Frontend> frontends,
    Table<PortKey, NodePortKey, Frontend> nodePorts,
    Table<PortKey, MemberKey, Member> members,
    Table<PortKey, SourceRangeKey, Integer> sourceRanges,
    Table<PortKey, MaglevKey, MaglevChunk> maglev) {

  /** The order of puts; deletes go backwards. */
  private List<Table<PortKey, ?, ?>> dependencyOrder() {
    return List.of(sourceRanges, members, maglev, frontends, nodePorts);
  }

  public void replace(PortKey owner, PortEntries entries) {
    frontends.delta().replace(owner, entries.frontends());
    nodePorts.delta().replace(owner, entries.nodePorts());
    members.delta().replace(owner, entries.members());
    sourceRanges.delta().replace(owner, entries.sourceRanges());
    maglev.delta().replace(owner, entries.maglev());
  }

  /**
   * Brings the kernel in line.
   *
   * @return how many entries were written or deleted
   */
  public int apply(Consumer<WriteFailure> failures) {
    slots.publish();
    int changed = 0;
    for (Table<PortKey, ?, ?> table : dependencyOrder()) {
      changed += table.put(failures);
    }
    for (Table<PortKey, ?, ?> table : dependencyOrder().reversed()) {
      changed += table.delete(failures);
    }
    return changed;
  }

  public boolean settled() {
    return dependencyOrder().stream().allMatch(t -> t.delta().settled());
  }

  /** Whether everything that {@code owner} wants is in the kernel. */
  public boolean settled(PortKey owner) {
    return dependencyOrder().stream().allMatch(t -> t.delta().settled(owner));
  }

  /** Whether {@code owner} has asked for any frontend. */
  public boolean wantedBy(PortKey owner) {
    return !frontends.delta().keys(owner).isEmpty() || !nodePorts.delta().keys(owner).isEmpty();
  }

  public void resync() {
    dependencyOrder().forEach(Table::resync);
  }

  /** Every frontend in the kernel, whatever its key. */
  public Stream<Frontend> installedFrontends() {
    return Stream.concat(
        frontends.delta().installed().values().stream(),
        nodePorts.delta().installed().values().stream());
  }

  /** The highest service id that any entry in the kernel has; 0 for none. */
  public int highestId() {
    return Stream.of(
            installedFrontends().map(Frontend::serviceId),
            members.delta().installed().keySet().stream().map(MemberKey::serviceId),
            sourceRanges.delta().installed().keySet().stream().map(SourceRangeKey::set))
        .flatMap(ids -> ids)
        .reduce(0, Math::max);
  }

  /** Slot ranges that the kernel may still read although nobody wants them any more. */
  public Set<Integer> basesBeingReplaced() {
    Set<Integer> bases = new HashSet<>();
    collectBases(frontends, bases);
    collectBases(nodePorts, bases);
    return bases;
  }

  private static <K> void collectBases(Table<PortKey, K, Frontend> table, Set<Integer> bases) {
    Stream.concat(table.delta().puts().keySet().stream(), table.delta().deletes().stream())
        .forEach(key -> table.delta().installed(key).ifPresent(f -> bases.add(f.slotBase())));
  }
}
