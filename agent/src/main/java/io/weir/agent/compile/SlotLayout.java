package io.weir.agent.compile;

import io.weir.bpf.abi.Slot;
import io.weir.service.compile.Backend;
import io.weir.service.compile.Backends;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The backends of a Service port in the order of their slots, so that both sets are contiguous:
 *
 * <pre>
 *   | cluster only | cluster and local | local only |
 *   |<------- clusterCount ----------->|
 *                  |<-------- localCount ---------->|
 *                  localOffset
 * </pre>
 */
public record SlotLayout(List<Slot> slots, int clusterCount, int localOffset, int localCount) {
  public SlotLayout {
    slots = List.copyOf(slots);
  }

  /**
   * The layout of {@code backends}; each part keeps their order, so equal input gives equal slots.
   */
  public static SlotLayout of(Backends backends) {
    List<Backend> here = here(backends);
    Set<Backend> local = new HashSet<>(here);
    Set<Backend> cluster = local.isEmpty() ? Set.of() : new HashSet<>(backends.cluster());
    List<Slot> slots = new ArrayList<>(backends.cluster().size() + local.size());
    for (Backend backend : backends.cluster()) {
      if (!local.contains(backend)) {
        slots.add(slot(backend));
      }
    }
    int localOffset = slots.size();
    for (Backend backend : here) {
      if (cluster.contains(backend)) {
        slots.add(slot(backend));
      }
    }
    for (Backend backend : here) {
      if (!cluster.contains(backend)) {
        slots.add(slot(backend));
      }
    }
    return new SlotLayout(slots, backends.cluster().size(), localOffset, here.size());
  }

  /**
   * Where no policy asks for the local set, what is here of the cluster set stands in: a node that
   * is handed a packet by DSR in the link layer means those.
   */
  private static List<Backend> here(Backends backends) {
    return backends.local().isEmpty()
        ? backends.cluster().stream().filter(Backend::local).toList()
        : backends.local();
  }

  private static int node(Backend backend) {
    return backend.local() || backend.node().isEmpty() ? NodeId.NONE : NodeId.of(backend.node());
  }

  private static Slot slot(Backend backend) {
    int flags =
        (backend.local() ? Flags.SLOT_LOCAL : 0) | (backend.ready() ? 0 : Flags.SLOT_TERMINATING);
    return new Slot(
        AbiAddress.of(backend.address().address()), backend.address().port(), flags, node(backend));
  }
}
