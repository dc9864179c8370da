package io.weir.agent.loop;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.maps.MemoryEntries;
import io.weir.agent.maps.MemoryKernel;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.MemberKey;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.SourceRangeKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Watches a kernel in memory and fails at the first moment at which a program could do harm: see a
 * frontend whose slots are not those of one Service port, or read a range while it is written.
 * Backends are recognised by the addresses that {@link World} gives them.
 */
final class KernelGuard {
  private final MemoryKernel kernel;

  /** Whether a frontend's backends must also be members: not while maps fail. */
  private final boolean membersToo;

  /** Replaced or deleted, and perhaps still held by a program that looked them up before. */
  private final List<Frontend> recent = new ArrayList<>();

  KernelGuard(MemoryKernel kernel, boolean membersToo) {
    this.kernel = kernel;
    this.membersToo = membersToo;
    kernel.frontendMaps().forEach(map -> map.witness = this::changed);
    kernel.members.witness = before -> check();
    kernel.slots.witness = this::changes;
  }

  /** More time has passed than any program needs. */
  void rested() {
    recent.clear();
  }

  private void changed(Optional<Frontend> before) {
    before.ifPresent(recent::add);
    check();
  }

  private void check() {
    for (MemoryEntries<?, Frontend> map : kernel.frontendMaps()) {
      map.entries.forEach(this::check);
    }
  }

  private void check(Object key, Frontend frontend) {
    Set<String> owners = new HashSet<>();
    for (int i = frontend.slotBase(); i < end(frontend); i++) {
      Slot slot = kernel.slots.get(i);
      owners.add(World.ownerOf(AbiAddress.toIp(slot.address()), slot.port()));
      boolean asked = frontend.affinitySeconds() > 0 || key.toString().contains("protocol=17");
      MemberKey member = new MemberKey(slot.address(), frontend.serviceId(), slot.port());
      if (membersToo && asked && !kernel.members.entries.containsKey(member)) {
        throw new AssertionError(key + " -> " + frontend + ": no member for " + slot);
      }
    }
    if (owners.size() > 1 || !World.mayServe(key, owners)) {
      throw new AssertionError(key + " -> " + frontend + ": slots of " + owners);
    }
    checkRanges(frontend, owners);
  }

  /** Only clients that its own Service allows may reach a frontend: VIPs are one Service's. */
  private void checkRanges(Frontend frontend, Set<String> owners) {
    for (SourceRangeKey range : kernel.ranges.entries.keySet()) {
      if (frontend.sourceRanges() == range.set()) {
        for (String owner : owners) {
          if (!World.mayAllow(owner.split(" ")[0], AbiAddress.toIp(range.address()))) {
            throw new AssertionError(frontend + " of " + owner + " allows " + range);
          }
        }
      }
    }
  }

  private void changes(int slot) {
    for (MemoryEntries<?, Frontend> map : kernel.frontendMaps()) {
      map.entries.values().forEach(f -> refuseIfRead(f, slot));
    }
    recent.forEach(f -> refuseIfRead(f, slot));
  }

  private static void refuseIfRead(Frontend frontend, int slot) {
    if (frontend.slotBase() <= slot && slot < end(frontend)) {
      throw new AssertionError("slot " + slot + " is written while read through " + frontend);
    }
  }

  private static int end(Frontend f) {
    return f.slotBase() + Math.max(f.clusterCount(), f.localOffset() + f.localCount());
  }
}
