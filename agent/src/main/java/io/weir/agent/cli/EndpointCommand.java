package io.weir.agent.cli;

import io.weir.agent.observe.EndpointDetail;
import io.weir.agent.observe.EndpointRow;
import io.weir.agent.observe.Wire;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code weir endpoint ls|get}. */
@Command(name = "endpoint", description = "Pods of this node, and what is enforced at each.")
final class EndpointCommand implements Runnable {
  private static final Pattern POD = Pattern.compile("(?:([a-z0-9.-]+)/)?([a-z0-9.-]+)");

  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "missing command: ls or get");
  }

  @Command(name = "ls", description = "All pods of this node with an interface of their own.")
  int ls(@Mixin AgentClient agent, @Mixin Output output) {
    JsonNode answer = agent.get("/v1/endpoints");
    List<EndpointRow> rows = Wire.items(answer, EndpointRow.class);
    output.print(answer, () -> EndpointText.list(rows));
    return Exit.FINE;
  }

  @Command(name = "get", description = "One pod: the rules in force, in their order, with counts.")
  int get(
      @Mixin AgentClient agent,
      @Mixin Output output,
      @Parameters(paramLabel = "[NAMESPACE/]POD", description = "Namespace: else default.")
          String pod) {
    Matcher name = POD.matcher(pod);
    if (!name.matches()) {
      throw new ParameterException(command.commandLine(), pod + ": not [NAMESPACE/]POD");
    }
    String namespace = Optional.ofNullable(name.group(1)).orElse("default");
    JsonNode answer = agent.get("/v1/endpoints/" + namespace + "/" + name.group(2));
    output.print(
        answer, () -> EndpointText.detail(Wire.JSON.treeToValue(answer, EndpointDetail.class)));
    return Exit.FINE;
  }
}
