package io.weir.agent.attach;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * TC at uplinks, and XDP in front of it where it can be had. Methods may be called by any thread.
 */
public final class UplinkHooks implements WorkloadHooks {
  private final WorkloadHooks stack;
  private final EarlyPrograms early;

  /** Where XDP has been asked for, whatever came of it. */
  private final Set<Integer> asked = ConcurrentHashMap.newKeySet();

  public UplinkHooks(WorkloadHooks stack, EarlyPrograms early) {
    this.stack = stack;
    this.early = early;
  }

  @Override
  public void attach(int ifindex) {
    stack.attach(ifindex);
    early.attach(ifindex);
    asked.add(ifindex);
  }

  @Override
  public void detach(int ifindex) {
    asked.remove(ifindex);
    early.detach(ifindex);
    stack.detach(ifindex);
  }

  @Override
  public Set<Integer> attached() {
    return stack.attached().stream().filter(asked::contains).collect(Collectors.toSet());
  }
}
