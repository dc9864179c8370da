package io.weir.agent.attach;

import io.weir.bpf.BpfException;
import io.weir.bpf.abi.Explanation;
import io.weir.bpf.abi.FlowTimeouts;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.probe.Features;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.program.PacketContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The programs at the pods' interfaces: by pinned TCX links, or by filters where the kernel has no
 * TCX. What is attached works on while no agent runs. Methods may be called by any thread of the
 * agent's network namespace.
 */
public final class WorkloadPrograms implements WorkloadHooks, AutoCloseable {
  /** The object that defines every map of policy and of flows. */
  public static final String OBJECT = "tc_workload.bpf.o";

  private final LoadedObject object;
  private final Holder holder;
  private final BpfMap<Integer, Explanation> explanations;
  private final Object explaining = new Object();

  /** The interfaces we answer for. */
  private final Set<Integer> interfaces = new TreeSet<>();

  private WorkloadPrograms(LoadedObject object, Holder holder) {
    this.object = object;
    this.holder = holder;
    explanations = object.map("explanations", Integer.class, Explanation.class);
  }

  /**
   * What the node is like.
   *
   * @param tcx whether the kernel has TCX links
   * @param interfaces the indexes of all interfaces of the agent's network namespace; asked where
   *     the kernel lacks TCX
   */
  public record Node(boolean tcx, Supplier<Set<Integer>> interfaces) {
    public static Node here(Supplier<Set<Integer>> interfaces) {
      return new Node(Features.get().tcx(), interfaces);
    }
  }

  /**
   * Loads programs and maps, and takes over what an earlier agent has attached: its programs are
   * swapped in place for ours, which read the same maps, and pins of interfaces that are gone are
   * removed.
   *
   * @param sizes max_entries by map name
   * @param timeouts empty: as in workload_config.h
   * @throws BpfException when the kernel refuses, with its words
   */
  public static WorkloadPrograms load(
      PinLayout pins, Map<String, Integer> sizes, Optional<FlowTimeouts> timeouts, Node node) {
    BpfObject object = BpfObject.open(OBJECT).pinMapsUnder(pins.maps());
    timeouts.ifPresent(object::configure);
    sizes.forEach(object::maxEntries);
    Holder holder =
        node.tcx() ? new PinnedLinks(pins.links()) : new ClsactFilters(node.interfaces());
    WorkloadPrograms programs = new WorkloadPrograms(object.load(), holder);
    try {
      programs.adopt();
      return programs;
    } catch (RuntimeException e) {
      programs.close();
      throw e;
    }
  }

  public LoadedObject object() {
    return object;
  }

  private synchronized void adopt() {
    for (int ifindex : holder.left()) {
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
    return holder.programId(ifindex, WorkloadHook.FROM_POD).isPresent()
        || holder.programId(ifindex, WorkloadHook.TO_POD).isPresent();
  }

  @Override
  public synchronized void attach(int ifindex) {
    interfaces.add(ifindex);
    for (WorkloadHook hook : WorkloadHook.values()) {
      holder.attach(object.program(hook.program()), ifindex, hook);
    }
  }

  @Override
  public synchronized void detach(int ifindex) {
    interfaces.remove(ifindex);
    for (WorkloadHook hook : WorkloadHook.values()) {
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
    for (WorkloadHook hook : WorkloadHook.values()) {
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

  /**
   * What the programs would do with a packet, told by the same code on the same maps. Changes
   * nothing.
   *
   * @param packet from its Ethernet header on
   * @param ingressIfindex where it came in; 0 = made by this host
   */
  public Explanation explain(WorkloadHook hook, int ifindex, byte[] packet, int ingressIfindex) {
    PacketContext context = new PacketContext(0, ingressIfindex, ifindex);
    synchronized (explaining) {
      object.program(hook.explainer()).testRun(packet, context, 1);
      return explanations.get(0).orElseThrow();
    }
  }

  /** Lets go of file descriptors; what is attached stays in force. */
  @Override
  public void close() {
    object.close();
  }
}
