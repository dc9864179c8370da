package io.weir.sandbox.boot;

import io.weir.agent.boot.AgentJvm;
import io.weir.bpf.sys.BpfFs;
import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.host.CgroupTree;
import io.weir.sandbox.host.RunDirectory;
import io.weir.sandbox.net.Blueprint;
import io.weir.sandbox.net.FabricScripts;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.NodeNet;
import io.weir.sandbox.net.PodNetwork;
import io.weir.sandbox.net.SandboxFault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Brings a sandbox up, or leaves nothing behind. */
public final class SandboxUp {
  private static final int HEALTH_PORT = 10256;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(40);
  private static final int LINES_OF_LOG = 20;

  private SandboxUp() {}

  /** What a user asks for. */
  public record Wish(
      String name,
      int nodes,
      PodNetwork network,
      Families families,
      boolean agents,
      int underlayMtu) {
    /** With room for tunnels between the nodes. */
    public Wish(String name, int nodes, PodNetwork network, Families families, boolean agents) {
      this(name, nodes, network, families, agents, Blueprint.MTU_WITH_TUNNEL);
    }
  }

  /**
   * @throws SandboxFault where one of this name is up, or a part of it does not start; then all of
   *     it is taken away again
   */
  public static Sandbox run(Wish wish) {
    Sandbox sandbox = claim(wish);
    CountDownLatch over = new CountDownLatch(1);
    Thread interrupted = onInterrupt(wish.name(), Thread.currentThread(), over);
    Runtime.getRuntime().addShutdownHook(interrupted);
    boolean up = false;
    try {
      build(sandbox);
      Process server = startServer(sandbox);
      await("server", server, sandbox, () -> Files.exists(sandbox.directory().apiUrl()));
      if (sandbox.withAgents()) {
        startAgents(sandbox);
      }
      up = true;
      return sandbox;
    } finally {
      over.countDown();
      if (forget(interrupted) && !up) {
        SandboxDown.run(wish.name());
      }
    }
  }

