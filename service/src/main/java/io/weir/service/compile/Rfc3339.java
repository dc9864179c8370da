package io.weir.service.compile;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Reads {@code 2026-07-01T10:00:00.123456789Z} and offsets in its place. The JDK's formatter does
 * as much, but takes half of the time of reading ten thousand slices at start.
 */
final class Rfc3339 {
  private static final String SHAPE = "dddd-dd-ddTdd:dd:dd";
  private static final int MOST_FRACTION_DIGITS = 9;

  private Rfc3339() {}

  static Optional<Instant> parse(String text) {
    if (text.length() <= SHAPE.length() || !hasShape(text, 0, SHAPE)) {
      return Optional.empty();
    }
    int zone = SHAPE.length();
    if (text.charAt(zone) == '.') {
      zone++;
      while (zone < text.length() && isDigit(text.charAt(zone))) {
        zone++;
      }
      int digits = zone - SHAPE.length() - 1;
      if (digits == 0 || digits > MOST_FRACTION_DIGITS) {
        return Optional.empty();
      }
    }
    return at(text, zone);
  }

  private static Optional<Instant> at(String text, int zone) {
    int hour = number(text, 11, 2);
    int minute = number(text, 14, 2);
    int second = number(text, 17, 2);
    int offset = offsetSeconds(text, zone);
    if (hour > 23 || minute > 59 || second > 59 || offset == Integer.MIN_VALUE) {
      return Optional.empty();
    }
    int nanos = 0;
    for (int i = 0; i < MOST_FRACTION_DIGITS; i++) {
      int at = SHAPE.length() + 1 + i;
      nanos = nanos * 10 + (at < zone ? text.charAt(at) - '0' : 0);
    }
    try {
      LocalDate day = LocalDate.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2));
      long seconds = day.toEpochDay() * 86_400 + hour * 3600 + minute * 60 + second - offset;
      return Optional.of(Instant.ofEpochSecond(seconds, nanos));
    } catch (DateTimeException e) {
      return Optional.empty(); // no such day
    }
  }

  /** Seconds east of UTC, or the least int where the rest of the text is no offset. */
  private static int offsetSeconds(String text, int from) {
    if (from == text.length() - 1 && text.charAt(from) == 'Z') {
      return 0;
    }
    boolean east = hasShape(text, from, "+dd:dd");
    if (text.length() != from + 6 || !east && !hasShape(text, from, "-dd:dd")) {
      return Integer.MIN_VALUE;
    }
    int seconds = number(text, from + 1, 2) * 3600 + number(text, from + 4, 2) * 60;
    return east ? seconds : -seconds;
  }

  private static boolean hasShape(String text, int from, String shape) {
    if (text.length() < from + shape.length()) {
      return false;
    }
    for (int i = 0; i < shape.length(); i++) {
      char c = text.charAt(from + i);
      if (shape.charAt(i) == 'd' ? !isDigit(c) : c != shape.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int number(String text, int from, int digits) {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      value = value * 10 + text.charAt(i) - '0';
    }
    return value;
  }
}
