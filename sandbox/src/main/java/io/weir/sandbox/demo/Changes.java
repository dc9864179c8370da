package io.weir.sandbox.demo;

import io.weir.sandbox.boot.Sandbox;
import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.net.NodeNet;
import io.weir.sandbox.net.SandboxFault;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;

/** Endpoints that come and go while connections are made, and an agent that is killed. */
final class Changes {
  private static final int PORT = 80;
  private static final long TRAFFIC_MILLIS = 700;

  private final Report report;
  private final EchoService echo;
  private final Sandbox sandbox;

  Changes(Report report, EchoService echo, Sandbox sandbox) {
    this.report = report;
    this.echo = echo;
    this.sandbox = sandbox;
  }

  void run(ClientProcess pod, ClientProcess host) {
    String address = echo.clusterIps("echo").getFirst();
    report.title("Endpoints change while connections are made, one after another");
    scaleUnderTraffic(pod, address);
    agentKilled(pod, address);
    report.title("Backends that go");
    datagramSockets(pod, address);
    localOnly(pod, host);
    none(pod, address);
  }

  private void scaleUnderTraffic(ClientProcess pod, String address) {
    pod.ask("start", address, PORT);
    for (int replicas : List.of(6, 2, 3)) {
      echo.scale(replicas);
      echo.awaitReady(replicas);
      EchoService.pause(TRAFFIC_MILLIS);
    }
    stream(pod, "scaled 3 → 6 → 2 → 3 under traffic");
  }

  private void agentKilled(ClientProcess pod, String address) {
    NodeNet node = sandbox.blueprint().nodeNets().getFirst();
    pod.ask("start", address, PORT);
    kill(node);
    EchoService.pause(TRAFFIC_MILLIS);
    Instant start = Instant.now();
    SandboxUp.startAgent(sandbox, node);
    EchoService.await("healthy agent", () -> SandboxUp.isHealthy(node));
    report.note(
        "the agent of node1 was killed with -9 and is back after " + Demo.since(start) + " ms");
    echo.scale(4);
    echo.awaitReady(4);
    EchoService.pause(TRAFFIC_MILLIS);
    stream(pod, "agent killed with -9 and started again");
    echo.scale(3);
    echo.awaitReady(3);
  }

  private void stream(ClientProcess pod, String tried) {
    String came = pod.ask("stop");
    boolean holds = came.contains(" failed=0 ") && !came.contains("connections=0 ");
    report.line(holds, tried, "no connection fails", came);
  }

  private void kill(NodeNet node) {
    try {
      String pids = Files.readString(sandbox.cgroups().agent(node.name()).resolve("cgroup.procs"));
      pids.lines()
          .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
          .forEach(ProcessHandle::destroyForcibly);
    } catch (IOException e) {
      throw new SandboxFault("cannot find the agent of " + node.name(), e);
    }
  }

  /** UDP has no end of connection: the dataplane must tell the socket. */
  private void datagramSockets(ClientProcess pod, String address) {
    String before = pod.ask("keep", address, PORT);
    replace(before);
    String after = pod.ask("again");
    report.line(
        after.startsWith("ok ") && !samePod(before, after),
        "unconnected UDP socket, its pod deleted",
        "the same socket reaches another pod",
        after);

    before = pod.ask("hold", address, PORT);
    replace(before);
    Instant start = Instant.now();
    String cut = pod.ask("again");
    report.line(
        !cut.startsWith("ok ") && !cut.equals("timeout"),
        "connected UDP socket, its pod deleted",
        "an error at once, not silence",
        cut + " after " + Demo.since(start) + " ms");
    after = pod.ask("hold", address, PORT);
    report.line(
        after.startsWith("ok ") && !samePod(before, after),
        "connected again",
        "another pod answers",
        after);
  }

  /** Deletes the pod that answered and waits until another one is ready and this one is gone. */
  private void replace(String answer) {
    String gone = Answer.of(answer).pod();
    echo.deletePod(gone);
    EchoService.await("end of pod " + gone, () -> !echo.exists(gone));
    echo.awaitReady(3);
    EchoService.pause(200);
  }

  private static boolean samePod(String a, String b) {
    return Answer.of(a).pod().equals(Answer.of(b).pod());
  }

  private void localOnly(ClientProcess pod, ClientProcess host) {
    echo.scale(1);
    echo.awaitReady(1);
    EchoService.await("single echo pod", () -> echo.nodesWithPods().size() == 1);
    EchoService.pause(200);
    boolean onNode1 = echo.nodesWithPods().getFirst().equals("node1");
    ClientProcess elsewhere = onNode1 ? host : pod;
    String came = elsewhere.ask("tcp", echo.clusterIps("echo-local").getFirst(), PORT);
    report.line(
        came.equals("timeout"),
        "internalTrafficPolicy Local, no endpoint on this node",
        "a time-out, not a refusal",
        came);
  }

  private void none(ClientProcess pod, String address) {
    echo.scale(0);
    echo.awaitReady(0);
    EchoService.await("end of the last pod", () -> echo.nodesWithPods().isEmpty());
    EchoService.await("end of the last pod", () -> pod.ask("tcp", address, PORT).equals("refused"));
    Instant start = Instant.now();
    String tcp = pod.ask("tcp", address, PORT);
    report.line(
        tcp.equals("refused"),
        "scaled to 0, tcp",
        "refused at once",
        tcp + " after " + Demo.since(start) + " ms");
    String udp = pod.ask("udp-connected", address, PORT);
    report.line(udp.equals("refused"), "scaled to 0, connected udp", "refused at once", udp);
    echo.scale(3);
    echo.awaitReady(3);
    EchoService.pause(200);
    String back = pod.ask("tcp", address, PORT);
    report.line(back.startsWith("ok "), "scaled to 3 again", "an echo pod answers", back);
  }
}
