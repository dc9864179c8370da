package io.weir.agent.attach;

import io.weir.bpf.BpfException;
import io.weir.bpf.abi.WireConfig;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.program.XdpMode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program in front of the stack at uplinks: deny lists, and packets for backends of other
 * nodes. What it is not attached to, TC serves as well.
 */
public final class EarlyPrograms implements WorkloadHooks, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EarlyPrograms.class);
  private static final String OBJECT = "xdp_uplink.bpf.o";

  private final LoadedObject object;
  private final InterfacePrograms interfaces;
  private String told = "";

  private EarlyPrograms(LoadedObject object, Holder holder) {
    this.object = object;
    interfaces = InterfacePrograms.adopt(object, WorkloadHook.EARLY, holder);
  }

  /** Where the program runs. */
  public enum Mode {
    OFF,
    /** Native where the driver takes it, else generic; never native at a veth, see below. */
    AUTO,
    NATIVE,
    GENERIC;

    /**
     * A veth would take native programs, but drop what they send back unless its other end has one
     * too, and hands over packets whose checksums nobody has finished.
     */
    List<XdpMode> at(boolean veth) {
      return switch (this) {
        case OFF -> List.of();
        case AUTO -> veth ? List.of(XdpMode.GENERIC) : List.of(XdpMode.NATIVE, XdpMode.GENERIC);
        case NATIVE -> List.of(XdpMode.NATIVE);
        case GENERIC -> List.of(XdpMode.GENERIC);
      };
    }
  }

  /**
   * Loads the program, over the maps that others have defined, and takes over what an earlier agent
   * has attached.
   *
   * @param sizes max_entries by map name
   * @param mode not OFF
   * @param veth whether an interface is one end of a veth
   * @throws io.weir.bpf.BpfException when the kernel refuses, with its words
   */
  public static EarlyPrograms load(
      PinLayout pins, Map<String, Integer> sizes, WireConfig config, Mode mode, IntPredicate veth) {
    BpfObject object = BpfObject.open(OBJECT).pinMapsUnder(pins.maps());
    object.configure(config);
    sizes.forEach(object::maxEntries);
    LoadedObject loaded = object.load();
    try {
      return new EarlyPrograms(
          loaded, new XdpLinks(pins.links(), ifindex -> mode.at(veth.test(ifindex))));
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  /** Where the setting is off: nothing of an earlier agent stays in force. */
  public static void takeOff(PinLayout pins) {
    InterfacePrograms.takeOff(WorkloadHook.EARLY, new XdpLinks(pins.links(), ifindex -> List.of()));
  }

  /**
   * Where XDP cannot be had packets take TC's way: that is told, and tried again by {@link
   * #repair}, but is no failure.
   */
  @Override
  public void attach(int ifindex) {
    try {
      interfaces.attach(ifindex);
    } catch (BpfException e) {
      tell(e);
    }
  }

  /** Once, while it stays the same. */
  private synchronized void tell(BpfException e) {
    if (!e.getMessage().equals(told)) {
      told = e.getMessage();
      LOG.warn("an uplink is served by TC alone: {}", told);
    }
  }

  @Override
  public void detach(int ifindex) {
    interfaces.detach(ifindex);
  }

  @Override
  public Set<Integer> attached() {
    return interfaces.attached();
  }

  /** Attaches again what somebody detached; returns the interfaces that missed the program. */
  public Set<Integer> repair() {
    try {
      return interfaces.repair();
    } catch (BpfException e) {
      tell(e);
      return Set.of();
    }
  }

  /** Lets go of file descriptors; what is attached stays in force. */
  @Override
  public void close() {
    object.close();
  }
}
