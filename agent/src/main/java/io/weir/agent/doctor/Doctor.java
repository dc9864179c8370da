package io.weir.agent.doctor;

import io.weir.agent.kubeproxy.NodeRules;
import io.weir.agent.kubeproxy.NodeTools;
import io.weir.agent.kubeproxy.ProxyProcess;
import io.weir.bpf.probe.Features;
import io.weir.bpf.probe.Preflight;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at this node, one line for each thing. */
public final class Doctor {
  private final NodeTools tools;
  private final Path pins;
  private final NodeFiles files;

  /**
   * @param pins the agent's pinDirectory
   */
  public Doctor(NodeTools tools, Path pins) {
    this.tools = tools;
    this.pins = pins;
    this.files = new NodeFiles(Path.of("/"));
  }

  /** Everything, in the order of how much depends on it. */
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>(kernel());
    boolean able = findings.stream().noneMatch(f -> f.verdict() == Finding.Verdict.FAIL);
    if (able) {
      findings.addAll(features(Features.get()));
      findings.addAll(Hooks.look(files));
    }
    NodeRules rules = NodeRules.read(tools);
    findings.add(Enforcers.look(files, tools));
    findings.add(kubeProxy(rules, ProxyProcess.find(tools)));
    findings.add(files.unprivilegedBpf());
    findings.add(files.reversePath());
    findings.add(files.mtu());
    findings.add(PinModes.look(pins));
    return findings;
  }

  private List<Finding> kernel() {
    return Preflight.checks(pins).stream()
        .map(check ->
            check
                .problem()
                .map(problem -> told(check.what(), problem))
                .orElseGet(() -> Finding.pass(check.what(), "fit")))
        .toList();
  }

  /** A problem is a sentence: what it is, a colon, what to do. */
  private static Finding told(String what, String problem) {
    int colon = problem.indexOf(": ");
    return colon < 0
        ? Finding.fail(what, problem, "")
        : Finding.fail(what, problem.substring(0, colon), problem.substring(colon + 2));
  }

  static List<Finding> features(Features kernel) {
    return List.of(
        kernel.netfilterFlows()
            ? Finding.pass("takeover", "connections that began through kube-proxy go on")
            : Finding.warn(
                "takeover",
                "connections that began through kube-proxy may break with services.mode=full",
                "run kernel 5.18 or newer with conntrack built in, or drain the node first"),
        kernel.sockDestroy() && kernel.udpIterator()
            ? Finding.pass("udp sockets", "those of backends that are gone are cut")
            : Finding.warn(
                "udp sockets", "connected ones keep backends that are gone", "run kernel 6.5"));
  }

  static Finding kubeProxy(NodeRules rules, Optional<String> process) {
    if (process.isPresent()) {
      return Finding.warn(
          "kube-proxy",
          "runs: " + process.get(),
          "begin with services.mode=observe; docs/migration.md has the steps");
    }
    return rules.any()
        ? Finding.warn(
            "kube-proxy",
            "is not seen to run, but its rules are here",
            "`weir kube-proxy status`, and `weir kube-proxy cleanup` where it is gone for good")
        : Finding.pass("kube-proxy", "neither it nor its rules are here");
  }
}
