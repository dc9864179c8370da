package io.weir.agent.observe;

import java.util.List;
import java.util.Optional;

/**
 * One endpoint of a Service port, used or not.
 *
 * @param address {@code address:port}
 * @param local on our node
 * @param node its nodeName
 * @param sets the selections it is in: cluster, local, serving
 * @param why why it is out of the cluster set; empty when it is in
 */
public record BackendRow(
    String address,
    boolean ready,
    boolean serving,
    boolean terminating,
    boolean local,
    Optional<String> node,
    Optional<String> zone,
    List<String> sets,
    String why) {
  public BackendRow {
    sets = List.copyOf(sets);
  }
}
