package io.weir.agent.boot;

import io.weir.agent.attach.EarlyPrograms;
import io.weir.agent.attach.PinLayout;
import io.weir.agent.attach.Sweep;
import io.weir.agent.attach.UplinkHooks;
import io.weir.agent.attach.WirePrograms;
import io.weir.agent.attach.WorkloadHooks;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.agent.deny.DenyLists;
import io.weir.agent.loop.WireParts;
import io.weir.agent.maps.KernelTables;
import io.weir.agent.netlink.PodLinks;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.abi.WireConfig;
import io.weir.bpf.abi.WireSweepResult;
import io.weir.bpf.map.MappedArray;
import io.weir.bpf.probe.Features;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;

/** The programs on the wire, their sweep, and who is denied. */
final class WireWiring implements AutoCloseable {
  private final WirePrograms programs;
  private final Optional<EarlyPrograms> early;
  private final Sweep<WireSweepResult> sweep;
  private final DenyLists deny;

  private WireWiring(
      WirePrograms programs,
      Optional<EarlyPrograms> early,
      Sweep<WireSweepResult> sweep,
      DenyLists deny) {
    this.programs = programs;
    this.early = early;
    this.sweep = sweep;
    this.deny = deny;
  }

  /** Loaded, over the maps that other programs share; nothing is attached yet. */
  static WireWiring load(Config config) {
    PinLayout pins = new PinLayout(config.pinDirectory());
    WirePrograms programs =
        WirePrograms.load(
            pins,
            MapSizes.ofWire(config.maps()),
            constants(config),
            Optional.empty(),
            WorkloadPrograms.Node.here(PodLinks::interfaces));
    try {
      Optional<EarlyPrograms> early = early(config, pins);
      return new WireWiring(
          programs,
          early,
          Sweep.translations(pins, Optional.empty()),
          deny(config, programs, early));
    } catch (RuntimeException e) {
      programs.close();
      throw e;
    }
  }

  private static Optional<EarlyPrograms> early(Config config, PinLayout pins) {
    EarlyPrograms.Mode mode = config.services().xdp();
    if (mode == EarlyPrograms.Mode.OFF) {
      EarlyPrograms.takeOff(pins);
      return Optional.empty();
    }
    return Optional.of(
        EarlyPrograms.load(
            pins, MapSizes.ofWire(config.maps()), constants(config), mode, PodLinks::isVeth));
  }

  private static DenyLists deny(
      Config config, WirePrograms programs, Optional<EarlyPrograms> early) {
    MappedArray<Integer> control = programs.object().mappedArray("deny_control", Integer.class);
    return DenyLists.follow(
        config.denyLists(),
        new DenyLists.Kernel(
            programs.object().map("deny_prefixes", PrefixKey.class, Integer.class),
            where -> control.put(0, where),
            () ->
                early.isPresent()
                    && early.get().attached().containsAll(programs.atUplinks().attached())));
  }

  private static WireConfig constants(Config config) {
    ServiceSettings settings = config.services();
    return new WireConfig(
        settings.snatPorts().first(),
        settings.snatPorts().last(),
        settings.tunnelPort(),
        Features.get().checksumsOfIpv6(),
        config.policy().enforce());
  }

  WireParts parts(Config config, Executor background) {
    return new WireParts(
        KernelTables.wire(programs.object()),
        programs.atPods(),
        early
            .<WorkloadHooks>map(xdp -> new UplinkHooks(programs.atUplinks(), xdp))
            .orElseGet(programs::atUplinks),
        background,
        config.services().uplinks());
  }

  void sweep() {
    sweep.run();
  }

  /** Attaches again what somebody detached; returns the interfaces that missed a program. */
  Set<Integer> repair() {
    Set<Integer> repaired = new TreeSet<>(programs.repair());
    early.ifPresent(xdp -> repaired.addAll(xdp.repair()));
    return repaired;
  }

  @Override
  public void close() {
    deny.close();
    sweep.close();
    early.ifPresent(EarlyPrograms::close);
    programs.close();
  }
}
