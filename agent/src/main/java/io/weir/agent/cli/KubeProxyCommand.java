package io.weir.agent.cli;

import io.weir.agent.kubeproxy.Conntrack;
import io.weir.agent.kubeproxy.NodeRules;
import io.weir.agent.kubeproxy.NodeTools;
import io.weir.agent.kubeproxy.ProxyProcess;
import io.weir.agent.kubeproxy.Removal;
import io.weir.agent.observe.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code weir kube-proxy status|diff|cleanup}: what kube-proxy has left on this node. */
@Command(
    name = "kube-proxy",
    description = "The rules of kube-proxy on this node; needs no agent, but the node's tools.")
final class KubeProxyCommand implements Runnable {
  private final NodeTools tools;

  @Spec private CommandSpec command;

  KubeProxyCommand(NodeTools tools) {
    this.tools = tools;
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "missing command: status, diff or cleanup");
  }

  /** One thing of kube-proxy's on this node. */
  private record Found(String what, int chains, long rules) {}

  @Command(
      name = "status",
      description = "What of kube-proxy's is here, and whether it runs; exit code 1 when there is.")
  int status(@Mixin Output output) {
    NodeRules rules = NodeRules.read(tools);
    Optional<String> process = ProxyProcess.find(tools);
    Optional<Long> flows = Conntrack.translated(tools, rules.services().keySet());
    List<Found> found = found(rules);
    var answer = Wire.list("KubeProxyStatus", found);
    answer.put("running", process.orElse(""));
    answer.put("translatedFlows", flows.orElse(null));
    answer.set("unknown", Wire.JSON.valueToTree(rules.unknown()));
    output.print(answer, () -> text(found, process, flows, rules.unknown()));
    return rules.any() || process.isPresent() ? Exit.FINDING : Exit.FINE;
  }

  private static List<Found> found(NodeRules rules) {
    List<Found> found = new ArrayList<>();
    rules
        .iptables()
        .forEach(t ->
            found.add(
                new Found(
                    "iptables-" + t.tool() + " " + t.family() + " " + t.name(),
                    t.proxyChains().size(),
                    t.proxyRules())));
    rules.nft().forEach((family, table) -> found.add(nft(family.toString(), table)));
    if (rules.ipvs()) {
      found.add(new Found("interface kube-ipvs0", 0, 0));
    }
    return found;
  }

  private static Found nft(String family, JsonNode table) {
    int chains = 0;
    int rules = 0;
    for (var object : table.path("nftables")) {
      chains += object.has("chain") ? 1 : 0;
      rules += object.has("rule") ? 1 : 0;
    }
    return new Found("nftables " + family + " kube-proxy", chains, rules);
  }

  private static String text(
      List<Found> found, Optional<String> process, Optional<Long> flows, List<String> unknown) {
    Table table = new Table("RULES", "CHAINS", "COUNT");
    found.forEach(f -> table.row(f.what(), f.chains(), f.rules()));
    StringBuilder text =
        new StringBuilder(found.isEmpty() ? "no rules of kube-proxy\n" : table.toString());
    text.append(process.map(p -> "runs: " + p).orElse("no kube-proxy is seen to run")).append('\n');
    text.append("flows that netfilter translates: ")
        .append(flows.map(String::valueOf).orElse("not known: conntrack is not on this node"))
        .append('\n');
    unknown.forEach(u -> text.append("not looked at: ").append(u).append('\n'));
    return text.toString();
  }

  @Command(
      name = "diff",
      description =
          "Compares Weir's frontends and backends with kube-proxy's; exit code 1 when they differ.")
  int diff(@Mixin MapCommand.Pins pins, @Mixin Output output) {
    NodeRules rules = NodeRules.read(tools);
    if (rules.iptables().isEmpty() && rules.nft().isEmpty()) {
      throw new CliFailure(Exit.FINDING, "there are no rules of kube-proxy to compare with");
    }
    KubeProxyDiff diff = KubeProxyDiff.of(ProxiedMaps.read(pins), rules.services());
    output.print(
        Wire.list("KubeProxyDiff", diff.differences()).put("same", diff.same()), diff::text);
    return diff.differences().isEmpty() ? Exit.FINE : Exit.FINDING;
  }

  @Command(
      name = "cleanup",
      description = "Removes kube-proxy's rules; refuses while kube-proxy runs.")
  int cleanup(
      @Option(names = "--force", description = "Also while kube-proxy runs and would write anew.")
          boolean force,
      @Option(names = "--dry-run", description = "Only say what would be removed.") boolean dryRun,
      @Mixin Output output) {
    Optional<String> process = ProxyProcess.find(tools);
    if (process.isPresent() && !force && !dryRun) {
      throw new CliFailure(
          Exit.FINDING,
          "kube-proxy runs (" + process.get() + ") and would write them anew: end it, or --force");
    }
    NodeRules rules = NodeRules.read(tools);
    List<String> removed = Removal.told(rules);
    List<String> failures = dryRun ? List.of() : Removal.run(rules, tools);
    output.print(
        Wire.object(
            "KubeProxyCleanup", Map.of("removed", removed, "failures", failures, "dryRun", dryRun)),
        () -> cleaned(removed, dryRun ? "would be removed: " : "removed: "));
    failures.forEach(f -> command.commandLine().getErr().println("weir: " + f));
    command.commandLine().getErr().flush();
    return failures.isEmpty() ? Exit.FINE : Exit.PARTIAL;
  }

  private static String cleaned(List<String> removed, String word) {
    StringBuilder text = new StringBuilder();
    removed.forEach(r -> text.append(word).append(r).append('\n'));
    return removed.isEmpty() ? "no rules of kube-proxy\n" : text.toString();
  }
}
