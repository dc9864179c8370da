package io.weir.agent.maps;

import io.weir.agent.attach.WorkloadHooks;
import io.weir.bpf.BpfException;
import java.util.HashSet;
import java.util.Set;

/** The hooks of interfaces, remembered. */
public final class MemoryHooks implements WorkloadHooks {
  public final Set<Integer> attached = new HashSet<>();

  /** Interfaces where attaching fails. */
  public final Set<Integer> broken = new HashSet<>();

  @Override
  public void attach(int ifindex) {
    if (broken.contains(ifindex)) {
      throw new BpfException.KernelError("ENODEV", "cannot attach to interface " + ifindex);
    }
    attached.add(ifindex);
  }

  @Override
  public void detach(int ifindex) {
    attached.remove(ifindex);
  }

  @Override
  public Set<Integer> attached() {
    return Set.copyOf(attached);
  }
}
