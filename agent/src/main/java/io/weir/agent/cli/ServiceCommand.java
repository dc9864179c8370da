package io.weir.agent.cli;

import io.weir.agent.observe.ServiceDetail;
import io.weir.agent.observe.ServiceRow;
import io.weir.agent.observe.WhyAnswer;
import io.weir.agent.observe.Wire;
import io.weir.values.IpAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code weir service ls|get|why}. */
@Command(name = "service", description = "Services as this node has them.")
final class ServiceCommand implements Runnable {
  private static final Pattern OBJECT = Pattern.compile("(?:([a-z0-9.-]+)/)?([a-z0-9.-]+)");
  private static final Pattern TARGET =
      Pattern.compile("\\[?([0-9a-fA-F.:]+?)]?:(\\d{1,5})(?:/(tcp|udp|sctp|TCP|UDP|SCTP))?");

  /** An address with a port. */
  private static final Pattern CLIENT = Pattern.compile("\\[?([0-9a-fA-F.:]+?)]?:(\\d{1,5})");

  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "missing command: ls, get or why");
  }

  @Command(name = "ls", description = "All Services that are proxied.")
  int ls(@Mixin AgentClient agent, @Mixin Output output) {
    JsonNode answer = agent.get("/v1/services");
    List<ServiceRow> rows = Wire.items(answer, ServiceRow.class);
    output.print(answer, () -> ServiceText.list(rows));
    return Exit.FINE;
  }

  @Command(name = "get", description = "One Service: frontends, backends, and why some are out.")
  int get(
      @Mixin AgentClient agent,
      @Mixin Output output,
      @Parameters(paramLabel = "[NAMESPACE/]NAME", description = "Namespace: else default.")
          String name) {
    Matcher object = OBJECT.matcher(name);
    if (!object.matches()) {
      throw new ParameterException(command.commandLine(), name + ": not [NAMESPACE/]NAME");
    }
    String namespace = Optional.ofNullable(object.group(1)).orElse("default");
    JsonNode answer = agent.get("/v1/services/" + namespace + "/" + object.group(2));
    output.print(answer, () -> ServiceText.detail(read(answer, ServiceDetail.class)));
    return Exit.FINE;
  }

  @Command(
      name = "why",
      description = "Where a connection would go, and why; exit code 1 when it reaches no backend.")
  int why(
      @Mixin AgentClient agent,
      @Mixin Output output,
      @Option(
              names = "--from",
              paramLabel = "CLIENT",
              defaultValue = "",
              description =
                  "NAMESPACE/POD of a pod here, or ADDRESS[:PORT]. Outside the node the port decides"
                      + " which backend it is. Default: the node itself.")
          String from,
      @Parameters(
              paramLabel = "ADDRESS:PORT[/PROTOCOL]",
              description = "Where the client sends; protocol tcp (default), udp or sctp.")
          String target) {
    Matcher parts = TARGET.matcher(target);
    if (!parts.matches() || IpAddress.parse(parts.group(1)).isEmpty()) {
      throw new ParameterException(
          command.commandLine(), target + ": not ADDRESS:PORT[/PROTOCOL], as 10.96.0.10:53/udp");
    }
    JsonNode answer = agent.get(question(parts, from));
    WhyAnswer why = read(answer, WhyAnswer.class);
    output.print(answer, () -> ServiceText.why(why));
    return why.outcome().positive() ? Exit.FINE : Exit.FINDING;
  }

  private static String question(Matcher parts, String from) {
    Matcher client = CLIENT.matcher(from);
    boolean port = client.matches() && IpAddress.parse(from).isEmpty();
    return "/v1/why?address="
        + encoded(parts.group(1))
        + "&port="
        + parts.group(2)
        + "&protocol="
        + Optional.ofNullable(parts.group(3)).orElse("tcp")
        + "&from="
        + encoded(port ? client.group(1) : from)
        + (port ? "&fromPort=" + client.group(2) : "");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static <T> T read(JsonNode node, Class<T> type) {
    return Wire.JSON.treeToValue(node, type);
  }
}
