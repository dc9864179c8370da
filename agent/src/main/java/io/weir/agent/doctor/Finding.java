package io.weir.agent.doctor;

import java.util.List;

/**
 * One line of a report.
 *
 * @param fix what to do; empty where nothing needs to be done
 */
public record Finding(Verdict verdict, String check, String found, String fix) {
  /** How bad it is. */
  public enum Verdict {
    PASS,
    WARN,
    FAIL
  }

  public static Finding pass(String check, String found) {
    return new Finding(Verdict.PASS, check, found, "");
  }

  public static Finding warn(String check, String found, String fix) {
    return new Finding(Verdict.WARN, check, found, fix);
  }

  public static Finding fail(String check, String found, String fix) {
    return new Finding(Verdict.FAIL, check, found, fix);
  }

  /** Warns where {@code found} names anything. */
  static Finding warnOf(String check, List<String> found, String otherwise, String fix) {
    return found.isEmpty() ? pass(check, otherwise) : warn(check, String.join("; ", found), fix);
  }
}
