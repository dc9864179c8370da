package io.weir.agent.answer;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.FlowFlags;
import io.weir.agent.compile.PortKey;
import io.weir.agent.flows.FlowExpiry;
import io.weir.agent.flows.FlowPair.Found;
import io.weir.agent.flows.FlowStates;
import io.weir.agent.flows.Tracked;
import io.weir.agent.flows.WireMode;
import io.weir.agent.observe.FlowFilter;
import io.weir.agent.observe.FlowRow;
import io.weir.agent.observe.FlowRow.End;
import io.weir.agent.observe.FlowRow.Table;
import io.weir.agent.observe.FlowRow.Times;
import io.weir.agent.observe.Traffic;
import io.weir.agent.observe.WirePath;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.abi.Translation;
import io.weir.bpf.abi.Tuple;
import io.weir.policy.compile.RuleSet;
import io.weir.policy.model.Direction;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import java.time.Duration;
import java.util.Optional;

/**
 * Flows in words.
 *
 * @param now in ns of CLOCK_MONOTONIC, as the maps have their times
 */
record FlowRows(FlowNames names, FlowExpiry expiry, long now) {
  FlowRow row(Tracked flow) {
    return switch (flow) {
      case Tracked.Connection c -> connection(c);
      case Tracked.Translated t -> translated(t);
    };
  }

  private FlowRow connection(Tracked.Connection c) {
    FlowKey key = c.key();
    Flow flow = c.flow();
    boolean toPod = c.isToPod();
    End local = end(key.local(), key.localPort());
    End remote = end(key.remote(), key.remotePort());
    Direction direction = toPod ? Direction.INGRESS : Direction.EGRESS;
    return new FlowRow(
        Table.POLICY,
        FlowStates.of(c),
        FlowFilter.protocolName(key.protocol()),
        AbiAddress.toIp(key.local()).family(),
        toPod ? remote : local,
        toPod ? local : remote,
        new Traffic(flow.originalPackets(), flow.originalBytes()),
        new Traffic(flow.replyPackets(), flow.replyBytes()),
        times(c, flow.created(), flow.lastSeen()),
        Optional.of(
            new FlowRow.Judged(
                names.podAt(key.ifindex()).map(Object::toString).orElse(""),
                names.interfaceName(key.ifindex()),
                key.ifindex(),
                direction,
                because(flow, direction),
                FlowWords.connection(flow.flags()))),
        Optional.empty());
  }

  private String because(Flow flow, Direction direction) {
    if ((flow.flags() & FlowFlags.FLOW_OWN_NODE) != 0) {
      return "the node may always reach its own pods";
    }
    if (flow.set() == RuleSet.NONE) {
      return "no policy selects the pod in this direction";
    }
    if (flow.set() == RuleSet.CLOSED) {
      return "the pod's policies were not in force yet";
    }
    return names
        .set(flow.set())
        .filter(set -> flow.rule() == Flow.RULE_DEFAULT || flow.rule() < set.rules().size())
        .map(set -> because(set, flow.rule(), direction))
        .orElse("an older set of rules, which the agent does not know any more");
  }

  private static String because(RuleSet set, int rule, Direction direction) {
    if (rule != Flow.RULE_DEFAULT) {
      return RuleWording.decided(set.rules().get(rule), direction);
    }
    return set.isolated()
        ? "isolated by "
            + String.join(", ", EndpointAnswers.names(set.isolating()))
            + "; no rule allows it"
        : "no rule speaks of it, and no policy isolates the pod";
  }

  private FlowRow translated(Tracked.Translated t) {
    Tuple tuple = t.tuple();
    Translation way = t.way().value();
    Optional<Translation> back = t.back().map(Found::value);
    return new FlowRow(
        Table.WIRE,
        FlowStates.of(t),
        FlowFilter.protocolName(tuple.protocol()),
        AbiAddress.toIp(tuple.source()).family(),
        end(tuple.source(), tuple.sourcePort()),
        end(tuple.destination(), tuple.destinationPort()),
        new Traffic(way.packets(), way.bytes()),
        back.map(b -> new Traffic(b.packets(), b.bytes())).orElse(Traffic.NONE),
        times(
            t, way.created(), Math.max(way.lastSeen(), back.map(Translation::lastSeen).orElse(0L))),
        Optional.empty(),
        Optional.of(wire(tuple, way, back)));
  }

  private FlowRow.Translated wire(Tuple tuple, Translation way, Optional<Translation> back) {
    Optional<PortKey> service =
        names.service(
            way.serviceId(), end(tuple.destination(), tuple.destinationPort()), tuple.protocol());
    WireMode mode = WireMode.of(way);
    End backend = end(way.destination(), way.destinationPort());
    return new FlowRow.Translated(
        service.map(key -> key.port().toString()).orElse(""),
        end(way.source(), way.sourcePort()),
        backend,
        mode.label(),
        WirePath.label(way.path()),
        back.map(b -> WirePath.label(b.path())).orElse(""),
        mode.isServedForAnother(way) ? names.node(way.node()) : names.here(),
        backendNode(way, service),
        way.ifindex(),
        back.map(Translation::ifindex).orElse(0),
        FlowWords.translation(way.flags() | back.map(Translation::flags).orElse(0)));
  }

  /** As the flow itself says, else as the Service's backends say now. */
  private String backendNode(Translation way, Optional<PortKey> service) {
    WireMode mode = WireMode.of(way);
    if (mode == WireMode.LOCAL || mode == WireMode.HAIRPIN || mode.isServedForAnother(way)) {
      return names.here();
    }
    String node = names.node(way.node());
    return node.isEmpty()
        ? service
            .map(key ->
                names.nodeOf(
                    key, new L4Address(AbiAddress.toIp(way.destination()), way.destinationPort())))
            .orElse("")
        : node;
  }

  private End end(Address address, int port) {
    IpAddress ip = AbiAddress.toIp(address);
    return new End(ip.toString(), port, names.owner(ip));
  }

  private Times times(Tracked flow, long created, long lastSeen) {
    return new Times(
        seconds(now - created), seconds(now - lastSeen), seconds(expiry.at(flow) - now));
  }

  private static long seconds(long nanos) {
    return Duration.ofNanos(nanos).toSeconds();
  }
}
