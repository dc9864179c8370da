package io.weir.bench;

import io.weir.bench.NodePortNet.Host;
import io.weir.bench.PingPong.Client;
import io.weir.bench.PingPong.Mode;
import io.weir.sandbox.host.KubeProxyProgram;
import io.weir.service.model.ExternalMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * From outside to a NodePort whose backend is on another node: straight to the pod, under Weir in
 * each mode, and under the real kube-proxy. Every variant has a node of its own where the client
 * comes in, and all take turns.
 */
final class NodePortBench implements AutoCloseable {
  private static final List<Integer> SERVICES = List.of(1, 10_000);

  /** How long one may take to be in force, and the rounds that only prove something: in ms. */
  private static final int PATIENCE = 20_000;

  /** iptables-restore needs minutes for 10,000 Services. */
  private static final int PATIENCE_WITH_KUBE_PROXY = 600_000;

  private static final int PROOF = 50;
  private static final int PAUSE = 500;
  private static final String POD = "10.92.1.2";
  private static final String PLAIN_POD = "10.92.2.2";

  private record Weir(String variant, ExternalMode mode, int path) {}

  /** Index of enum wire_path that shows the mode at work at the node where the client comes in. */
  private static final List<Weir> MODES =
      List.of(
          new Weir("weir-dsr", ExternalMode.DSR_GENEVE, 5),
          new Weir("weir-dsr-l2", ExternalMode.DSR_L2, 4),
          new Weir("weir-dsr-ipip", ExternalMode.DSR_IPIP, 6),
          new Weir("weir-forward", ExternalMode.FORWARD, 7),
          new Weir("weir-snat", ExternalMode.SNAT, 3));

  private record Contender(
      String row, String variant, String address, int port, Map<Mode, Rounds> results) {
    Contender(String row, String variant, String address, int port) {
      this(row, variant, address, port, new EnumMap<>(Mode.class));
      for (Mode mode : Mode.values()) {
        results.put(mode, new Rounds());
      }
    }
  }

  private final Lab lab;
  private final PingPong pingPong;
  private final NodePortNet net;
  private final Client client;
  private final Host back;
  private final Host plain;
  private final List<Host> nodes = new ArrayList<>();
  private final List<Contender> contenders = new ArrayList<>();
  private final List<Runnable> parts = new ArrayList<>();

  NodePortBench(Lab lab) {
    this.lab = lab;
    pingPong = new PingPong(lab);
    net = new NodePortNet(lab);
    Path cgroup = lab.cgroup("hosts");
    Host outside = net.client();
    client = new Client(cgroup, outside.namespace());
    back = net.node("back");
    plain = net.node("plain");
    pingPong.serve(cgroup, net.pod(back, POD), ManyServices.TARGET_PORT);
    pingPong.serve(cgroup, net.pod(plain, PLAIN_POD), ManyServices.TARGET_PORT);
    net.route(outside, PLAIN_POD, plain);
    contenders.add(new Contender("services=1", "direct", PLAIN_POD, ManyServices.TARGET_PORT));
    prepare();
  }

  /** All nodes first: every agent must know every node. */
  private void prepare() {
    nodes.add(back);
    List<Runnable> starts = new ArrayList<>();
    for (int services : SERVICES) {
      for (Weir mode : MODES) {
        Host node = net.node(mode.variant() + "-" + services);
        net.route(node, POD, back);
        nodes.add(node);
        starts.add(() -> weir(node, mode, services));
      }
      KubeProxyProgram.find().ifPresent(program -> starts.add(() -> rivals(program, services)));
    }
    NodePortCluster largest = new NodePortCluster(SERVICES.getLast(), POD, back, nodes);
    parts.add(WireAgent.start(back, lab, ExternalMode.FORWARD, largest.lists())::close);
    starts.forEach(Runnable::run);
  }

  private void weir(Host node, Weir mode, int services) {
    NodePortCluster cluster = new NodePortCluster(services, POD, back, nodes);
    net.greet(node, back);
    WireAgent agent = WireAgent.start(node, lab, mode.mode(), cluster.lists());
    parts.add(agent::close);
    Contender made = contender(services, mode.variant(), node, NodePortCluster.NODE_PORT);
    await(made, PATIENCE);
    awaitPath(made, agent, mode.path());
    contenders.add(made);
  }

  /** Where the mode's own way is not known yet, packets take another one at first. */
  private void awaitPath(Contender made, WireAgent agent, int path) {
    long deadline = System.nanoTime() + PATIENCE * 1_000_000L;
    long before = agent.packets(path);
    while (agent.packets(path) == before) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s %s: no packet took the path %d".formatted(made.row(), made.variant(), path));
      }
      AgentRun.pause(PAUSE);
      pingPong.run(client, Mode.CRR, made.address(), made.port(), PROOF);
    }
  }

  private void rivals(KubeProxyProgram program, int services) {
    KubeProxies proxies =
        new KubeProxies(lab, program, new NodePortCluster(services, PLAIN_POD, plain, nodes));
    parts.add(proxies::close);
    for (String mode : List.of("iptables", "nftables")) {
      String variant = "kube-proxy-" + mode;
      Host node = net.node(variant + "-" + services);
      net.route(node, PLAIN_POD, plain);
      proxies.start(node, mode);
      await(
          contender(services, variant, node, NodePortCluster.NODE_PORT), PATIENCE_WITH_KUBE_PROXY);
      int nodePort =
          mode.equals("iptables") ? KubeProxies.middleNodePort(node) : NodePortCluster.NODE_PORT;
      contenders.add(contender(services, variant, node, nodePort));
    }
  }

  private static Contender contender(int services, String variant, Host node, int nodePort) {
    return new Contender("services=" + services, variant, node.address(), nodePort);
  }

  private void await(Contender contender, int patience) {
    long deadline = System.nanoTime() + patience * 1_000_000L;
    while (true) {
      try {
        pingPong.run(client, Mode.CRR, contender.address(), contender.port(), PROOF);
        System.err.printf("%s %s is in force%n", contender.row(), contender.variant());
        return;
      } catch (IllegalStateException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        AgentRun.pause(PAUSE);
      }
    }
  }

  /** Lets the variants take turns, and reports the best round of each. */
  void run(int rounds, int millis, Report report) {
    for (int i = 0; i < rounds; i++) {
      for (Mode mode : Mode.values()) {
        for (Contender c : contenders) {
          c.results().get(mode).add(pingPong.run(client, mode, c.address(), c.port(), millis));
        }
      }
      System.err.printf("round %d of %d%n", i + 1, rounds);
    }
    contenders.forEach(c -> report(c, contenders.getFirst(), report));
  }

  private static void report(Contender c, Contender direct, Report report) {
    for (Mode mode : Mode.values()) {
      Rounds own = c.results().get(mode);
      Rounds base = direct.results().get(mode);
      Report.Metric p50 = new Report.Metric(mode.word() + "_p50", "us");
      report.add(c.row(), c.variant(), p50, own.bestP50Micros(), base.bestP50Micros());
      Report.Metric rate = new Report.Metric(mode.word() + "_rate", "1/s");
      report.add(c.row(), c.variant(), rate, own.medianRate(), base.medianRate());
    }
  }

  @Override
  public void close() {
    parts.forEach(Runnable::run);
  }
}
