package io.weir.agent.cli;

import io.weir.agent.observe.ExplainAnswer;
import io.weir.agent.observe.ExplainQuestion;
import io.weir.agent.observe.Wire;
import io.weir.values.IpAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code weir explain}: what policy says to a flow, at both ends. */
@Command(
    name = "explain",
    description = {
      "What policy says to a new flow at both ends, and which rule: the programs in the kernel are",
      "run on a packet made for it. Exit code 0 allowed, 1 denied, 4 an end is not known."
    })
final class ExplainCommand implements Callable<Integer> {
  private static final Pattern TARGET =
      Pattern.compile(
          "(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:]+))" + "(?::(\\d{1,5})(?:/(tcp|udp|sctp))?|/(icmp))",
          Pattern.CASE_INSENSITIVE);

  @Spec private CommandSpec command;
  @Mixin private AgentClients agents;
  @Mixin private Output output;

  @Option(
      names = "--from",
      paramLabel = "CLIENT",
      description = "[NAMESPACE/]POD, an address, or host: the node that the other end runs on.")
  private Optional<String> from;

  @Option(
      names = "--to",
      paramLabel = "TARGET:PORT[/PROTOCOL]",
      description =
          "[NAMESPACE/]POD or an address, and a port of it; protocol tcp (default), udp or sctp;"
              + " TARGET/icmp for an echo request. IPv6 addresses stand in brackets.")
  private Optional<String> to;

  @Option(
      names = "--family",
      paramLabel = "FAMILY",
      defaultValue = "",
      description = "IPv4 or IPv6. Default: every family that both ends have.")
  private String family;

  @Option(
      names = "--stdin",
      description = {
        "Read questions, one JSON object a line, and answer with one a line, in order:",
        "{\"from\":\"shop/web\",\"to\":\"shop/db\",\"port\":5432,\"protocol\":\"TCP\"}"
      })
  private boolean stdin;

  @Override
  public Integer call() {
    if (stdin == (from.isPresent() || to.isPresent()) || !stdin && !(both())) {
      throw wrong("give --from and --to, or --stdin");
    }
    Explanations explanations = new Explanations(agents.sockets(), this::warn);
    if (stdin) {
      explanations.answerLines(System.in, command.commandLine().getOut());
      return Exit.FINE;
    }
    ExplainAnswer answer = explanations.answer(List.of(question())).getFirst();
    output.print(Wire.object("Explain", answer), () -> ExplainText.of(answer));
    return switch (answer.verdict()) {
      case ALLOWED -> Exit.FINE;
      case DENIED -> Exit.FINDING;
      case UNKNOWN -> answer.flows().isEmpty() ? Exit.FINDING : Exit.PARTIAL;
    };
  }

  private boolean both() {
    return from.isPresent() && to.isPresent();
  }

  private ExplainQuestion question() {
    Matcher target = TARGET.matcher(to.orElseThrow());
    if (!target.matches()) {
      throw wrong(
          to.orElseThrow() + ": not TARGET:PORT[/PROTOCOL] or TARGET/icmp, as shop/db:5432/tcp");
    }
    boolean icmp = target.group(5) != null;
    ObjectNode json =
        Wire.JSON
            .createObjectNode()
            .put("from", subject(from.orElseThrow()))
            .put("to", subject(first(target.group(1), target.group(2))))
            .put("protocol", icmp ? "ICMP" : first(target.group(4), "tcp"))
            .put("port", icmp ? 0 : Integer.parseInt(target.group(3)))
            .put("family", family);
    try {
      return ExplainQuestion.read(json);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private static String first(String wanted, String otherwise) {
    return Optional.ofNullable(wanted).orElse(otherwise);
  }

  /** A pod without namespace is of the namespace default, as with kubectl. */
  private static String subject(String text) {
    boolean complete =
        text.contains("/")
            || text.toLowerCase(Locale.ROOT).equals(ExplainQuestion.HOST)
            || IpAddress.parse(text).isPresent();
    return complete ? text : "default/" + text;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private void warn(String message) {
    command.commandLine().getErr().println("weir: " + message);
    command.commandLine().getErr().flush();
  }
}
