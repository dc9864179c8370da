package io.weir.agent.cli;

import static io.weir.agent.cli.RuleWords.lower;

import io.weir.agent.observe.PolicyDetail;
import io.weir.agent.observe.PolicyRow;
import io.weir.agent.observe.PolicyState;
import io.weir.agent.observe.RuleText;
import io.weir.agent.observe.Traffic;
import io.weir.policy.model.Tier;
import java.util.List;

/** Answers about policies as text for people. */
final class PolicyText {
  private PolicyText() {}

  static String list(List<PolicyRow> rows) {
    Table table =
        new Table(
            "TIER",
            "PRIORITY",
            "NAMESPACE",
            "NAME",
            "IN",
            "OUT",
            "PODS HERE",
            "STATE",
            "MODE",
            "FAULTS");
    rows.forEach(r ->
        table.row(
            lower(r.tier()),
            priority(r),
            r.namespace(),
            r.name(),
            r.ingressRules(),
            r.egressRules(),
            r.pods(),
            state(r),
            mode(r),
            r.faults()));
    return table.toString();
  }

  private static String priority(PolicyRow r) {
    return r.tier() == Tier.NETWORK_POLICY ? "" : String.valueOf(r.priority());
  }

  /** What is audited is never in force. */
  private static String state(PolicyRow r) {
    return r.audit() && r.state() == PolicyState.IN_FORCE ? "told" : lower(r.state());
  }

  private static String mode(PolicyRow r) {
    return r.audit() ? "audit" : "enforce";
  }

  static String detail(PolicyDetail p) {
    PolicyRow r = p.policy();
    StringBuilder text = new StringBuilder();
    text.append(r.kind()).append(' ');
    text.append(r.namespace().isEmpty() ? "" : r.namespace() + "/").append(r.name());
    text.append(": tier ").append(lower(r.tier()));
    text.append(priority(r).isEmpty() ? "" : ", priority " + priority(r));
    text.append(", ").append(mode(r)).append(", ").append(state(r));
    text.append(p.refused().isEmpty() ? "" : ": " + p.refused()).append('\n');
    text.append("Subject ").append(p.subject()).append('\n');
    p.faults()
        .forEach(f ->
            text.append("FAULT ").append(f.field()).append(": ").append(f.reason()).append('\n'));
    p.directions().forEach(gate -> text.append('\n').append(gate(gate)));
    text.append('\n').append(pods(p.pods()));
    return text.toString();
  }

  private static String gate(PolicyDetail.Gate gate) {
    StringBuilder text = new StringBuilder();
    text.append(lower(gate.direction()));
    text.append(gate.isolates() ? ": isolates; denied because nothing allowed it " : "");
    text.append(gate.isolates() ? RuleWords.packets(gate.denied()) : "");
    text.append(would(gate.wouldDeny())).append('\n');
    if (gate.rules().isEmpty()) {
      return text.append("no rules\n").toString();
    }
    Table table = new Table("RULE", "NAME", "ACTION", "PEERS", "PORTS", "PACKETS", "BYTES");
    gate.rules()
        .forEach(r -> {
          RuleText rule = r.rule();
          table.row(
              rule.index(),
              rule.name(),
              lower(rule.action()) + (r.wouldDeny().packets() > 0 ? would(r.wouldDeny()) : ""),
              rule.peers(),
              rule.ports(),
              r.traffic().packets(),
              r.traffic().bytes());
        });
    return text.append(table).toString();
  }

  private static String would(Traffic traffic) {
    return traffic.packets() > 0 ? ", would deny " + RuleWords.packets(traffic) : "";
  }

  private static String pods(List<PolicyDetail.Pod> pods) {
    if (pods.isEmpty()) {
      return "no pod of this node\n";
    }
    Table table = new Table("POD", "STATE");
    pods.forEach(pod -> table.row(pod.pod(), lower(pod.state())));
    return table.toString();
  }
}
