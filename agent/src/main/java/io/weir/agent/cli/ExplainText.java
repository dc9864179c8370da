package io.weir.agent.cli;

import static io.weir.agent.cli.RuleWords.lower;

import io.weir.agent.observe.ExplainAnswer;
import io.weir.agent.observe.ExplainAnswer.End;
import io.weir.agent.observe.ExplainAnswer.Flow;
import io.weir.agent.observe.ExplainAnswer.Verdict;
import io.weir.agent.observe.Health;
import io.weir.policy.model.Direction;

/** The answer of {@code weir explain} as text for people. */
final class ExplainText {
  private static final String INDENT = "           ";

  private ExplainText() {}

  static String of(ExplainAnswer answer) {
    if (answer.flows().isEmpty()) {
      return "UNKNOWN: " + answer.problem() + "\n";
    }
    StringBuilder text = new StringBuilder();
    for (Flow flow : answer.flows()) {
      text.append(text.isEmpty() ? "" : "\n").append(flow(flow));
    }
    return text.toString();
  }

  private static String flow(Flow flow) {
    StringBuilder text = new StringBuilder();
    text.append(verdict(flow.verdict())).append("  ").append(Health.label(flow.family()));
    text.append(' ').append(flow.protocol()).append(' ').append(flow.source()).append(" -> ");
    text.append(flow.port() == 0 ? flow.destination() : target(flow)).append('\n');
    flow.ends().forEach(end -> text.append(end(end)));
    return text.toString();
  }

  private static String target(Flow flow) {
    boolean brackets = flow.destination().indexOf(':') >= 0;
    return (brackets ? "[" + flow.destination() + "]" : flow.destination()) + ":" + flow.port();
  }

  private static String end(End end) {
    StringBuilder text = new StringBuilder();
    text.append(String.format("  %-8s ", lower(end.direction()))).append(end.owner());
    boolean known = end.node().isEmpty() || end.owner().equals("node " + end.node());
    text.append(known ? "" : " on " + end.node());
    end.endpoint()
        .ifPresent(e ->
            text.append(" (")
                .append(e.interfaceName())
                .append(", ifindex ")
                .append(e.ifindex())
                .append(", ")
                .append(lower(e.state()))
                .append(')'));
    text.append('\n');
    if (end.endpoint().isPresent()) {
      line(
          text,
          (end.direction() == Direction.EGRESS ? "to " : "from ")
              + end.peer().address()
              + ": "
              + end.peer().owner());
    }
    judged(end, text);
    return text.toString();
  }

  private static void judged(End end, StringBuilder text) {
    line(text, verdict(end.verdict()) + ": " + end.because());
    end.rule().ifPresent(rule -> line(text, "rule: " + RuleWords.meaning(rule)));
    end.nearest()
        .ifPresent(miss -> {
          String place = RuleWords.place(miss.rule());
          line(text, "nearest: " + place + ", but the " + miss.missed() + " does not match");
          line(text, "         " + RuleWords.meaning(miss.rule()));
        });
    end.audit()
        .ifPresent(a -> line(text, "audit: would be " + verdict(a.verdict()) + ": " + a.because()));
    end.warnings().forEach(warning -> line(text, "WARNING: " + warning));
  }

  private static void line(StringBuilder text, String line) {
    text.append(INDENT).append(line).append('\n');
  }

  /** What is allowed is said softly. */
  private static String verdict(Verdict verdict) {
    return verdict == Verdict.ALLOWED ? "allowed" : verdict.name();
  }
}
