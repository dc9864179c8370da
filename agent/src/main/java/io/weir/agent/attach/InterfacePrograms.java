package io.weir.agent.attach;

import io.weir.bpf.BpfException;
import io.weir.bpf.program.LoadedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Some of an object's programs at some hooks of interfaces, kept there whether an agent runs or
 * not. Methods may be called by any thread of the agent's network namespace.
 */
public final class InterfacePrograms implements WorkloadHooks {
  private final LoadedObject object;

  /** In the order in which they are attached; they are detached in the reverse. */
  private final List<WorkloadHook> hooks;

  private final Holder holder;

  /** The interfaces we answer for. */
  private final Set<Integer> interfaces = new TreeSet<>();

  private InterfacePrograms(LoadedObject object, List<WorkloadHook> hooks, Holder holder) {
    this.object = object;
    this.hooks = hooks;
    this.holder = holder;
  }

  /**
   * Takes over what an earlier agent has attached: its programs are swapped in place for ours, and
   * pins of interfaces that are gone are removed.
   */
  static InterfacePrograms adopt(LoadedObject object, List<WorkloadHook> hooks, Holder holder) {
    InterfacePrograms programs = new InterfacePrograms(object, hooks, holder);
    programs.adopt();
    return programs;
  }

  /** Takes off what an earlier agent has attached, where this one does not serve it. */
  static void takeOff(List<WorkloadHook> hooks, Holder holder) {
    for (int ifindex : holder.left(hooks)) {
      hooks.reversed().forEach(hook -> holder.detach(ifindex, hook));
    }
  }

  private synchronized void adopt() {
    for (int ifindex : holder.left(hooks)) {
      interfaces.add(ifindex);
      if (isThere(ifindex)) {
        mend(ifindex);
      } else {
        detach(ifindex);
      }
    }
  }

  /** Whether any of our links or filters says that the interface it was made for is there. */
  private boolean isThere(int ifindex) {
    return hooks.stream().anyMatch(hook -> holder.programId(ifindex, hook).isPresent());
  }

  @Override
  public synchronized void attach(int ifindex) {
    interfaces.add(ifindex);
    for (WorkloadHook hook : hooks) {
      holder.attach(object.program(hook.program()), ifindex, hook);
    }
  }

  @Override
  public synchronized void detach(int ifindex) {
    interfaces.remove(ifindex);
    for (WorkloadHook hook : hooks.reversed()) {
      holder.detach(ifindex, hook);
    }
  }

  @Override
  public synchronized Set<Integer> attached() {
    Set<Integer> attached = new TreeSet<>(interfaces);
    attached.removeIf(ifindex -> !isWhole(ifindex));
    return attached;
  }

  private boolean isWhole(int ifindex) {
    for (WorkloadHook hook : hooks) {
      OptionalInt ours = OptionalInt.of(object.program(hook.program()).id());
      if (!holder.programId(ifindex, hook).equals(ours)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Attaches again what somebody detached, and removes the pins of interfaces that are gone.
   *
   * @return the interfaces that missed a program and have it again
   * @throws BpfException of the first interface that could not be mended, after all others were
   */
  public synchronized Set<Integer> repair() {
    Set<Integer> repaired = new TreeSet<>();
    List<BpfException> failures = new ArrayList<>();
    for (int ifindex : Set.copyOf(interfaces)) {
      try {
        if (!isWhole(ifindex) && mend(ifindex)) {
          repaired.add(ifindex);
        }
      } catch (BpfException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    return repaired;
  }

  /** False where the interface is gone: then nothing is left of it here either. */
  private boolean mend(int ifindex) {
    try {
      attach(ifindex);
      return true;
    } catch (BpfException.KernelError e) {
      if (!e.errno().equals("ENODEV")) {
        throw e;
      }
      detach(ifindex);
      return false;
    }
  }
}
