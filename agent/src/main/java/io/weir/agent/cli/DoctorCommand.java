package io.weir.agent.cli;

import io.weir.agent.doctor.Doctor;
import io.weir.agent.doctor.Finding;
import io.weir.agent.doctor.Finding.Verdict;
import io.weir.agent.kubeproxy.NodeTools;
import io.weir.agent.observe.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir doctor}: whether this node is fit, and what to do where it is not. */
@Command(
    name = "doctor",
    description = "Whether this node is fit for Weir; exit code 1 when something fails.")
final class DoctorCommand implements Callable<Integer> {
  private final NodeTools tools;

  @Option(names = "--before-install", description = "Do not expect an agent to run.")
  private boolean beforeInstall;

  @Mixin private MapCommand.Pins pins;
  @Mixin private AgentClient agent;
  @Mixin private Output output;

  DoctorCommand(NodeTools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    List<Finding> findings = new ArrayList<>(new Doctor(tools, pins.directory()).look());
    if (!beforeInstall) {
      findings.add(agent());
    }
    output.print(Wire.list("DoctorReport", findings), () -> text(findings));
    return findings.stream().anyMatch(f -> f.verdict() == Verdict.FAIL) ? Exit.FINDING : Exit.FINE;
  }

  private Finding agent() {
    try {
      agent.get("/v1/status");
      return Finding.pass("agent", "answers; `weir status` tells how it does");
    } catch (CliFailure e) {
      return Finding.fail("agent", e.getMessage(), "start it, or ask with --before-install");
    }
  }

  /** The fix stands under its line: it may be long. */
  static String text(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding f : findings) {
      text.append("%s  %s: %s%n".formatted(f.verdict(), f.check(), f.found()));
      if (!f.fix().isEmpty()) {
        text.append("      -> ").append(f.fix()).append('\n');
      }
    }
    return text.toString();
  }
}
