package io.weir.agent.boot;

import io.weir.agent.attach.EarlyPrograms;
import io.weir.agent.attach.PinLayout;
import io.weir.agent.attach.UplinkHooks;
import io.weir.agent.attach.WirePrograms;
import io.weir.agent.attach.WorkloadHooks;
import io.weir.agent.deny.DenyLists;
import io.weir.agent.netlink.PodLinks;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.abi.WireConfig;
import io.weir.bpf.map.MappedArray;
import java.util.Optional;
import java.util.Set;

/** What stands in front of the stack at uplinks: XDP, where it is wanted, and deny lists. */
record EarlyWiring(Optional<EarlyPrograms> xdp, DenyLists deny) implements AutoCloseable {

  /**
   * Over the maps of programs that are loaded.
   *
   * @param constants the same as theirs
   */
  static EarlyWiring load(Config config, WirePrograms programs, WireConfig constants) {
    Optional<EarlyPrograms> xdp = xdp(config, constants);
    MappedArray<Integer> control = programs.object().mappedArray("deny_control", Integer.class);
    DenyLists.Kernel kernel =
        new DenyLists.Kernel(
            programs.object().map("deny_prefixes", PrefixKey.class, Integer.class),
            where -> control.put(0, where),
            () -> xdp.isPresent() && has(xdp.get(), programs.atUplinks().attached()));
    return new EarlyWiring(xdp, DenyLists.follow(config.denyLists(), kernel));
  }

  private static Optional<EarlyPrograms> xdp(Config config, WireConfig constants) {
    ServiceSettings settings = config.services();
    EarlyPrograms.Mode mode = settings.wire() ? settings.xdp() : EarlyPrograms.Mode.OFF;
    PinLayout pins = new PinLayout(config.pinDirectory());
    if (mode == EarlyPrograms.Mode.OFF) {
      EarlyPrograms.takeOff(pins);
      return Optional.empty();
    }
    return Optional.of(
        EarlyPrograms.load(
            pins, MapSizes.ofWire(config.maps()), constants, mode, PodLinks::isVeth));
  }

  private static boolean has(EarlyPrograms xdp, Set<Integer> uplinks) {
    return xdp.attached().containsAll(uplinks);
  }

  /** The hooks of uplinks, with XDP in front where it is wanted. */
  WorkloadHooks inFrontOf(WorkloadHooks stack) {
    return xdp.<WorkloadHooks>map(early -> new UplinkHooks(stack, early)).orElse(stack);
  }

  /** Attaches again what somebody detached; returns the interfaces that missed the program. */
  Set<Integer> repair() {
    return xdp.map(EarlyPrograms::repair).orElse(Set.of());
  }

  @Override
  public void close() {
    deny.close();
    xdp.ifPresent(EarlyPrograms::close);
  }
}
