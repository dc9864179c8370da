package io.weir.agent.attach;

import io.weir.bpf.program.Program;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What keeps our programs at the hooks of interfaces while no process does. Acts in the network
 * namespace of the calling thread.
 */
sealed interface Holder permits PinnedLinks, XdpLinks, ClsactFilters {
  /** Attaches in the order of the hooks, before others; or swaps our program in place. */
  void attach(Program program, int ifindex, WorkloadHook hook);

  /** Also where the interface is gone; where nothing of ours is, nothing happens. */
  void detach(int ifindex, WorkloadHook hook);

  /** The id of the program that is attached for us; empty where there is none. */
  OptionalInt programId(int ifindex, WorkloadHook hook);

  /** Interfaces, gone ones too, at which an agent before us may have left programs of hooks. */
  Set<Integer> left(List<WorkloadHook> hooks);
}
