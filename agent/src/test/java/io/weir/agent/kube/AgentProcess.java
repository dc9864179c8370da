package io.weir.agent.kube;

import io.weir.agent.boot.AgentMain;
import java.util.HashMap;
import java.util.Map;

/** The agent as a process of its own: arguments are flags and values in turn. */
final class AgentProcess {
  private AgentProcess() {}

  public static void main(String[] arguments) {
    Map<String, String> flags = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      flags.put(arguments[i], arguments[i + 1]);
    }
    System.exit(new AgentMain().run(flags));
  }
}
