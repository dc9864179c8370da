package io.weir.agent.cli;

import io.weir.agent.observe.BackendRow;
import io.weir.agent.observe.Health;
import io.weir.agent.observe.ServiceDetail;
import io.weir.agent.observe.ServiceRow;
import io.weir.agent.observe.WhyAnswer;
import java.util.ArrayList;
import java.util.List;

/** Answers about Services as text for people. */
final class ServiceText {
  private ServiceText() {}

  static String list(List<ServiceRow> rows) {
    Table table =
        new Table("NAMESPACE", "NAME", "ADDRESSES", "PORTS", "BACKENDS", "LOCAL", "FAULTS");
    rows.forEach(r ->
        table.row(
            r.namespace(),
            r.name(),
            r.addresses(),
            r.ports(),
            r.backends(),
            r.localBackends(),
            r.faults()));
    return table.toString();
  }

  static String detail(ServiceDetail s) {
    StringBuilder text = new StringBuilder();
    text.append("Service ").append(s.namespace()).append('/').append(s.name());
    text.append(" uid=").append(s.uid()).append('\n');
    s.faults()
        .forEach(f ->
            text.append("FAULT ").append(f.field()).append(": ").append(f.reason()).append('\n'));
    s.ports().forEach(port -> text.append('\n').append(port(port)));
    return text.toString();
  }

  private static String port(ServiceDetail.Port p) {
    String title =
        "Port "
            + (p.name().isEmpty() ? "(unnamed)" : p.name())
            + "/"
            + p.protocol()
            + " "
            + Health.label(p.family())
            + ": internal "
            + p.internalPolicy()
            + ", external "
            + p.externalPolicy()
            + (p.affinitySeconds() > 0 ? ", affinity " + p.affinitySeconds() + "s" : "")
            + (p.healthCheckNodePort() > 0 ? ", health check " + p.healthCheckNodePort() : "");
    Table frontends = new Table("FRONTEND", "ADDRESS", "SOURCES", "BACKENDS", "PROGRAMMED");
    p.frontends()
        .forEach(f ->
            frontends.row(
                f.kind(),
                f.address(),
                f.sourceRanges(),
                f.backends(),
                f.programmed() ? "yes" : "NO: " + f.note()));
    return title + "\n" + frontends + backends(p.backends());
  }

  private static String backends(List<BackendRow> rows) {
    if (rows.isEmpty()) {
      return "no endpoints\n";
    }
    Table table = new Table("BACKEND", "STATE", "NODE", "ZONE", "SETS", "WHY NOT");
    rows.forEach(b ->
        table.row(
            b.address(),
            state(b),
            b.node().orElse("") + (b.local() ? " (here)" : ""),
            b.zone().orElse(""),
            b.sets(),
            b.why()));
    return table.toString();
  }

  private static List<String> state(BackendRow b) {
    List<String> words = new ArrayList<>();
    words.add(b.ready() ? "ready" : "not ready");
    if (!b.ready() && b.serving()) {
      words.add("serving");
    }
    if (b.terminating()) {
      words.add("terminating");
    }
    return words;
  }

  static String why(WhyAnswer answer) {
    StringBuilder text = new StringBuilder();
    text.append(outcome(answer)).append('\n');
    int number = 1;
    for (WhyAnswer.Step step : answer.steps()) {
      text.append(number++).append(". ").append(step.rule()).append(": ");
      text.append(step.outcome()).append('\n');
    }
    if (!answer.candidates().isEmpty()) {
      text.append('\n').append(backends(answer.candidates()));
    }
    if (!answer.ways().isEmpty()) {
      text.append('\n').append(ways(answer.ways()));
    }
    if (!answer.hint().isEmpty()) {
      text.append("Hint: ").append(answer.hint()).append('\n');
    }
    return text.toString();
  }

  private static String ways(List<WhyAnswer.Way> ways) {
    Table table = new Table("TO", "MODE", "PATH", "NODE", "SEEN AS", "ANSWERS");
    ways.forEach(
        w -> table.row(w.backend(), w.mode(), w.path(), w.node(), w.seenAs(), w.answers()));
    return table.toString();
  }

  private static String outcome(WhyAnswer answer) {
    String who =
        answer.service().orElse("no Service")
            + answer.frontend().map(frontend -> " (" + frontend + ")").orElse("");
    return switch (answer.outcome()) {
      case TRANSLATED -> who + " -> " + chosen(answer.chosen());
      case REFUSED -> who + ": refused, it has no backend";
      case NO_LOCAL -> who + ": dropped, policy Local and no backend on this node";
      case SOURCE_DENIED -> who + ": dropped, outside loadBalancerSourceRanges";
      case OPTED_OUT -> who + ": left alone, the client does its own balancing";
      case NOT_A_SERVICE -> "no Service has this address: left alone";
      case UNUSED_PORT -> "no Service has this port of a ClusterIP: refused";
      case UNUSED_ADDRESS -> "no Service has this address of a ServiceCIDR: dropped";
      case DENIED -> "dropped: the client is on a deny list";
      case NO_WAY -> who + " -> " + chosen(answer.chosen()) + ": dropped, there is no way";
      case NOT_OURS -> "left alone: this node does not translate packets from outside";
    };
  }

  private static String chosen(List<String> chosen) {
    return chosen.size() == 1
        ? chosen.getFirst()
        : "one of " + chosen.size() + ": " + String.join(" ", chosen);
  }
}
