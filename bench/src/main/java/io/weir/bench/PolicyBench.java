package io.weir.bench;

import io.weir.bench.PingPong.Client;
import io.weir.bench.PingPong.Mode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * From one pod to another of the same node, whose policy has some number of rules: without an
 * agent, under Weir, and under a chain of the same rules in iptables and in nftables. Every variant
 * has a node of its own, and all take turns.
 */
final class PolicyBench implements AutoCloseable {
  private static final List<Integer> RULES = List.of(10, 1_000, 10_000);

  /** How long the rounds that only prove something last, in milliseconds. */
  private static final int PROOF = 50;

  private final Lab lab;
  private final PingPong pingPong;
  private final Path cgroup;
  private final List<Contender> contenders = new ArrayList<>();
  private final List<PolicyAgent> agents = new ArrayList<>();

  /** One variant of one row, and what its rounds gave. */
  private record Contender(String row, String variant, Client client, Map<Mode, Rounds> results) {
    Contender(String row, String variant, Client client) {
      this(row, variant, client, new EnumMap<>(Mode.class));
      for (Mode mode : Mode.values()) {
        results.put(mode, new Rounds());
      }
    }
  }

  PolicyBench(Lab lab) {
    this.lab = lab;
    pingPong = new PingPong(lab);
    cgroup = lab.cgroup("pods");
    add(0, "none", node -> {});
    add(0, "weir", node -> agent(node, new PolicyRules(0)));
    for (int count : RULES) {
      PolicyRules rules = new PolicyRules(count);
      add(count, "weir", node -> agent(node, rules));
      add(
          count,
          "iptables",
          node -> node.run(List.of("iptables-legacy-restore"), rules.iptables()));
      add(count, "nftables", node -> node.run(List.of("nft", "-f", "-"), rules.nftables()));
    }
  }

  private void add(int rules, String variant, Consumer<PolicyNode> enforce) {
    PolicyNode node = PolicyNode.make(lab, variant + "-" + rules);
    pingPong.serve(cgroup, node.server().namespace(), PolicyRules.PORT);
    pingPong.serve(cgroup, node.server().namespace(), PolicyRules.PORT + 1);
    enforce.accept(node);
    contenders.add(
        new Contender("rules=" + rules, variant, new Client(cgroup, node.client().namespace())));
  }

  private void agent(PolicyNode node, PolicyRules rules) {
    agents.add(
        PolicyAgent.start(
            node.namespace(),
            lab.pins(node.namespace()),
            cgroup,
            2,
            rules.count() == 0 ? PolicyCluster.pair() : PolicyCluster.pair(rules)));
  }

  /**
   * Proves that each variant enforces: the port that no rule allows is out of reach, but where
   * there are no rules.
   *
   * @throws IllegalStateException where that is not so
   */
  void verify() {
    for (Contender c : contenders) {
      pingPong.run(c.client(), Mode.CRR, PolicyNode.SERVER.toString(), PolicyRules.PORT, PROOF);
      if (reaches(c.client(), PolicyRules.PORT + 1) != c.row().equals("rules=0")) {
        throw new IllegalStateException(c.row() + " " + c.variant() + ": does not enforce");
      }
    }
  }

  private boolean reaches(Client client, int port) {
    try {
      pingPong.run(client, Mode.CRR, PolicyNode.SERVER.toString(), port, PROOF);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** Lets the variants take turns, and reports the best round of each. */
  void run(int rounds, int millis, Report report) {
    String server = PolicyNode.SERVER.toString();
    for (int i = 0; i < rounds; i++) {
      for (Mode mode : Mode.values()) {
        for (Contender c : contenders) {
          c.results()
              .get(mode)
              .add(pingPong.run(c.client(), mode, server, PolicyRules.PORT, millis));
        }
      }
      System.err.printf("round %d of %d%n", i + 1, rounds);
    }
    Contender none = contenders.getFirst();
    contenders.forEach(c -> report(c, none, report));
  }

  private static void report(Contender c, Contender none, Report report) {
    for (Mode mode : Mode.values()) {
      Rounds own = c.results().get(mode);
      Rounds base = none.results().get(mode);
      Report.Metric p50 = new Report.Metric(mode.word() + "_p50", "us");
      report.add(c.row(), c.variant(), p50, own.bestP50Micros(), base.bestP50Micros());
      Report.Metric rate = new Report.Metric(mode.word() + "_rate", "1/s");
      report.add(c.row(), c.variant(), rate, own.medianRate(), base.medianRate());
    }
  }

  @Override
  public void close() {
    agents.forEach(PolicyAgent::close);
  }
}
