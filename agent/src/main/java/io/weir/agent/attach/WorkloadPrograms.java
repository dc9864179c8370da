package io.weir.agent.attach;

import io.weir.bpf.BpfException;
import io.weir.bpf.abi.Explanation;
import io.weir.bpf.abi.FlowTimeouts;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.probe.Features;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.program.PacketContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final InterfacePrograms interfaces;
  private final BpfMap<Integer, Explanation> explanations;
  private final Object explaining = new Object();

  private WorkloadPrograms(LoadedObject object, InterfacePrograms interfaces) {
    this.object = object;
    this.interfaces = interfaces;
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
    Holder holder(PinLayout pins) {
      return tcx ? new PinnedLinks(pins.links()) : new ClsactFilters(interfaces);
    }

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
    LoadedObject loaded = object.load();
    try {
      return new WorkloadPrograms(
          loaded, InterfacePrograms.adopt(loaded, WorkloadHook.POLICY, node.holder(pins)));
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  /** Where policies are not ours to enforce: nothing of an earlier agent stays in force. */
  public static void takeOff(PinLayout pins, Node node) {
    InterfacePrograms.takeOff(WorkloadHook.POLICY, node.holder(pins));
  }

  public LoadedObject object() {
    return object;
  }

  @Override
  public void attach(int ifindex) {
    interfaces.attach(ifindex);
  }

  @Override
  public void detach(int ifindex) {
    interfaces.detach(ifindex);
  }

  @Override
  public Set<Integer> attached() {
    return interfaces.attached();
  }

  /** As {@link InterfacePrograms#repair}. */
  public Set<Integer> repair() {
    return interfaces.repair();
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
