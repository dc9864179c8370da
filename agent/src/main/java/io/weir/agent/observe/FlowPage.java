package io.weir.agent.observe;

import java.util.List;
import java.util.Optional;

/**
 * Some of the flows that a filter leaves, in no order.
 *
 * @param next where to go on; empty at the end
 */
public record FlowPage(List<FlowRow> items, Optional<String> next) {
  public FlowPage {
    items = List.copyOf(items);
  }
}
