package io.weir.agent.boot;

import io.weir.agent.attach.PinLayout;
import io.weir.agent.attach.Sweep;
import io.weir.agent.attach.WirePrograms;
import io.weir.agent.attach.WorkloadHooks;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.agent.compile.AbiAddress;
import io.weir.agent.loop.WireParts;
import io.weir.agent.maps.KernelTables;
import io.weir.agent.netlink.PodLinks;
import io.weir.agent.observe.PolicySnapshot;
import io.weir.agent.observe.WireSnapshot;
import io.weir.agent.observe.WireSnapshot.Snat;
import io.weir.agent.tunnel.TunnelProbes;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.WireConfig;
import io.weir.bpf.abi.WireControl;
import io.weir.bpf.abi.WireSweepResult;
import io.weir.bpf.map.MapInfo;
import io.weir.bpf.map.MappedArray;
import io.weir.bpf.map.PacketCounters;
import io.weir.bpf.map.PerCpuCounters;
import io.weir.bpf.probe.Features;
import io.weir.values.Family;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** The programs on the wire, their sweep, and what they count. */
final class WireWiring implements AutoCloseable {
  private final WirePrograms programs;
  private final EarlyWiring early;
  private final TunnelProbes probes;
  private final Sweep<WireSweepResult> sweep;
  private final Optional<Drain> drain;
  private final ServiceSettings settings;
  private final PacketCounters paths;
  private final PacketCounters drops;
  private final PerCpuCounters events;
  private final MappedArray<WireControl> control;

  private WireWiring(
      WirePrograms programs,
      EarlyWiring early,
      Sweep<WireSweepResult> sweep,
      ServiceSettings settings) {
    this.programs = programs;
    this.early = early;
    this.probes = TunnelProbes.start(programs.object(), settings.tunnelPort());
    this.sweep = sweep;
    this.drain = settings.wire() ? Optional.empty() : Optional.of(new Drain(programs, sweep::run));
    this.settings = settings;
    this.paths = programs.object().packetCounters("path_counters");
    this.drops = programs.object().packetCounters("drop_counters");
    this.events = programs.object().counters("wire_counters");
    this.control = programs.object().mappedArray("wire_control", WireControl.class);
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
      return new WireWiring(
          programs,
          EarlyWiring.load(config, programs, constants(config)),
          Sweep.translations(pins, Optional.empty()),
          config.services());
    } catch (RuntimeException e) {
      programs.close();
      throw e;
    }
  }

  private static WireConfig constants(Config config) {
    ServiceSettings settings = config.services();
    return new WireConfig(
        settings.snatPorts().first(),
        settings.snatPorts().last(),
        settings.tunnelPort(),
        Features.get().checksumsOfIpv6(),
        Features.get().netfilterFlows(),
        config.policy().enforce(),
        !settings.wire());
  }

  WireParts parts(Executor background) {
    return new WireParts(
        KernelTables.wire(programs.object()),
        drain.<WorkloadHooks>map(Drain::atPods).orElse(programs.atPods()),
        early.inFrontOf(drain.<WorkloadHooks>map(Drain::atUplinks).orElse(programs.atUplinks())),
        background,
        settings.uplinks());
  }

  WirePrograms programs() {
    return programs;
  }

  /** Attaches again what somebody detached; returns the interfaces that missed a program. */
  Set<Integer> repair() {
    Set<Integer> repaired = new TreeSet<>(programs.repair());
    repaired.addAll(early.repair());
    return repaired;
  }

  /** Forgets flows that are over; where the wire is another's by now, ends with the last one. */
  void sweep() {
    drain.ifPresentOrElse(Drain::look, sweep::run);
  }

  /** Whether flows go on that began while the wire was ours. */
  boolean drains() {
    return drain.filter(Drain::goesOn).isPresent();
  }

  WireSnapshot snapshot() {
    WireSweepResult last = sweep.last();
    return new WireSnapshot(
        WireSnapshot.Path.of(paths.sums(0, paths.size())),
        events(),
        last.translations(),
        last.openingTranslations(),
        snat(last),
        new WireSnapshot.Denied(early.deny().state().prefixes(), early.deny().state().wrongLines()),
        probes.silent());
  }

  /** By {@code enum wire_counter}. */
  private WireSnapshot.Events events() {
    return new WireSnapshot.Events(
        events.sum(0),
        events.sum(1),
        events.sum(2),
        events.sum(3),
        events.sum(4),
        events.sum(5),
        events.sum(6),
        events.sum(7));
  }

  private List<Snat> snat(WireSweepResult last) {
    WireControl now = control.get(0);
    return Stream.of(
            snat(Family.IPV4, now.nodeIpv4(), last.snatPortsIpv4()),
            snat(Family.IPV6, now.nodeIpv6(), last.snatPortsIpv6()))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Snat> snat(Family family, Address address, int inUse) {
    return address.equals(AbiAddress.NONE)
        ? Optional.empty()
        : Optional.of(
            new Snat(
                family, AbiAddress.toIp(address).toString(), inUse, settings.snatPorts().count()));
  }

  List<PolicySnapshot.Drop> drops() {
    return PolicySnapshot.Drop.of(drops.sums(0, drops.size()));
  }

  List<MapInfo> maps() {
    return programs.object().maps();
  }

  /** How full the maps are that the programs fill, as the last sweep saw them. */
  Map<String, Integer> entries() {
    WireSweepResult last = sweep.last();
    return Map.of(
        "translations", last.translations(), "opening_translations", last.openingTranslations());
  }

  @Override
  public void close() {
    probes.close();
    early.close();
    sweep.close();
    programs.close();
  }
}
