package io.weir.service.compile;

import io.weir.service.model.EndpointSlice;
import io.weir.service.model.ServicePort;
import io.weir.values.Family;
import io.weir.values.L4Address;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a Service port uses the endpoints it uses: what {@code weir service why} shows.
 *
 * @param topology how hints decided the cluster set
 * @param candidates every endpoint that the slices hold for this port, sorted by address
 */
public record ServiceWhy(
    ServicePort port,
    Family family,
    Topology topology,
    List<Endpoint> candidates,
    Backends backends) {

  /**
   * @param slice where the endpoint was read from; of duplicates the one that counts
   * @param cluster its part in {@link Backends#cluster}
   * @param local its part in {@link Backends#local}
   */
  public record Endpoint(
      L4Address address,
      ObjectName slice,
      boolean ready,
      boolean serving,
      boolean terminating,
      boolean onOurNode,
      Membership cluster,
      Membership local) {}

  public ServiceWhy {
    candidates = List.copyOf(candidates);
  }

  static ServiceWhy of(ServicePort port, Family family, Selection selection) {
    List<Endpoint> candidates = new ArrayList<>();
    for (Candidate c : selection.candidates()) {
      EndpointSlice.Endpoint e = c.endpoint();
      candidates.add(
          new Endpoint(
              c.address(),
              c.slice().name(),
              e.ready(),
              e.serving(),
              e.terminating(),
              c.local(),
              selection.inCluster(c),
              selection.inLocal(c)));
    }
    return new ServiceWhy(port, family, selection.topology(), candidates, selection.backends());
  }
}
