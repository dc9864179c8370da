package io.weir.sandbox.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** The lines a user reads: what was tried, what was expected, what came. */
final class Report {
  private final PrintStream out;
  private final Instant started = Instant.now();
  private int lines;
  private int wrong;

  Report(PrintStream out) {
    this.out = out;
  }

  void title(String text) {
    out.printf("%n%s%n", text);
  }

  void note(String text) {
    out.printf("        %s%n", text);
  }

  /** One line that holds or does not. */
  void line(boolean holds, String tried, String expected, String came) {
    lines++;
    wrong += holds ? 0 : 1;
    out.printf("  %-5s %-52s want %-34s got %s%n", holds ? "ok" : "WRONG", tried, expected, came);
  }

  /** The sum of it; true if every line held. */
  boolean end() {
    out.printf(
        "%n%d of %d lines hold, %d ms%n",
        lines - wrong, lines, Duration.between(started, Instant.now()).toMillis());
    return wrong == 0;
  }
}
