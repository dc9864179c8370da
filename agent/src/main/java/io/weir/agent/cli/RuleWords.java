package io.weir.agent.cli;

import io.weir.agent.observe.RuleText;
import io.weir.agent.observe.Traffic;
import io.weir.policy.model.Direction;
import java.util.List;
import java.util.Locale;

/** Rules and counters as text for people. */
final class RuleWords {
  private RuleWords() {}

  /** {@code NetworkPolicy shop/db ingress[0] "from web"}. */
  static String place(RuleText rule) {
    return rule.policy()
        + " "
        + lower(rule.direction())
        + "["
        + rule.index()
        + "]"
        + (rule.name().isEmpty() ? "" : " \"" + rule.name() + "\"");
  }

  /** {@code accept from pods of shop with app=web, to TCP 5432}. */
  static String meaning(RuleText rule) {
    boolean ingress = rule.direction() == Direction.INGRESS;
    return lower(rule.action())
        + (ingress ? " from " : " to ")
        + any(rule.peers(), " or ")
        + (ingress ? " to " : " at ")
        + any(rule.ports(), ", ");
  }

  private static String any(List<String> words, String separator) {
    return words.isEmpty() ? "nothing" : String.join(separator, words);
  }

  static String packets(Traffic traffic) {
    String packets = traffic.packets() == 1 ? " packet, " : " packets, ";
    return traffic.packets() + packets + traffic.bytes() + " bytes";
  }

  /** {@code NOT_UP_TO_DATE} as {@code not up to date}. */
  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
