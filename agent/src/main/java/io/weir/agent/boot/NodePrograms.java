package io.weir.agent.boot;

import io.weir.agent.attach.PinLayout;
import io.weir.agent.attach.SocketPrograms;
import io.weir.agent.attach.Sweep;
import io.weir.agent.attach.WirePrograms;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.agent.flows.FlowTables;
import io.weir.agent.netlink.PodLinks;
import io.weir.agent.observe.PolicySnapshot;
import io.weir.bpf.BpfException;
import io.weir.bpf.abi.SocketConfig;
import io.weir.bpf.abi.SweepResult;
import io.weir.bpf.map.MapInfo;
import io.weir.bpf.probe.Features;
import io.weir.bpf.sockets.StaleSockets;
import io.weir.bpf.sys.Cgroups;
import io.weir.bpf.sys.NetworkNamespace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every program and map of ours on the node, and the thread that looks after them. */
final class NodePrograms implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodePrograms.class);

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);

  private final Parts parts = new Parts();
  private final Config config;
  private final SocketPrograms sockets;
  private final Maintenance maintenance;
  private final Optional<Workload> workload;
  private final Optional<WireWiring> wire;

  private NodePrograms(Config config) {
    this.config = config;
    try {
      sockets = parts.keep(loadSockets(config));
      maintenance = parts.keep(new Maintenance(sockets, staleSockets()));
      if (!config.services().sockets()) {
        maintenance.end();
      }
      workload = loadWorkload();
      wire = loadWire();
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** Loads what the configuration asks for, and takes off what it does not. */
  static NodePrograms load(Config config) {
    return new NodePrograms(config);
  }

  static Path cgroup(Config config) {
    return config.cgroupRoot().orElseGet(() -> Cgroups.mount().orElseThrow());
  }

  private static SocketPrograms loadSockets(Config config) {
    long cookie;
    try (NetworkNamespace own = NetworkNamespace.current()) {
      cookie = own.cookie();
    }
    return SocketPrograms.load(
        new PinLayout(config.pinDirectory()),
        cgroup(config),
        new SocketConfig(cookie, Features.get().setRetval(), config.protectNodePorts()),
        MapSizes.byMap(config.maps()));
  }

  /** What cuts stale sockets; where the kernel lacks it, their owners must notice by themselves. */
  private Runnable staleSockets() {
    try {
      StaleSockets stale =
          parts.keep(
              StaleSockets.open(
                  new PinLayout(config.pinDirectory()).maps(), StaleSockets.Way.ofThisKernel()));
      return () -> stale.cut(cgroup(config));
    } catch (BpfException e) {
      LOG.warn("connected UDP sockets of backends that go are not cut: {}", e.getMessage());
      return () -> {};
    }
  }

  /** The programs at pods' interfaces; empty where policies are not ours to enforce. */
  private Optional<Workload> loadWorkload() {
    PinLayout pins = new PinLayout(config.pinDirectory());
    WorkloadPrograms.Node node = WorkloadPrograms.Node.here(PodLinks::interfaces);
    if (!config.policy().enforce()) {
      WorkloadPrograms.takeOff(pins, node);
      return Optional.empty();
    }
    WorkloadPrograms programs =
        parts.keep(
            WorkloadPrograms.load(
                pins, MapSizes.ofPolicies(config.maps()), Optional.empty(), node));
    Sweep<SweepResult> sweep = parts.keep(Sweep.flows(pins, Optional.empty()));
    maintenance.every(SWEEP_EVERY, "sweep flows", sweep::run);
    maintenance.repair("pods' interfaces", programs::repair);
    return Optional.of(new Workload(programs, sweep));
  }

  /**
   * The programs on the wire; empty where that is another proxy's and no flow is left that began
   * here.
   */
  private Optional<WireWiring> loadWire() {
    PinLayout pins = new PinLayout(config.pinDirectory());
    WorkloadPrograms.Node node = WorkloadPrograms.Node.here(PodLinks::interfaces);
    if (!config.services().wire() && !WirePrograms.areLeft(pins, node)) {
      WirePrograms.takeOff(pins, node);
      return Optional.empty();
    }
    WireWiring wiring = parts.keep(WireWiring.load(config));
    maintenance.every(SWEEP_EVERY, "sweep translations", wiring::sweep);
    maintenance.repair("interfaces on the wire", wiring::repair);
    return Optional.of(wiring);
  }

  SocketPrograms sockets() {
    return sockets;
  }

  Maintenance maintenance() {
    return maintenance;
  }

  /** How much of Services is ours, and whether something of a step before goes on. */
  String mode() {
    String mode = config.services().mode().name().toLowerCase(Locale.ROOT);
    return wire.filter(WireWiring::drains).isPresent() ? mode + "_draining" : mode;
  }

  Optional<Workload> workload() {
    return workload;
  }

  Optional<WireWiring> wire() {
    return wire;
  }

  /** The maps of tracked flows. */
  FlowTables flows() {
    return FlowTables.of(
        workload.map(w -> w.programs().object()), wire.map(w -> w.programs().object()));
  }

  /** Every map once, whichever programs share it. */
  List<MapInfo> maps() {
    Map<String, MapInfo> maps = new LinkedHashMap<>();
    Stream.of(
            sockets.object().maps().stream(),
            workload.stream().flatMap(w -> w.maps().stream()),
            wire.stream().flatMap(w -> w.maps().stream()))
        .flatMap(all -> all)
        .forEach(map -> maps.putIfAbsent(map.name(), map));
    return List.copyOf(maps.values());
  }

  /** How full the maps are that programs fill, as the last sweep saw them. */
  Map<String, Integer> entries() {
    Map<String, Integer> entries = new HashMap<>();
    workload.ifPresent(w -> entries.putAll(w.entries()));
    wire.ifPresent(w -> entries.putAll(w.entries()));
    return entries;
  }

  /**
   * Every reason in every direction, also what has never happened; the programs share the counts.
   */
  List<PolicySnapshot.Drop> drops() {
    return wire.map(WireWiring::drops).or(() -> workload.map(Workload::drops)).orElse(List.of());
  }

  @Override
  public void close() {
    parts.close();
  }
}
