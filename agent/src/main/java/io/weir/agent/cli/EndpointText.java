package io.weir.agent.cli;

import static io.weir.agent.cli.RuleWords.lower;

import io.weir.agent.observe.EndpointDetail;
import io.weir.agent.observe.EndpointRow;
import io.weir.agent.observe.RuleText;
import java.util.List;

/** Answers about endpoints as text for people. */
final class EndpointText {
  private EndpointText() {}

  static String list(List<EndpointRow> rows) {
    Table table =
        new Table(
            "NAMESPACE", "POD", "ADDRESSES", "INTERFACE", "IFINDEX", "INGRESS", "EGRESS", "STATE");
    rows.forEach(r ->
        table.row(
            r.namespace(),
            r.pod(),
            r.addresses(),
            r.interfaceName(),
            r.ifindex() == 0 ? "" : r.ifindex(),
            gate(r.ingress()),
            gate(r.egress()),
            state(r)));
    return table.toString();
  }

  private static String gate(EndpointRow.Gate gate) {
    boolean set = !gate.set().equals("none") && !gate.set().equals("closed");
    return set ? (gate.isolated() ? "isolated, " : "") + rules(gate.rules()) : gate.set();
  }

  private static String rules(int rules) {
    return rules + (rules == 1 ? " rule" : " rules");
  }

  private static String state(EndpointRow r) {
    return lower(r.state()) + (r.strict() ? ", strict" : "");
  }

  static String detail(EndpointDetail e) {
    EndpointRow r = e.endpoint();
    StringBuilder text = new StringBuilder();
    text.append("Pod ").append(r.namespace()).append('/').append(r.pod());
    text.append(" ").append(String.join(" ", r.addresses())).append(": ").append(state(r));
    text.append(
        r.ifindex() == 0 ? "" : ", at " + r.interfaceName() + " (ifindex " + r.ifindex() + ")");
    text.append('\n');
    e.directions().forEach(gate -> text.append('\n').append(gate(gate)));
    return text.toString();
  }

  private static String gate(EndpointDetail.Gate gate) {
    StringBuilder text = new StringBuilder();
    text.append(lower(gate.direction())).append(": set ").append(gate.set());
    boolean shared = gate.sharedBy() > 1 && !gate.rules().isEmpty();
    text.append(shared ? ", counted for " + gate.sharedBy() + " pods" : "");
    text.append('\n');
    if (!gate.rules().isEmpty()) {
      text.append(rules(gate.rules(), "PACKETS"));
    }
    boolean isolated = !gate.isolating().isEmpty();
    text.append(isolated ? "else denied: isolated by " : "else allowed");
    text.append(String.join(", ", gate.isolating()));
    text.append(" (").append(RuleWords.packets(gate.byDefault())).append(")\n");
    return text.append(audit(gate.audit())).toString();
  }

  private static Table rules(List<EndpointDetail.Rule> rules, String packets) {
    Table table = new Table("TIER", "RULE", "ACTION", "PEERS", "PORTS", packets, "BYTES");
    rules.forEach(r -> {
      RuleText rule = r.rule();
      table.row(
          lower(rule.tier()),
          RuleWords.place(rule),
          lower(rule.action()),
          rule.peers(),
          rule.ports(),
          r.traffic().packets(),
          r.traffic().bytes());
    });
    return table;
  }

  private static String audit(EndpointDetail.Audit audit) {
    if (audit.set().isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append("audit: set ").append(audit.set()).append(", what it would add\n");
    if (!audit.rules().isEmpty()) {
      text.append(rules(audit.rules(), "WOULD DENY"));
    }
    if (!audit.isolating().isEmpty()) {
      text.append("else would be denied: isolated by ");
      text.append(String.join(", ", audit.isolating()));
      text.append(" (").append(RuleWords.packets(audit.wouldDeny())).append(")\n");
    }
    return text.toString();
  }
}
