package io.weir.sandbox.boot;

import io.weir.agent.boot.AgentMain;
import java.util.Map;

/**
 * The process that is the agent of a node: {@code weir agent}, with its settings in the
 * environment.
 */
public final class AgentProcess {
  private AgentProcess() {}

  public static void main(String[] arguments) {
    System.exit(new AgentMain().run(Map.of()));
  }
}
