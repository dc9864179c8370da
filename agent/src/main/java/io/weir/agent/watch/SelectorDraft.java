package io.weir.agent.watch;

import io.weir.policy.model.SelectorFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * metav1 LabelSelector while it streams by. What cannot be read of it is handed on as a requirement
 * whose operator nobody knows, so that whoever judges the selector sees that something is missing.
 */
final class SelectorDraft {
  /**
   * In place of any text that was no text. No name, operator, port, CIDR or protocol is like it.
   */
  static final String UNREADABLE = "?";

  private static final SelectorFacts.Requirement REQUIREMENT =
      new SelectorFacts.Requirement(UNREADABLE, UNREADABLE, List.of());

  /** In place of a selector that was none. */
  static final SelectorFacts UNKNOWN = new SelectorFacts(Map.of(), List.of(REQUIREMENT));

  private final Map<String, String> labels = new HashMap<>();
  private final List<SelectorFacts.Requirement> expressions = new ArrayList<>();

  private SelectorDraft() {}

  /** Empty where it is null; a selector of unknown requirements where it is no selector. */
  static Optional<SelectorFacts> read(Json in) {
    if (in.isNull()) {
      return Optional.empty();
    }
    return Optional.of(in.lenient(() -> new SelectorDraft().object(in), UNKNOWN));
  }

  private SelectorFacts object(Json in) {
    in.object(field -> {
      switch (field) {
        case "matchLabels" -> labels(in);
        case "matchExpressions" ->
            expressions.addAll(in.lenientList(() -> expression(in), REQUIREMENT));
        default -> in.skip();
      }
    });
    return new SelectorFacts(labels, expressions);
  }

  private void labels(Json in) {
    Map<String, String> read = in.lenient(in::pooledTexts, Map.of(UNREADABLE, UNREADABLE));
    if (read.containsKey(UNREADABLE)) {
      expressions.add(REQUIREMENT);
    } else {
      labels.putAll(read);
    }
  }

  private static SelectorFacts.Requirement expression(Json in) {
    var draft =
        new Object() {
          String key = "";
          String operator = "";
          List<String> values = List.of();
        };
    in.object(field -> {
      switch (field) {
        case "key" -> draft.key = in.pooledText();
        case "operator" -> draft.operator = in.pooledText();
        case "values" -> draft.values = in.pooledList(in::pooledText);
        default -> in.skip();
      }
    });
    return new SelectorFacts.Requirement(draft.key, draft.operator, draft.values);
  }
}
