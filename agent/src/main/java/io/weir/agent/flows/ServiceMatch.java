package io.weir.agent.flows;

import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.NodePortKey;
import io.weir.bpf.abi.Translation;
import io.weir.bpf.abi.Tuple;
import java.util.Set;

/**
 * Some Services in the terms of the maps.
 *
 * @param ids of their ports
 * @param frontends where they are reached: what another node handed over has no id
 * @param nodePorts likewise
 */
public record ServiceMatch(
    Set<Integer> ids, Set<FrontendKey> frontends, Set<NodePortKey> nodePorts) {
  private static final int NO_ID = 0;

  public ServiceMatch {
    ids = Set.copyOf(ids);
    frontends = Set.copyOf(frontends);
    nodePorts = Set.copyOf(nodePorts);
  }

  boolean has(Tuple tuple, Translation way) {
    return way.serviceId() == NO_ID ? isFrontend(tuple) : ids.contains(way.serviceId());
  }

  private boolean isFrontend(Tuple tuple) {
    int port = tuple.destinationPort();
    int family = tuple.destination().isIpv4() ? 4 : 6;
    return frontends.contains(new FrontendKey(tuple.destination(), port, tuple.protocol()))
        || nodePorts.contains(new NodePortKey(port, tuple.protocol(), family));
  }
}
