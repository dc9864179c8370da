package io.weir.sandbox.demo;

import io.weir.sandbox.boot.InterruptGuard;
import io.weir.sandbox.boot.KubeApi;
import io.weir.sandbox.boot.Sandbox;
import io.weir.sandbox.boot.SandboxDown;
import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.PodNetwork;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A cluster of three nodes on this machine: the examples applied as a user applies them,
 * connections from pods, nodes and outside to every kind of address, a node taken away, endpoints
 * changed under traffic, policies over a small shop. Leaves nothing behind, also when it is
 * interrupted.
 */
public final class Demo {
  private static final int NODES = 3;

  private final Report report;
  private final Path examples;

  private Demo(Report report, Path examples) {
    this.report = report;
    this.examples = examples;
  }

  /**
   * Runs it all.
   *
   * @param examples the directory of the manifests
   * @return whether every line held
   */
  public static boolean run(Path examples, PrintStream out) {
    String name = "demo" + ProcessHandle.current().pid();
    Report report = new Report(out);
    Instant start = Instant.now();
    Sandbox sandbox =
        SandboxUp.run(new SandboxUp.Wish(name, NODES, PodNetwork.ROUTED, Families.DUAL, true));
    InterruptGuard guard = new InterruptGuard(name);
    try {
      report.title("A cluster of %d nodes is up after %d ms".formatted(NODES, since(start)));
      new Demo(report, examples).run(sandbox);
    } finally {
      guard.close();
      SandboxDown.run(name);
    }
    return report.end();
  }

  private void run(Sandbox sandbox) {
    KubeApi api = KubeApi.of(sandbox);
    Instant applied = Instant.now();
    int objects = api.apply(examples);
    EchoService echo = new EchoService(api);
    echo.awaitReady(NODES);
    EchoService.await(
        "running pod demo/client", () -> Files.exists(sandbox.directory().pod("demo", "client")));
    report.note(
        "%d objects of %s applied; %d echo pods serve after %d ms"
            .formatted(objects, examples, NODES, since(applied)));
    try (ClientProcess pod = ClientProcess.start(sandbox, "demo/client");
        ClientProcess ipv4 =
            ClientProcess.start(sandbox, "demo/client", "-Djava.net.preferIPv4Stack=true");
        ClientProcess host = ClientProcess.start(sandbox, "node/node2");
        ClientProcess outside = ClientProcess.start(sandbox, "outside")) {
      pod.ready();
      ipv4.ready();
      host.ready();
      outside.ready();
      Reachability reachability = new Reachability(report, echo);
      reachability.everyAddress("pod on node1", pod, "node1");
      reachability.everyAddress("host of node2", host, "node2");
      reachability.otherSockets(pod, ipv4);
      reachability.choice(pod);
      new Outside(report, echo, sandbox, outside).run();
      new Changes(report, echo, sandbox).run(pod, host);
    }
    new Shop(report, api, sandbox, examples.resolve("policies")).run();
  }

  static long since(Instant start) {
    return Duration.between(start, Instant.now()).toMillis();
  }
}
