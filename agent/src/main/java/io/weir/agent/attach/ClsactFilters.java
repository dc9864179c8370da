package io.weir.agent.attach;

import io.weir.bpf.program.Program;
import io.weir.bpf.program.TcFilters;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Filters of the clsact qdisc, where the kernel has no TCX. A filter belongs to its interface and
 * goes with it, so that nothing needs pinning, and the interfaces say who has one.
 *
 * @param interfaces the indexes of all interfaces of the agent's network namespace
 */
record ClsactFilters(Supplier<Set<Integer>> interfaces) implements Holder {
  private static final int EARLY = 2; // the first place is that of earlier versions
  private static final int LATE = 0xff00;

  /** The order of the hooks is that of their filters' priorities. */
  static int place(WorkloadHook hook) {
    return (hook.late() ? LATE : EARLY) + hook.ordinal();
  }

  @Override
  public void attach(Program program, int ifindex, WorkloadHook hook) {
    TcFilters.attach(program, ifindex, hook.hook(), place(hook));
    detachFormer(ifindex, hook);
  }

  @Override
  public void detach(int ifindex, WorkloadHook hook) {
    TcFilters.detach(ifindex, hook.hook(), place(hook));
    detachFormer(ifindex, hook);
  }

  /** Versions that had one program of ours at each side gave it the first place. */
  private static boolean hadFirstPlace(WorkloadHook hook) {
    return WorkloadHook.POLICY.contains(hook);
  }

  private static void detachFormer(int ifindex, WorkloadHook hook) {
    if (hadFirstPlace(hook)) {
      TcFilters.detach(ifindex, hook.hook());
    }
  }

  @Override
  public OptionalInt programId(int ifindex, WorkloadHook hook) {
    return TcFilters.info(ifindex, hook.hook(), place(hook))
        .or(() -> hadFirstPlace(hook) ? TcFilters.info(ifindex, hook.hook()) : Optional.empty())
        .map(filter -> OptionalInt.of(filter.programId()))
        .orElseGet(OptionalInt::empty);
  }

  @Override
  public Set<Integer> left(List<WorkloadHook> hooks) {
    return interfaces.get().stream()
        .filter(each -> hooks.stream().anyMatch(h -> programId(each, h).isPresent()))
        .collect(Collectors.toSet());
  }
}