  /** Ctrl-C: what is being built comes down once nobody builds any more. */
  private static Thread onInterrupt(String name, Thread builder, CountDownLatch over) {
    return new Thread(
        () -> {
          builder.interrupt();
          try {
            over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          SandboxDown.run(name);
        },
        "sandbox-up-interrupted");
  }

  /** False where the process is ending and the hook has its turn. */
  private static boolean forget(Thread hook) {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** Takes the name and a number; two that come up at once get different ones. */
  private static Sandbox claim(Wish wish) {
    Blueprint.checkName(wish.name());
    Path file = RunDirectory.ALL.resolve(".lock");
    try {
      Files.createDirectories(RunDirectory.ALL);
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        CgroupTree cgroups = Sandbox.cgroups(wish.name());
        RunDirectory directory = RunDirectory.of(wish.name());
        if (new Teardown(wish.name(), cgroups, directory).isNeeded()) {
          throw new SandboxFault(
              "a sandbox name=%1$s is there already: take it down with `weir sandbox down%2$s`, or give another one with --name"
                  .formatted(wish.name(), Sandbox.nameFlag(wish.name())));
        }
        Blueprint blueprint =
            new Blueprint(
                wish.name(),
                freeNumber(),
                wish.nodes(),
                wish.network(),
                wish.families(),
                wish.underlayMtu());
        Sandbox sandbox = Sandbox.of(blueprint, wish.agents());
        directory.create();
        sandbox.save();
        return sandbox;
      }
    } catch (IOException e) {
      throw new SandboxFault("cannot lock " + file + ": are you root?", e);
    }
  }

  private static int freeNumber() {
    Set<Integer> taken = new HashSet<>();
    for (String name : RunDirectory.names()) {
      Sandbox.find(name).ifPresent(s -> taken.add(s.blueprint().number()));
    }
    int number = 0;
    while (taken.contains(number)) {
      number++;
    }
    return number;
  }

  private static void build(Sandbox sandbox) {
    Blueprint blueprint = sandbox.blueprint();
    sandbox.cgroups().create(blueprint.nodeNets().stream().map(NodeNet::name).toList());
    BpfFs.mount(sandbox.directory().bpffs());
    FabricScripts.namespaces(blueprint).run();
    set(FabricScripts.SYSCTLS, blueprint.fabric());
    blueprint.nodeNets().forEach(node -> set(FabricScripts.SYSCTLS, node.namespace()));
    set(FabricScripts.OUTSIDE_SYSCTLS, blueprint.outside());
    FabricScripts.links(
            blueprint, SandboxServer.virtualPrefixes(blueprint), SandboxServer.ANNOUNCED)
        .forEach(IpScript::run);
  }

  /** Before the namespace has links. */
  private static void set(Map<String, String> sysctls, String namespace) {
    try (NetworkNamespace inside = NetworkNamespace.open(IpScript.file(namespace))) {
      inside.call(() -> {
        for (Map.Entry<String, String> sysctl : sysctls.entrySet()) {
          Files.writeString(Path.of("/proc/sys", sysctl.getKey()), sysctl.getValue());
        }
        return true;
      });
    }
  }

  private static Process startServer(Sandbox sandbox) {
    return new JavaProcess(
            sandbox.cgroups().server(),
            List.of(),
            List.of("-Xms32m", "-Xmx1g", "-XX:+UseCompactObjectHeaders"),
            ServerProcess.class,
            List.of(sandbox.blueprint().name()))
        .start(Map.of(), sandbox.directory().log("server").toFile());
  }

  private static void startAgents(Sandbox sandbox) {
    Map<NodeNet, Process> agents = new LinkedHashMap<>();
    for (NodeNet node : sandbox.blueprint().nodeNets()) {
      agents.put(node, startAgent(sandbox, node));
    }
    agents.forEach(
        (node, process) -> await("agent-" + node.name(), process, sandbox, () -> isHealthy(node)));
  }

  /** Starts the agent of one node, as a DaemonSet's pod would run it. */
  public static Process startAgent(Sandbox sandbox, NodeNet node) {
    return startAgent(sandbox, node, Map.of());
  }

  /**
   * @param more of the agent's environment
   */
  public static Process startAgent(Sandbox sandbox, NodeNet node, Map<String, String> more) {
    RunDirectory directory = sandbox.directory();
    Map<String, String> environment = new HashMap<>(AgentJvm.ENVIRONMENT);
    environment.put("WEIR_NODE_NAME", node.name());
    environment.put("WEIR_API_SERVER", "http://127.0.0.1:" + SandboxServer.API_PORT);
    environment.put("WEIR_PIN_DIRECTORY", directory.pins(node.name()).toString());
    environment.put("WEIR_CGROUP_ROOT", sandbox.cgroups().node(node.name()).toString());
    environment.put("WEIR_RUN_DIRECTORY", directory.agent(node.name()).toString());
    environment.put("WEIR_HEALTH_ADDRESS", "127.0.0.1:" + HEALTH_PORT);
    environment.putAll(more);
    return new JavaProcess(
            sandbox.cgroups().agent(node.name()),
            JavaProcess.inNamespace(IpScript.file(node.namespace())),
            AgentJvm.FLAGS,
            AgentProcess.class,
            List.of())
        .start(environment, directory.log("agent-" + node.name()).toFile());
  }

  public static boolean isHealthy(NodeNet node) {
    return Probe.get(node.namespace(), HEALTH_PORT, "/healthz") == 200;
  }

  private static void await(
      String what, Process process, Sandbox sandbox, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        String problem =
            process.isAlive()
                ? "is not ready after " + PATIENCE.toSeconds() + " s"
                : "ended with exit=" + process.exitValue();
        throw new SandboxFault(
            "%s of sandbox name=%s %s; its last words:\n%s"
                .formatted(what, sandbox.blueprint().name(), problem, tail(sandbox, what)));
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SandboxFault("interrupted while " + what + " starts");
      }
    }
  }

  private static String tail(Sandbox sandbox, String what) {
    List<String> lines =
        RunDirectory.read(sandbox.directory().log(what)).orElse("").lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
  }
}
