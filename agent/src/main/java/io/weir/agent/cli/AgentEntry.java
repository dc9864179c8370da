package io.weir.agent.cli;

import java.util.List;
import java.util.Map;

/** What {@code weir agent} runs. {@code boot} provides it, so that the CLI knows no wiring. */
public interface AgentEntry {
  /** The settings that may be given as flags. */
  List<Flag> flags();

  /**
   * Runs until the agent ends.
   *
   * @param flags values by flag name, e.g. {@code --node-name}; only those given
   * @return the exit code
   */
  int run(Map<String, String> flags);

  /** One flag with a value. */
  record Flag(String name, String defaultValue, String text) {}
}
