package io.weir.agent.cli;

import static io.weir.agent.cli.RuleWords.lower;

import io.weir.agent.observe.FlowRow;
import io.weir.agent.observe.FlowRow.End;
import io.weir.agent.observe.FlowRow.Judged;
import io.weir.agent.observe.FlowRow.Translated;
import io.weir.agent.observe.Traffic;
import java.time.Duration;
import java.util.List;

/** Flows as text for people. */
final class FlowText {
  private FlowText() {}

  static String list(FlowPages.Found found) {
    List<FlowRow> wire = of(found, FlowRow.Table.WIRE);
    List<FlowRow> policy = of(found, FlowRow.Table.POLICY);
    if (found.rows().isEmpty()) {
      return "no flows\n";
    }
    boolean both = !wire.isEmpty() && !policy.isEmpty();
    return (wire.isEmpty() ? "" : wire(wire))
        + (both ? "\n" : "")
        + (policy.isEmpty() ? "" : policy(policy));
  }

  private static List<FlowRow> of(FlowPages.Found found, FlowRow.Table table) {
    return found.rows().stream().filter(row -> row.table() == table).toList();
  }

  private static String wire(List<FlowRow> rows) {
    Table table =
        new Table(
            "PROTOCOL",
            "STATE",
            "CLIENT",
            "SERVER",
            "BACKEND",
            "MODE",
            "SERVICE",
            "SENT",
            "ANSWERED",
            "IDLE",
            "EXPIRES");
    for (FlowRow row : rows) {
      Translated wire = row.wire().orElseThrow();
      table.row(
          row.protocol(),
          row.state().label(),
          row.client().text(),
          row.server().text(),
          wire.backend().text(),
          wire.mode(),
          wire.service(),
          row.sent().packets(),
          row.answered().packets(),
          time(row.times().idle()),
          time(row.times().expiresIn()));
    }
    return table.toString();
  }

  private static String policy(List<FlowRow> rows) {
    Table table =
        new Table(
            "PROTOCOL",
            "STATE",
            "CLIENT",
            "SERVER",
            "POD",
            "DIRECTION",
            "SENT",
            "ANSWERED",
            "IDLE",
            "EXPIRES");
    for (FlowRow row : rows) {
      Judged policy = row.policy().orElseThrow();
      table.row(
          row.protocol(),
          row.state().label(),
          row.client().text(),
          row.server().text(),
          policy.at(),
          lower(policy.direction()),
          row.sent().packets(),
          row.answered().packets(),
          time(row.times().idle()),
          time(row.times().expiresIn()));
    }
    return table.toString();
  }

  static String more(int limit) {
    return "and more: raise --limit from " + limit + ", or narrow the filter\n";
  }

  static String removed(FlowPages.Removed removed, boolean dry) {
    String flows = removed.count() + (removed.count() == 1 ? " flow" : " flows");
    return (removed.count() == 0 ? "" : list(removed.some()))
        + (removed.some().more() ? "and more\n" : "")
        + (dry ? "would remove " : "removed ")
        + flows
        + "\n";
  }

  static String details(List<FlowRow> rows) {
    StringBuilder text = new StringBuilder();
    for (FlowRow row : rows) {
      text.append(text.isEmpty() ? "" : "\n").append(detail(row));
    }
    return text.toString();
  }

  private static String detail(FlowRow row) {
    StringBuilder text = new StringBuilder();
    text.append(row.protocol()).append(' ').append(end(row.client())).append(" -> ");
    text.append(end(row.server())).append(": ").append(row.state().label()).append('\n');
    row.wire().ifPresent(wire -> wire(text, wire));
    row.policy().ifPresent(policy -> policy(text, policy));
    line(text, "sent", traffic(row.sent()));
    line(
        text,
        "answered",
        row.wire().map(w -> w.answerPath().isEmpty()).orElse(false)
            ? "not counted: answers are not translated here"
            : traffic(row.answered()));
    FlowRow.Times times = row.times();
    line(
        text,
        "time",
        "began %s ago, idle %s, forgotten in %s if no packet comes"
            .formatted(time(times.age()), time(times.idle()), time(times.expiresIn())));
    return text.toString();
  }

  private static void wire(StringBuilder text, Translated wire) {
    line(text, "service", wire.service().isEmpty() ? "gone" : wire.service());
    line(text, "backend", end(wire.backend()) + on(wire.backendNode()));
    line(text, "seen as", end(wire.clientAs()));
    line(
        text,
        "mode",
        wire.mode() + (wire.ingressNode().isEmpty() ? "" : ", came in at " + wire.ingressNode()));
    line(text, "path", wire.path() + out(wire.ifindex()));
    if (!wire.answerPath().isEmpty()) {
      line(text, "back", wire.answerPath() + out(wire.answerIfindex()));
    }
    flags(text, wire.flags());
  }

  private static void policy(StringBuilder text, Judged policy) {
    line(
        text,
        "at",
        (policy.at().isEmpty() ? "" : "pod " + policy.at() + ", ")
            + (policy.interfaceName().isEmpty() ? "" : policy.interfaceName() + " ")
            + "(ifindex "
            + policy.ifindex()
            + ")");
    line(text, lower(policy.direction()), policy.because());
    flags(text, policy.flags());
  }

  private static void flags(StringBuilder text, List<String> flags) {
    if (!flags.isEmpty()) {
      line(text, "flags", String.join(", ", flags));
    }
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format("  %-9s %s%n", name, value));
  }

  private static String end(End end) {
    return end.text() + (end.owner().isEmpty() ? "" : " (" + end.owner() + ")");
  }

  private static String on(String node) {
    return node.isEmpty() ? "" : " on node " + node;
  }

  private static String out(int ifindex) {
    return ifindex == 0 ? "" : ", ifindex " + ifindex;
  }

  private static String traffic(Traffic traffic) {
    return traffic.packets() + " packets, " + traffic.bytes() + " bytes";
  }

  /** The two largest units. */
  static String time(long seconds) {
    Duration time = Duration.ofSeconds(Math.max(0, seconds));
    if (time.toDays() > 0) {
      return time.toDays() + "d" + time.toHoursPart() + "h";
    }
    if (time.toHours() > 0) {
      return time.toHours() + "h" + time.toMinutesPart() + "m";
    }
    return time.toMinutes() > 0
        ? time.toMinutes() + "m" + time.toSecondsPart() + "s"
        : time.toSeconds() + "s";
  }
}
