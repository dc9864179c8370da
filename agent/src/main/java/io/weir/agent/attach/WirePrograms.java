package io.weir.agent.attach;

import io.weir.bpf.abi.FlowTimeouts;
import io.weir.bpf.abi.WireConfig;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The programs that translate Services on the wire, at pods' interfaces and at uplinks. */
public final class WirePrograms implements AutoCloseable {
  /** The object that defines every map of Services on the wire. */
  public static final String OBJECT = "tc_uplink.bpf.o";

  private static final String AT_PODS = "tc_service.bpf.o";

  private final LoadedObject uplink;
  private final LoadedObject service;
  private final InterfacePrograms atUplinks;
  private final InterfacePrograms atPods;

  private WirePrograms(LoadedObject uplink, LoadedObject service, Holder holder) {
    this.uplink = uplink;
    this.service = service;
    atUplinks = InterfacePrograms.adopt(uplink, WorkloadHook.UPLINK, holder);
    atPods = InterfacePrograms.adopt(service, WorkloadHook.SERVICE, holder);
  }

  /**
   * Loads programs and maps, and takes over what an earlier agent has attached.
   *
   * @param sizes max_entries by map name, of every map that other objects define too
   * @throws io.weir.bpf.BpfException when the kernel refuses, with its words
   */
  public static WirePrograms load(
      PinLayout pins,
      Map<String, Integer> sizes,
      WireConfig config,
      Optional<FlowTimeouts> timeouts,
      WorkloadPrograms.Node node) {
    LoadedObject uplink = open(OBJECT, pins, sizes, config, timeouts);
    try {
      LoadedObject service = open(AT_PODS, pins, sizes, config, timeouts);
      try {
        return new WirePrograms(uplink, service, node.holder(pins));
      } catch (RuntimeException e) {
        service.close();
        throw e;
      }
    } catch (RuntimeException e) {
      uplink.close();
      throw e;
    }
  }

  /** Where only sockets are served: nothing of an earlier agent stays in force. */
  public static void takeOff(PinLayout pins, WorkloadPrograms.Node node) {
    EarlyPrograms.takeOff(pins);
    Holder holder = node.holder(pins);
    InterfacePrograms.takeOff(WorkloadHook.SERVICE, holder);
    InterfacePrograms.takeOff(WorkloadHook.UPLINK, holder);
  }

  /** Whether an earlier agent may have left programs at interfaces. */
  public static boolean areLeft(PinLayout pins, WorkloadPrograms.Node node) {
    Holder holder = node.holder(pins);
    return !holder.left(WorkloadHook.SERVICE).isEmpty()
        || !holder.left(WorkloadHook.UPLINK).isEmpty();
  }

  private static LoadedObject open(
      String name,
      PinLayout pins,
      Map<String, Integer> sizes,
      WireConfig config,
      Optional<FlowTimeouts> timeouts) {
    BpfObject object = BpfObject.open(name).pinMapsUnder(pins.maps());
    object.configure(config);
    timeouts.ifPresent(object::configure);
    sizes.forEach(object::maxEntries);
    return object.load();
  }

  /** Its maps are those of every program of ours. */
  public LoadedObject object() {
    return uplink;
  }

  public WorkloadHooks atPods() {
    return atPods;
  }

  public WorkloadHooks atUplinks() {
    return atUplinks;
  }

  /** Attaches again what somebody detached; returns the interfaces that missed a program. */
  public Set<Integer> repair() {
    Set<Integer> repaired = new TreeSet<>(atPods.repair());
    repaired.addAll(atUplinks.repair());
    return repaired;
  }

  /** Lets go of file descriptors; what is attached stays in force. */
  @Override
  public void close() {
    service.close();
    uplink.close();
  }
}
