package io.weir.policy.compile;

import java.util.Map;

/**
 * Everything about a set but its id, which follows from it.
 *
 * @param shape has {@link RuleSet#NONE} as id
 * @param asks which rules each of them matches
 */
record SetContent(RuleSet shape, Map<Ask, RuleBits> asks) {
  SetContent {
    asks = Map.copyOf(asks);
  }

  RuleSet withId(int id) {
    return new RuleSet(
        id,
        shape.direction(),
        shape.isolated(),
        shape.adminRules(),
        shape.rules(),
        shape.policies(),
        shape.isolating(),
        shape.base(),
        shape.anyPod(),
        shape.unknown(),
        shape.accept(),
        shape.deny(),
        shape.blocks(),
        shape.ports());
  }

  long digest() {
    Digest digest = new Digest().add(shape.direction()).add(shape.adminRules());
    shape.policies().forEach(policy -> digest.add(policy.toString()));
    digest.add(shape.policies().size());
    shape.isolating().forEach(policy -> digest.add(policy.toString()));
    digest.add(shape.isolating().size());
    for (RuleRef rule : shape.rules()) {
      digest.add(rule.policy().toString()).add(rule.tier()).add(rule.index());
      digest.add(rule.name()).add(rule.action());
    }
    digest.add(shape.base()).add(shape.anyPod()).add(shape.unknown());
    for (PortRow row : shape.ports()) {
      PortPrefix prefix = row.prefix();
      digest.add(prefix.protocol()).add(prefix.port()).add(prefix.length()).add(row.own());
    }
    asks.entrySet().stream()
        .mapToLong(ask -> new Digest().add(ask.getKey().digest()).add(ask.getValue()).value())
        .sorted()
        .forEach(digest::add);
    return digest.value();
  }
}
