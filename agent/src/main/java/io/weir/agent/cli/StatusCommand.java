package io.weir.agent.cli;

import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.Wire;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code weir status}: one screen, and exit code 1 when something is wrong. */
@Command(
    name = "status",
    description = "How the agent of this node does; exit code 1 when something is wrong.")
final class StatusCommand implements Callable<Integer> {
  private final InstantSource clock;

  @Mixin private AgentClient agent;
  @Mixin private Output output;

  StatusCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    ObjectNode answer = (ObjectNode) agent.get("/v1/status");
    AgentSnapshot snapshot = snapshot(answer);
    List<String> findings = StatusScreen.findings(snapshot, clock.instant());
    answer.set("findings", Wire.JSON.valueToTree(findings));
    output.print(
        answer, () -> StatusScreen.text(snapshot, answer.path("version").asString(""), findings));
    return findings.isEmpty() ? Exit.FINE : Exit.FINDING;
  }

  private static AgentSnapshot snapshot(JsonNode answer) {
    return Wire.JSON.treeToValue(answer, AgentSnapshot.class);
  }
}
