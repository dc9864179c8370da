package io.weir.agent.kubeproxy;

import io.weir.values.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Takes kube-proxy's rules off the node, and nothing that is another's. */
public final class Removal {
  private Removal() {}

  /**
   * One step.
   *
   * @param what it removes
   */
  record Step(String what, List<String> argv, String input) {}

  /** One call of a tool for each of its families: all tables of it at once. */
  static List<Step> steps(NodeRules rules) {
    List<Step> steps = new ArrayList<>();
    for (String tool : List.of("legacy", "nft")) {
      for (Family family : Family.values()) {
        String input =
            rules.iptables().stream()
                .filter(t -> t.tool().equals(tool) && t.family() == family)
                .map(IptablesTable::removal)
                .collect(Collectors.joining());
        if (!input.isEmpty()) {
          String command = NodeRules.command(family, tool, "restore");
          steps.add(
              new Step(
                  "chains of " + command.replace("-restore", ""),
                  List.of(command, "--noflush", "-w", "10"),
                  input));
        }
      }
    }
    rules.nft().keySet().stream()
        .map(NodeRules::nftFamily)
        .sorted()
        .map(family ->
            new Step(
                "table " + family + " kube-proxy",
                List.of("nft", "delete", "table", family, "kube-proxy"),
                ""))
        .forEach(steps::add);
    if (rules.ipvs()) {
      steps.add(new Step("kube-ipvs0", List.of("ip", "link", "delete", "kube-ipvs0"), ""));
    }
    return steps;
  }

  /**
   * Does it all, also what comes after a step that fails.
   *
   * @return what failed, a sentence each
   */
  public static List<String> run(NodeRules rules, NodeTools tools) {
    List<String> failures = new ArrayList<>();
    for (Step step : steps(rules)) {
      Optional<NodeTools.Said> said = tools.run(step.argv(), step.input());
      if (said.isEmpty()) {
        failures.add(step.what() + ": " + step.argv().getFirst() + " is not on this node");
      } else if (said.get().exit() != 0) {
        failures.add(step.what() + ": " + said.get().err().strip());
      }
    }
    return failures;
  }

  /** What {@link #run} would remove, or has. */
  public static List<String> told(NodeRules rules) {
    return steps(rules).stream().map(Step::what).toList();
  }
}
