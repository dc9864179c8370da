package io.weir.policy.oracle;

import io.weir.policy.compile.PortRow;
import io.weir.policy.compile.RuleBits;
import io.weir.policy.compile.RuleSet;
import java.util.List;

/** A rule set that can be edited. */
final class DraftSet {
  private final RuleSet of;
  boolean isolated;
  int adminRules;
  RuleBits base;
  RuleBits anyPod;
  RuleBits unknown;
  RuleBits accept;
  RuleBits deny;
  List<PortRow> ports;

  DraftSet(RuleSet of) {
    this.of = of;
    isolated = of.isolated();
    adminRules = of.adminRules();
    base = of.base();
    anyPod = of.anyPod();
    unknown = of.unknown();
    accept = of.accept();
    deny = of.deny();
    ports = of.ports();
  }

  RuleSet set() {
    return new RuleSet(
        of.id(),
        of.direction(),
        isolated,
        adminRules,
        of.rules(),
        of.policies(),
        of.isolating(),
        base,
        anyPod,
        unknown,
        accept,
        deny,
        of.blocks(),
        ports);
  }
}
