package io.weir.agent.flows;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.FlowFlags;
import io.weir.agent.observe.FlowFilter;
import io.weir.agent.observe.FlowRow;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.abi.Translation;
import io.weir.bpf.abi.Tuple;
import io.weir.values.IpAddress;
import java.util.Optional;

/**
 * A filter in the terms of the maps.
 *
 * @param services those that the filter means, where it means any
 */
public record FlowMatch(FlowFilter filter, Optional<ServiceMatch> services) {
  boolean wants(FlowRow.Table table) {
    boolean byService = table == FlowRow.Table.POLICY && services.isPresent();
    return !byService && filter.table().map(table::equals).orElse(true);
  }

  /** But for the state, which is asked once the whole flow is known. */
  boolean connection(FlowKey key, Flow flow) {
    boolean toPod = (flow.flags() & FlowFlags.FLOW_TO_POD) != 0;
    return protocol(key.protocol())
        && port(key.localPort(), key.remotePort())
        && address(key.local(), key.remote())
        && filter
            .client()
            .map(end ->
                toPod
                    ? is(end, key.remote(), key.remotePort())
                    : is(end, key.local(), key.localPort()))
            .orElse(true)
        && filter
            .server()
            .map(end ->
                toPod
                    ? is(end, key.local(), key.localPort())
                    : is(end, key.remote(), key.remotePort()))
            .orElse(true);
  }

  /** The same for a translation. */
  boolean translation(Tuple tuple, Translation way) {
    return protocol(tuple.protocol())
        && services.map(some -> some.has(tuple, way)).orElse(true)
        && port(
            tuple.sourcePort(), tuple.destinationPort(), way.sourcePort(), way.destinationPort())
        && address(tuple.source(), tuple.destination(), way.source(), way.destination())
        && filter
            .client()
            .map(end ->
                is(end, tuple.source(), tuple.sourcePort())
                    || is(end, way.source(), way.sourcePort()))
            .orElse(true)
        && filter
            .server()
            .map(end ->
                is(end, tuple.destination(), tuple.destinationPort())
                    || is(end, way.destination(), way.destinationPort()))
            .orElse(true);
  }

  boolean state(Tracked flow) {
    return filter.state().map(state -> FlowStates.of(flow) == state).orElse(true);
  }

  private boolean protocol(int number) {
    return filter.protocol().isEmpty() || filter.protocol().getAsInt() == number;
  }

  private boolean port(int... ports) {
    if (filter.port().isEmpty()) {
      return true;
    }
    for (int port : ports) {
      if (port == filter.port().getAsInt()) {
        return true;
      }
    }
    return false;
  }

  private boolean address(Address... addresses) {
    if (filter.address().isEmpty()) {
      return true;
    }
    for (Address address : addresses) {
      if (filter.address().get().contains(ip(address))) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(FlowFilter.End end, Address address, int port) {
    return end.matches(ip(address), port);
  }

  private static IpAddress ip(Address address) {
    return AbiAddress.toIp(address);
  }
}
