package io.weir.agent.model;

/**
 * Where watches put what they see. Called from any thread, in order for each object; never blocks.
 */
@FunctionalInterface
public interface ClusterSink {
  void accept(ClusterEvent event);
}
