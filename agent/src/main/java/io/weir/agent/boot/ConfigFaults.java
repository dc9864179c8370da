package io.weir.agent.boot;

import java.util.List;

/** The configuration cannot be used; holds every fault there is, not just the first. */
public final class ConfigFaults extends Exception {
  private static final long serialVersionUID = 1;

  private final List<String> faults;

  ConfigFaults(List<String> faults) {
    super("configuration has " + faults.size() + " faults:\n  " + String.join("\n  ", faults));
    this.faults = List.copyOf(faults);
  }

  /** One sentence each: setting, value, where it was given, what would be right. */
  public List<String> faults() {
    return faults;
  }
}
