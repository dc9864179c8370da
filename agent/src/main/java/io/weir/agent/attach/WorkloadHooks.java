package io.weir.agent.attach;

import java.util.Set;

/**
 * The hooks of pods' interfaces, by the index of the node's end. What is attached stays in force
 * until it is detached or the interface goes, whether an agent runs or not.
 */
public interface WorkloadHooks {
  /**
   * Puts our programs at both directions; where they are already, nothing happens.
   *
   * @throws io.weir.bpf.BpfException when the kernel refuses, such as ENODEV for an interface that
   *     is gone
   */
  void attach(int ifindex);

  /** Takes our programs off; where there are none, nothing happens. */
  void detach(int ifindex);

  /** The interfaces that have our programs at both directions. */
  Set<Integer> attached();
}
