package io.weir.agent.flows;

import io.weir.agent.observe.FlowRow.Table;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a walk over all tables goes on.
 *
 * @param bucket of the stage's map
 */
public record FlowCursor(Stage stage, int bucket) {
  public static final FlowCursor BEGIN = new FlowCursor(Stage.values()[0], 0);

  private static final Pattern TEXT = Pattern.compile("([a-z_]+):(\\d{1,9})");

  /** One map after the other. */
  enum Stage {
    FLOWS(Table.POLICY, false),
    OPENING_FLOWS(Table.POLICY, true),
    TRANSLATIONS(Table.WIRE, false),
    OPENING_TRANSLATIONS(Table.WIRE, true);

    final Table table;
    final boolean opening;

    Stage(Table table, boolean opening) {
      this.table = table;
      this.opening = opening;
    }
  }

  /**
   * Reads what {@link #toString} wrote; empty is the beginning.
   *
   * @throws IllegalArgumentException when it is no such text
   */
  public static FlowCursor of(String text) {
    if (text.isEmpty()) {
      return BEGIN;
    }
    Matcher parts = TEXT.matcher(text);
    for (Stage stage : Stage.values()) {
      if (parts.matches() && parts.group(1).equals(label(stage))) {
        return new FlowCursor(stage, Integer.parseInt(parts.group(2)));
      }
    }
    throw new IllegalArgumentException("from=" + text + ": no place where a page ended");
  }

  /** The first bucket of the next map; empty after the last. */
  Optional<FlowCursor> nextStage() {
    int next = stage.ordinal() + 1;
    return next == Stage.values().length
        ? Optional.empty()
        : Optional.of(new FlowCursor(Stage.values()[next], 0));
  }

  private static String label(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return label(stage) + ":" + bucket;
  }
}
