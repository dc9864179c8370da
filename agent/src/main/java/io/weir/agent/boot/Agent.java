package io.weir.agent.boot;

import io.weir.agent.answer.Answers;
import io.weir.agent.answer.Dataplane;
import io.weir.agent.answer.FlowAnswers;
import io.weir.agent.answer.WireMemory;
import io.weir.agent.attach.PodCgroups;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.agent.flows.FlowTables;
import io.weir.agent.http.AgentHttp;
import io.weir.agent.http.BindFailed;
import io.weir.agent.http.HealthCheckServers;
import io.weir.agent.loop.Loop;
import io.weir.agent.loop.LoopParts;
import io.weir.agent.loop.PolicyParts;
import io.weir.agent.maps.KernelTables;
import io.weir.agent.model.ClusterSink;
import io.weir.agent.netlink.Neighbours;
import io.weir.agent.netlink.NodeAddresses;
import io.weir.agent.netlink.PodLinks;
import io.weir.agent.observe.AgentMetrics;
import io.weir.agent.observe.KernelHistogram;
import io.weir.agent.observe.RestClientSeries;
import io.weir.agent.watch.ApiServer;
import io.weir.agent.watch.ApiSettings;
import io.weir.agent.watch.EventRecorder;
import io.weir.agent.watch.PolicyStatusWriter;
import io.weir.agent.watch.Watches;
import io.weir.bpf.map.PerCpuCounters;
import io.weir.bpf.probe.Preflight;
import io.weir.bpf.program.LoadedObject;
import io.weir.service.compile.CompilerSettings;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent, wired. Closing it ends watches and threads; what is pinned goes on working. */
public final class Agent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  private final Parts parts = new Parts();

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
    NodePrograms programs = parts.keep(NodePrograms.load(config));
    AtomicReference<Watches> watches = new AtomicReference<>();
    AtomicReference<Loop> started = new AtomicReference<>();
    AgentMetrics metrics =
        new AgentMetrics(
            () -> started.get().snapshot(),
            config.syncPeriod().multipliedBy(2),
            InstantSource.system());
    PerCpuCounters times = programs.sockets().object().counters("tcp_times");
    metrics.withKernelTimes(() -> KernelHistogram.rows(times::sum, times.size()));
    ApiServer api = parts.keep(connect(config, metrics.restClient()));
    EventRecorder events = parts.keep(EventRecorder.start(api, config.nodeName()));
    NodeRuntime runtime =
        new NodeRuntime(
            programs,
            () -> watches.get() == null ? List.of() : watches.get().status(),
            metrics::syncs);
    LoopParts.Observers observers = new LoopParts.Observers(events, metrics.sync(), runtime);
    LoopParts.Actions actions =
        programs
            .maintenance()
            .actions(parts.keep(HealthCheckServers.start(events, metrics::healthy)));
    Loop loop = parts.keep(new Loop(loopParts(config, programs, api, actions, observers)));
    started.set(loop);
    run(loop);
    follow(loop.sink(), programs);
    watches.set(parts.keep(Watches.start(api, loop.sink())));
    parts.keep(http(config, metrics, loop, answers(loop, programs)));
    told(config, api);
  }

  private static ApiServer connect(Config config, RestClientSeries series) {
    return ApiServer.connect(
        new ApiSettings(config.kubeconfig(), config.apiServer()),
        call -> series.ended(call.method(), call.server(), call.status(), call.took()));
  }

  private static void told(Config config, ApiServer api) {
    LOG.info(
        "agent of node {} started: API server {}, cgroup {}, pins {}",
        config.nodeName(),
        api.address(),
        NodePrograms.cgroup(config),
        config.pinDirectory());
  }

  private void follow(ClusterSink sink, NodePrograms programs) {
    parts.keep(NodeAddresses.follow(sink));
    if (programs.workload().isPresent() || programs.wire().isPresent()) {
      parts.keep(PodLinks.follow(sink));
    }
    if (programs.wire().isPresent()) {
      parts.keep(Neighbours.follow(sink));
    }
  }

  private Answers answers(Loop loop, NodePrograms programs) {
    FlowTables flows = programs.flows();
    return new Answers(
        loop,
        dataplane(programs),
        programs
            .wire()
            .<WireMemory>map(w -> KernelWireMemory.of(flows, w.programs().object()))
            .orElse(WireMemory.NONE),
        new FlowAnswers(loop, flows, thread("weir-flows"), System::nanoTime));
  }

  private static Dataplane dataplane(NodePrograms programs) {
    return programs
        .workload()
        .<Dataplane>map(w -> new KernelDataplane(w.programs()))
        .orElse(Dataplane.NONE);
  }

  private LoopParts loopParts(
      Config config,
      NodePrograms programs,
      ApiServer api,
      LoopParts.Actions actions,
      LoopParts.Observers observers) {
    LoadedObject object = programs.sockets().object();
    return new LoopParts(
        config.nodeName(),
        KernelTables.services(object),
        KernelTables.node(object),
        programs.workload().map(w -> policyParts(config, w.programs(), api)),
        programs.wire().map(w -> w.parts(thread("weir-attach"))),
        new CompilerSettings(config.externalIpCidrs(), config.services().external()),
        config.nodePortAddresses().cidrs(),
        new PodCgroups(NodePrograms.cgroup(config))::find,
        actions,
        observers);
  }

  private PolicyParts policyParts(Config config, WorkloadPrograms programs, ApiServer api) {
    String namespace = config.policy().statusLeaseNamespace();
    return new PolicyParts(
        KernelTables.policy(programs.object()),
        programs,
        thread("weir-attach"),
        parts.keep(PolicyStatusWriter.start(api, config.nodeName(), namespace)),
        config.policy().newPodVerdict() == Config.NewPodVerdict.DENY,
        config.policy().checkSource());
  }

  /** A thread for what takes its time and must not hold up the loop. */
  private Executor thread(String name) {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).daemon().factory());
    parts.keep(thread::shutdownNow);
    return thread;
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

  @Override
  public void close() {
    parts.close();
  }
}
