package io.weir.agent.observe;

import java.util.concurrent.CompletableFuture;

/**
 * Questions about the flows that this node tracks. Each answer looks at a part of the tables and
 * says where to go on, so that neither its time nor its size depends on how many there are.
 */
public interface FlowQueries {
  /**
   * @param from where to go on; empty to begin with
   * @throws IllegalArgumentException when {@code from} is no such place
   */
  CompletableFuture<FlowPage> flows(FlowFilter filter, String from, int limit);

  /** Forgets them; the items are those that were there. */
  CompletableFuture<FlowPage> removeFlows(FlowFilter filter, String from, int limit);

  CompletableFuture<FlowCounts> countFlows(FlowFilter filter, String from);
}
