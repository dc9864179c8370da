package io.weir.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.bpf.sys.Cgroups;
import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.boot.KubeApi;
import io.weir.sandbox.boot.Sandbox;
import io.weir.sandbox.boot.SandboxDown;
import io.weir.sandbox.boot.SandboxExec;
import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.host.CgroupTree;
import io.weir.sandbox.host.RunDirectory;
import io.weir.sandbox.net.FabricScripts;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.Ips;
import io.weir.sandbox.net.NodeNet;
import io.weir.sandbox.net.PodNetwork;
import io.weir.sandbox.net.SandboxFault;
import io.weir.values.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A sandbox for a test class: objects through its API, sockets through bash. */
public record Cluster(Sandbox sandbox, KubeApi api) implements AutoCloseable {
  public static final String TIMEOUT = "timeout";
  public static final String REFUSED = "refused";
  private static final String ASK =
      "exec 3<>/dev/%s/%s/%d && echo x >&3 && head -n 1 <&3 || exit 3";
  private static final int TIMED_OUT = 124;

  /** On a machine with other work. */
  private static final Duration AGENT_STARTS = Duration.ofSeconds(60);

  /** What the CLI prints, and its exit code. */
  public record Said(int exit, String text) {}

  /** Two routed nodes of both families. */
  public static Cluster up(String name, boolean agents) {
    return up(new SandboxUp.Wish(name, 2, PodNetwork.ROUTED, Families.DUAL, agents));
  }

  /** With agents, an echo pod on each node ({@code s1}, {@code s2}) and a client on the first. */
  static Cluster withPods(String name) {
    Cluster cluster = up(name, true);
    cluster.pod("s1", "node1", 8080);
    cluster.pod("s2", "node2", 8080);
    cluster.pod("c1", "node1", 0);
    return cluster;
  }

  /** Takes away what an earlier run left under the name. */
  public static Cluster up(SandboxUp.Wish wish) {
    assumeTrue(Files.isWritable(Path.of("/run")), "root: namespaces and cgroups");
    assumeTrue(Cgroups.mount().isPresent(), "cgroup v2, mounted");
    SandboxDown.run(wish.name());
    Sandbox sandbox = SandboxUp.run(wish);
    return new Cluster(sandbox, KubeApi.of(sandbox));
  }

  /** A pod whose echo server listens on {@code port}; 0 for none. */
  public void pod(String name, String node, int port) {
    pod("default", name, node, port, "");
  }

