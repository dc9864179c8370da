package io.weir.sandbox.observe;

import java.util.Locale;

/** A number as a person reads it, in one of the units that the boards use. */
final class Unit {
  private static final String[] PREFIXES = {"", "k", "M", "G", "T"};

  private Unit() {}

  /**
   * @param unit as Grafana names it
   */
  static String text(double value, String unit) {
    return switch (unit) {
      case "s" -> seconds(value);
      case "percentunit" -> String.format(Locale.ROOT, "%.1f %%", value * 100);
      case "bytes", "Bps" -> scaled(value, 1024) + (unit.equals("Bps") ? "B/s" : "B");
      case "pps", "ops", "reqps" -> scaled(value, 1000) + "/s";
      default -> scaled(value, 1000);
    };
  }

  private static String seconds(double value) {
    if (value >= 1 || value == 0) {
      return String.format(Locale.ROOT, "%.3g s", value);
    }
    return value >= 1e-3
        ? String.format(Locale.ROOT, "%.3g ms", value * 1e3)
        : String.format(Locale.ROOT, "%.3g us", value * 1e6);
  }

  private static String scaled(double value, double step) {
    double rest = value;
    int prefix = 0;
    while (Math.abs(rest) >= step && prefix < PREFIXES.length - 1) {
      rest /= step;
      prefix++;
    }
    String number =
        rest == Math.rint(rest)
            ? String.format(Locale.ROOT, "%.0f", rest)
            : String.format(Locale.ROOT, "%.2f", rest);
    return number + PREFIXES[prefix];
  }
}
