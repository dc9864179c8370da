package io.weir.agent.answer;

import io.weir.agent.loop.LoopView;
import io.weir.agent.observe.BackendRow;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.ServiceWhy;
import io.weir.service.model.EndpointSlice;
import io.weir.values.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The endpoints of a Service port with the sets each is in, and why not. */
final class BackendRows {
  private BackendRows() {}

  /**
   * @param local explain absence from the local set instead of the cluster set
   */
  static List<BackendRow> of(LoopView view, CompiledPort port, boolean local) {
    Map<IpAddress, String> nodes = new HashMap<>();
    for (EndpointSlice slice : view.slices(port.port().service())) {
      slice.endpoints().forEach(e -> nodes.put(e.address(), e.nodeName()));
    }
    List<BackendRow> rows = new ArrayList<>();
    view.why(port).ifPresent(why -> why.candidates().forEach(c -> rows.add(row(c, nodes, local))));
    return rows;
  }

  private static BackendRow row(
      ServiceWhy.Endpoint candidate, Map<IpAddress, String> nodes, boolean local) {
    List<String> sets = new ArrayList<>();
    if (candidate.cluster().in()) {
      sets.add("cluster");
    }
    if (candidate.local().in()) {
      sets.add("local");
    }
    if (candidate.serving() || candidate.ready()) {
      sets.add("serving");
    }
    var membership = local ? candidate.local() : candidate.cluster();
    return new BackendRow(
        candidate.address().toString(),
        candidate.ready(),
        candidate.serving(),
        candidate.terminating(),
        candidate.onOurNode(),
        Optional.ofNullable(nodes.get(candidate.address().address())).filter(n -> !n.isEmpty()),
        Optional.empty(),
        sets,
        membership.in() ? "" : membership.because());
  }
}
