package io.weir.agent.attach;

import java.util.Set;
import java.util.TreeSet;

/**
 * Hooks whose programs only finish what they have begun: once that is over they are taken off, and
 * no interface gets them any more. Methods may be called by any thread.
 */
public final class DrainingHooks implements WorkloadHooks {
  private final WorkloadHooks hooks;

  /** Where programs were asked for after the end: nobody shall ask for them again and again. */
  private final Set<Integer> excused = new TreeSet<>();

  private boolean ended;

  public DrainingHooks(WorkloadHooks hooks) {
    this.hooks = hooks;
  }

  /** Takes every program off, now and for good. */
  public synchronized void end() {
    ended = true;
    for (int ifindex : hooks.attached()) {
      hooks.detach(ifindex);
      excused.add(ifindex);
    }
  }

  @Override
  public synchronized void attach(int ifindex) {
    if (ended) {
      excused.add(ifindex);
    } else {
      hooks.attach(ifindex);
    }
  }

  @Override
  public synchronized void detach(int ifindex) {
    excused.remove(ifindex);
    hooks.detach(ifindex);
  }

  @Override
  public synchronized Set<Integer> attached() {
    return ended ? Set.copyOf(excused) : hooks.attached();
  }
}
