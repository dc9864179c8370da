package io.weir.sandbox.api.table;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Durations the way kubectl prints them: {@code 45s}, {@code 5m12s}, {@code 3h7m}, {@code 12d}. */
final class Ages {
  private Ages() {}

  static String since(String timestamp, Instant now) {
    try {
      return timestamp.isEmpty()
          ? "<unknown>"
          : shown(Duration.between(Instant.parse(timestamp), now));
    } catch (DateTimeException _) {
      return "<invalid>";
    }
  }

  private static String shown(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    long minutes = seconds / 60;
    long hours = minutes / 60;
    long days = hours / 24;
    if (seconds < 120) {
      return seconds + "s";
    } else if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    } else if (hours < 3) {
      return minutes + "m";
    } else if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    } else if (days < 2) {
      return hours + "h";
    } else if (days < 8) {
      return two(days, "d", hours % 24, "h");
    } else if (days < 730) {
      return days + "d";
    }
    return two(days / 365, "y", days % 365, "d");
  }

  private static String two(long big, String bigUnit, long small, String smallUnit) {
    return small == 0 ? big + bigUnit : big + bigUnit + small + smallUnit;
  }
}