  /**
   * Creates a pod and waits until commands can run in it.
   *
   * @param more of metadata, flow style with a comma behind; {@code hostNetwork} stands for itself
   */
  public void pod(String namespace, String name, String node, int port, String more) {
    boolean shared = more.equals("hostNetwork");
    String ports =
        port == 0
            ? ""
            : "{containerPort: %1$d}, {containerPort: %1$d, protocol: UDP}".formatted(port);
    api.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          namespace: %s
          labels: {app: %s}
          annotations: {%s}
        spec: {nodeName: %s, hostNetwork: %s, terminationGracePeriodSeconds: 1,
          containers: [{name: c, image: none, ports: [%s]}]}
        """
            .formatted(name, namespace, name, shared ? "" : more, node, shared, ports));
    awaitRunning(namespace, name);
  }

  public void awaitRunning(String namespace, String name) {
    EchoService.await("pod " + name, () -> isRunning(namespace, name));
  }

  /**
   * @param labels flow style
   */
  public void namespace(String name, String labels) {
    api.apply(
        "{apiVersion: v1, kind: Namespace, metadata: {name: %s, labels: {%s}}}"
            .formatted(name, labels));
  }

  /** In the order of the API. */
  public List<IpAddress> podIps(String namespace, String name) {
    return api.get("/api/v1/namespaces/" + namespace + "/pods/" + name)
        .at("/status/podIPs")
        .valueStream()
        .map(ip -> Ips.address(ip.path("ip").asString()))
        .toList();
  }

  /** The network namespace of a pod, to be closed. */
  public NetworkNamespace podNamespace(String namespace, String name) {
    String file = RunDirectory.read(sandbox.directory().pod(namespace, name)).orElseThrow();
    return NetworkNamespace.open(IpScript.file(file.lines().findFirst().orElseThrow()));
  }

  private boolean isRunning(String namespace, String name) {
    return Files.exists(sandbox.directory().pod(namespace, name))
        && !api.get("/api/v1/namespaces/" + namespace + "/pods/" + name)
            .at("/status/podIP")
            .asString("")
            .isEmpty();
  }

  public String podIp(String name) {
    return api.get(podPath(name)).at("/status/podIP").asString();
  }

  public static String podPath(String name) {
    return "/api/v1/namespaces/default/pods/" + name;
  }

  public static String servicePath(String name) {
    return "/api/v1/namespaces/default/services/" + name;
  }

  String service(String name, String more) {
    return service(name, 8080, more);
  }

  /**
   * Applies a Service with a TCP and a UDP port 80.
   *
   * @param target where they lead to
   * @param more of the spec, in flow style with a comma behind
   * @return its first ClusterIP
   */
  public String service(String name, int target, String more) {
    api.apply(
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: %1$s
          namespace: default
        spec: {%3$s ports: [{name: t, port: 80, targetPort: %2$d},
          {name: u, port: 80, targetPort: %2$d, protocol: UDP}]}
        """
            .formatted(name, target, more));
    return clusterIp(name);
  }

  String clusterIp(String service) {
    return api.get(servicePath(service)).at("/spec/clusterIP").asString();
  }

  /** The EndpointSlices of a Service as JSON text. */
  String slices(String service) {
    return api.get(
            "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector="
                + "kubernetes.io%2Fservice-name%3D"
                + service)
        .toString();
  }

  public static String selector(String app) {
    return "selector: {app: " + app + "},";
  }

  public void deletePodNow(String name) {
    api.delete(podPath(name) + "?gracePeriodSeconds=0");
    EchoService.await(
        "end of pod " + name, () -> !Files.exists(sandbox.directory().pod("default", name)));
  }

  /** The echo server's line, or {@code refused}, {@code timeout} (of a second), or the error. */
  public String tcp(String from, String address) {
    return ask(from, "tcp", address, 80);
  }

  public String ask(String from, String protocol, String address, int port) {
    String script = ASK.formatted(protocol, address, port);
    List<String> argv =
        SandboxExec.find(sandbox, from).argv(List.of("timeout", "1", "bash", "-c", script));
    Said said = run(argv, Map.of("LC_ALL", "C"));
    if (said.exit == TIMED_OUT) {
      return TIMEOUT;
    }
    return said.text.contains("refused") ? REFUSED : said.text.strip();
  }

  /** Asks until the answer is as wanted; a failure tells what it was last. */
  public static String eventually(Supplier<String> asked, Predicate<String> wanted) {
    String[] last = {""};
    try {
      EchoService.await(
          "such answer",
          () -> {
            last[0] = asked.get();
            return wanted.test(last[0]);
          });
    } catch (SandboxFault e) {
      throw new AssertionError("the last answer was: " + last[0], e);
    }
    return last[0];
  }

  public void eventuallyPod(String from, String address, String pod) {
    eventually(() -> tcp(from, address), a -> a.startsWith("pod=" + pod + " "));
  }

  public void eventuallySays(String from, String address, String word) {
    eventually(() -> tcp(from, address), word::equals);
  }

  public NodeNet node(String name) {
    return sandbox.blueprint().nodeNets().stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /**
   * From now on the machine outside sends a prefix to this node.
   *
   * @param prefix address/length
   */
  public void fromOutside(String prefix, String node) {
    FabricScripts.fromOutside(sandbox.blueprint(), Ips.prefix(prefix), node(node)).run();
  }

  public void killAgent(String node) {
    Path cgroup = sandbox.cgroups().agent(node);
    List<Long> pids = CgroupTree.processes(cgroup);
    assertThat(pids).as("the agent's process").isNotEmpty();
    pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    EchoService.await("end of the agent", () -> CgroupTree.processes(cgroup).isEmpty());
  }

  public void startAgent(String node) {
    startAgent(node, Map.of());
  }

  /**
   * @param settings as variables
   */
  public void startAgent(String node, Map<String, String> settings) {
    SandboxUp.startAgent(sandbox, node(node), settings);
    EchoService.await("healthy agent", AGENT_STARTS, () -> SandboxUp.isHealthy(node(node)));
  }

  /** The status code of the agent's health endpoint. */
  public String get(String node, String path) {
    String script =
        "exec 3<>/dev/tcp/127.0.0.1/10256 && printf 'GET %s HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3"
            .formatted(path);
    List<String> argv =
        SandboxExec.find(sandbox, "node/" + node)
            .argv(List.of("timeout", "2", "bash", "-c", script));
    String[] words = run(argv, Map.of()).text.split(" ");
    return words.length < 2 ? "nobody answers" : words[1];
  }

  /** Runs {@code weir} as an operator of the node would. */
  public Said weir(String node, String... arguments) {
    List<String> argv = new ArrayList<>();
    argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    argv.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    argv.addAll(List.of("-cp", System.getProperty("java.class.path")));
    argv.add("io.weir.sandbox.cli.Main");
    argv.addAll(List.of(arguments));
    return run(
        argv,
        Map.of(
            "WEIR_RUN_DIRECTORY", sandbox.directory().agent(node).toString(),
            "WEIR_PIN_DIRECTORY", sandbox.directory().pins(node).toString()));
  }

  private static Said run(List<String> argv, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Said(process.waitFor(), text);
    } catch (IOException e) {
      throw new SandboxFault("cannot run " + argv, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxFault("interrupted while " + argv + " runs");
    }
  }

  @Override
  public void close() {
    SandboxDown.run(sandbox.blueprint().name());
  }
}
