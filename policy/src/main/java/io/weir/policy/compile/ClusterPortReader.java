package io.weir.policy.compile;

import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.PortMatch;
import io.weir.values.FaultList;
import io.weir.values.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges {@code protocols} of a ClusterNetworkPolicy's rule. */
final class ClusterPortReader {
  private final FaultList faults;

  ClusterPortReader(FaultList faults) {
    this.faults = faults;
  }

  Widened<PortMatch> read(
      List<ClusterNetworkPolicyFacts.Port> ports, String field, boolean accepts) {
    List<PortMatch> read = new ArrayList<>(ports.size());
    boolean any = ports.isEmpty();
    boolean sure = true;
    for (int i = 0; i < ports.size(); i++) {
      ClusterNetworkPolicyFacts.Port port = ports.get(i);
      Optional<PortMatch> match = read(port, field + "[" + i + "]");
      match.ifPresent(read::add);
      if (match.isEmpty()) {
        sure = false;
        // Which port is meant nobody knows, but perhaps of which protocol.
        Optional<Protocol> protocol =
            port.name().isPresent() ? Optional.empty() : Names.protocol(port.protocol());
        any |= !accepts && protocol.isEmpty();
        protocol.filter(p -> !accepts).map(PortMatch.Every::new).ifPresent(read::add);
      }
    }
    return Widened.of(any, read, sure);
  }

  private Optional<PortMatch> read(ClusterNetworkPolicyFacts.Port port, String field) {
    boolean numbered =
        port.number().isPresent() || port.start().isPresent() || port.end().isPresent();
    if (port.name().isPresent()) {
      String name = port.name().get();
      if (!port.protocol().isEmpty() || numbered) {
        faults.add(field, name, "unsupported port, exactly one known field must be set");
      } else if (!Names.isPortName(name)) {
        faults.add(field + ".destinationNamedPort", name, Names.NOT_A_PORT_NAME);
      } else {
        return Optional.of(new PortMatch.Named(Optional.empty(), name));
      }
      return Optional.empty();
    }
    Optional<Protocol> protocol = Names.protocol(port.protocol());
    if (protocol.isEmpty()) {
      faults.add(field, port.protocol(), Names.NOT_A_PROTOCOL);
      return Optional.empty();
    }
    return numbered(protocol.get(), port, field + "." + port.protocol().toLowerCase());
  }

  private Optional<PortMatch> numbered(
      Protocol protocol, ClusterNetworkPolicyFacts.Port port, String field) {
    boolean ranged = port.start().isPresent() || port.end().isPresent();
    int from = port.number().or(port::start).orElse(0);
    int to = port.number().or(port::end).orElse(0);
    if (ranged == port.number().isPresent()) {
      faults.add(field, "", "unsupported port, either a number or a range must be set");
    } else if (!Names.isPort(from) || !Names.isPort(to)) {
      faults.add(field, Names.isPort(from) ? to : from, Names.NOT_A_PORT);
    } else if (to < from) {
      faults.add(field, from + ".." + to, "invalid port range, ends before it starts");
    } else {
      return Optional.of(new PortMatch.Range(protocol, from, to));
    }
    return Optional.empty();
  }
}
