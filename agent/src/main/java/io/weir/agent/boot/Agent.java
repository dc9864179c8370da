package io.weir.agent.boot;

import io.weir.agent.answer.Answers;
import io.weir.agent.answer.Dataplane;
import io.weir.agent.attach.PinLayout;
import io.weir.agent.attach.PodCgroups;
import io.weir.agent.attach.SocketPrograms;
import io.weir.agent.attach.Sweep;
import io.weir.agent.attach.WirePrograms;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.agent.http.AgentHttp;
import io.weir.agent.http.BindFailed;
import io.weir.agent.http.HealthCheckServers;
import io.weir.agent.loop.Loop;
import io.weir.agent.loop.LoopParts;
import io.weir.agent.loop.PolicyParts;
import io.weir.agent.loop.WireParts;
import io.weir.agent.maps.KernelTables;
import io.weir.agent.model.ClusterSink;
import io.weir.agent.netlink.Neighbours;
import io.weir.agent.netlink.NodeAddresses;
import io.weir.agent.netlink.PodLinks;
import io.weir.agent.observe.AgentMetrics;
import io.weir.agent.watch.ApiServer;
import io.weir.agent.watch.ApiSettings;
import io.weir.agent.watch.EventRecorder;
import io.weir.agent.watch.PolicyStatusWriter;
import io.weir.agent.watch.Watches;
import io.weir.bpf.BpfException;
import io.weir.bpf.abi.SocketConfig;
import io.weir.bpf.abi.SweepResult;
import io.weir.bpf.probe.Features;
import io.weir.bpf.probe.Preflight;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.sockets.StaleSockets;
import io.weir.bpf.sys.Cgroups;
import io.weir.bpf.sys.NetworkNamespace;
import io.weir.service.compile.CompilerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent, wired. Closing it ends watches and threads; what is pinned goes on working. */
public final class Agent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);

  /** Closed in reverse order of their making. */
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private Agent() {}

  /** What this node lacks, one sentence each; empty when the agent can run. */
  static List<String> preflight(Config config) {
    List<String> problems = new ArrayList<>(Preflight.check(config.pinDirectory()));
    config
        .cgroupRoot()
        .filter(root -> !Files.isDirectory(root))
        .ifPresent(root -> problems.add("cgroupRoot=" + root + ": no such directory."));
    return problems.isEmpty() ? MapSizes.problems(config) : problems;
  }

  static Agent start(Config config) {
    Agent agent = new Agent();
    try {
      agent.wire(config);
      return agent;
    } catch (RuntimeException e) {
      agent.close();
      throw e;
    }
  }

  private void wire(Config config) {
    SocketPrograms programs = keep(loadPrograms(config));
    ApiServer api =
        keep(ApiServer.connect(new ApiSettings(config.kubeconfig(), config.apiServer())));
    EventRecorder events = keep(EventRecorder.start(api, config.nodeName()));
    AtomicReference<Watches> watches = new AtomicReference<>();
    AtomicReference<Loop> started = new AtomicReference<>();
    AgentMetrics metrics =
        new AgentMetrics(
            () -> started.get().snapshot(),
            config.syncPeriod().multipliedBy(2),
            InstantSource.system());
    Maintenance maintenance = keep(new Maintenance(programs, staleSockets(config)));
    Optional<Workload> workload = policies(config, maintenance);
    Optional<WireWiring> wire = wire(config, maintenance);
    NodeRuntime runtime =
        new NodeRuntime(
            programs.object(),
            maintenance,
            () -> watches.get() == null ? List.of() : watches.get().status(),
            metrics::syncs,
            workload);
    LoopParts.Observers observers = new LoopParts.Observers(events, metrics.sync(), runtime);
    Loop loop =
        keep(
            new Loop(
                parts(
                    config,
                    programs.object(),
                    workload.map(w -> policyParts(config, w.programs(), api)),
                    wire.map(w -> w.parts(config, attaching())),
                    maintenance.actions(keep(HealthCheckServers.start(events, metrics::healthy))),
                    observers)));
    started.set(loop);
    run(loop);
    follow(loop.sink(), workload.isPresent() || wire.isPresent(), wire.isPresent());
    watches.set(keep(Watches.start(api, loop.sink())));
    keep(http(config, metrics, loop, new Answers(loop, dataplane(workload))));
    told(config, api);
  }

  private static void told(Config config, ApiServer api) {
    LOG.info(
        "agent of node {} started: API server {}, cgroup {}, pins {}",
        config.nodeName(),
        api.address(),
        cgroup(config),
        config.pinDirectory());
  }

  private void follow(ClusterSink sink, boolean podLinks, boolean neighbours) {
    keep(NodeAddresses.follow(sink));
    if (podLinks) {
      keep(PodLinks.follow(sink));
    }
    if (neighbours) {
      keep(Neighbours.follow(sink));
    }
  }

  private static Dataplane dataplane(Optional<Workload> workload) {
    return workload.<Dataplane>map(w -> new KernelDataplane(w.programs())).orElse(Dataplane.NONE);
  }

  private static LoopParts parts(
      Config config,
      LoadedObject object,
      Optional<PolicyParts> policy,
      Optional<WireParts> wire,
      LoopParts.Actions actions,
      LoopParts.Observers observers) {
    return new LoopParts(
        config.nodeName(),
        KernelTables.services(object),
        KernelTables.node(object),
        policy,
        wire,
        new CompilerSettings(config.externalIpCidrs(), config.services().external()),
        config.nodePortAddresses().cidrs(),
        new PodCgroups(cgroup(config))::find,
        actions,
        observers);
  }

  private static SocketPrograms loadPrograms(Config config) {
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

  /** The programs at pods' interfaces; empty where policies are not ours to enforce. */
  private Optional<Workload> policies(Config config, Maintenance maintenance) {
    PinLayout pins = new PinLayout(config.pinDirectory());
    WorkloadPrograms.Node node = WorkloadPrograms.Node.here(PodLinks::interfaces);
    if (!config.policy().enforce()) {
      WorkloadPrograms.takeOff(pins, node);
      return Optional.empty();
    }
    WorkloadPrograms programs =
        keep(
            WorkloadPrograms.load(
                pins, MapSizes.ofPolicies(config.maps()), Optional.empty(), node));
    Sweep<SweepResult> sweep = keep(Sweep.flows(pins, Optional.empty()));
    maintenance.every(SWEEP_EVERY, "sweep flows", sweep::run);
    maintenance.repair("pods' interfaces", programs::repair);
    return Optional.of(new Workload(programs, sweep));
  }

  /** The programs on the wire; empty where only sockets are served. */
  private Optional<WireWiring> wire(Config config, Maintenance maintenance) {
    if (!config.services().wire()) {
      WirePrograms.takeOff(
          new PinLayout(config.pinDirectory()), WorkloadPrograms.Node.here(PodLinks::interfaces));
      return Optional.empty();
    }
    WireWiring wire = keep(WireWiring.load(config));
    maintenance.every(SWEEP_EVERY, "sweep translations", wire::sweep);
    maintenance.repair("interfaces on the wire", wire::repair);
    return Optional.of(wire);
  }

  private PolicyParts policyParts(Config config, WorkloadPrograms programs, ApiServer api) {
    String namespace = config.policy().statusLeaseNamespace();
    return new PolicyParts(
        KernelTables.policy(programs.object()),
        programs,
        attaching(),
        keep(PolicyStatusWriter.start(api, config.nodeName(), namespace)),
        config.policy().newPodVerdict() == Config.NewPodVerdict.DENY,
        config.policy().checkSource());
  }

  /** A thread for attaching to interfaces, which the kernel takes its time for. */
  private Executor attaching() {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("weir-attach").daemon().factory());
    parts.push(thread::shutdownNow);
    return thread;
  }

  /** What cuts stale sockets; where the kernel lacks it, their owners must notice by themselves. */
  private Runnable staleSockets(Config config) {
    try {
      StaleSockets sockets =
          keep(
              StaleSockets.open(
                  new PinLayout(config.pinDirectory()).maps(), StaleSockets.Way.ofThisKernel()));
      return () -> sockets.cut(cgroup(config));
    } catch (BpfException e) {
      LOG.warn("connected UDP sockets of backends that go are not cut: {}", e.getMessage());
      return () -> {};
    }
  }

  private static void run(Loop loop) {
    Thread.ofPlatform()
        .name("weir-loop")
        .daemon()
        .uncaughtExceptionHandler((thread, e) -> end(e))
        .start(loop);
  }

  /** Without its loop an agent would look alive and do nothing: whoever started it shall know. */
  private static void end(Throwable cause) {
    LOG.error("the loop ended; the agent must be started again", cause);
    Runtime.getRuntime().halt(1);
  }

  private static AgentHttp http(Config config, AgentMetrics metrics, Loop loop, Answers answers) {
    try {
      return AgentHttp.start(
          new AgentHttp.Addresses(
              config.healthAddress(),
              config.metricsAddress(),
              config.runDirectory(),
              config.bindHardFail()),
          new AgentHttp.Sources(
              metrics.withProcess(), loop::snapshot, answers, ConfigSettings.inForce(config)));
    } catch (BindFailed e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Path cgroup(Config config) {
    return config.cgroupRoot().orElseGet(() -> Cgroups.mount().orElseThrow());
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("cannot close a part of the agent: {}", e.toString());
      }
    }
  }
}
