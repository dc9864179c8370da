package io.weir.agent.cli;

import io.weir.agent.observe.PolicyDetail;
import io.weir.agent.observe.PolicyRow;
import io.weir.agent.observe.Wire;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code weir policy ls|get}. */
@Command(name = "policy", description = "Network policies as this node has them.")
final class PolicyCommand implements Runnable {
  private static final Pattern OBJECT = Pattern.compile("(?:[a-z0-9.-]+/)?[a-z0-9.-]+");

  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "missing command: ls or get");
  }

  @Command(name = "ls", description = "All policies, and what they do on this node.")
  int ls(@Mixin AgentClient agent, @Mixin Output output) {
    JsonNode answer = agent.get("/v1/policies");
    List<PolicyRow> rows = Wire.items(answer, PolicyRow.class);
    output.print(answer, () -> PolicyText.list(rows));
    return Exit.FINE;
  }

  @Command(name = "get", description = "One policy: its rules, what they decided, its pods here.")
  int get(
      @Mixin AgentClient agent,
      @Mixin Output output,
      @Parameters(
              paramLabel = "[NAMESPACE/]NAME",
              description = "NAMESPACE/NAME of a NetworkPolicy, NAME of a ClusterNetworkPolicy.")
          String name) {
    if (!OBJECT.matcher(name).matches()) {
      throw new ParameterException(command.commandLine(), name + ": not [NAMESPACE/]NAME");
    }
    JsonNode answer = agent.get("/v1/policies/" + name);
    output.print(
        answer, () -> PolicyText.detail(Wire.JSON.treeToValue(answer, PolicyDetail.class)));
    return Exit.FINE;
  }
}
