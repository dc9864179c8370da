package io.weir.service.compile;

import io.weir.service.model.EndpointSlice;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.values.Family;
import io.weir.values.Fault;
import io.weir.values.FaultList;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import io.weir.values.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges EndpointSlices (services.md OBJ-11..OBJ-13). Never throws, whatever the strings hold: what
 * cannot be used is left out and told as a {@link Fault}. Keeps a bounded pool of strings and lists
 * seen, so that slices share them; for one thread.
 */
public final class SliceReader {
  /** The API server's own limit. */
  private static final int MOST_ENDPOINTS = 1_000;

  /** The API server's own limit is 8. */
  private static final int MOST_HINTS = 64;

  private static final int LONGEST_STAMP = 64;

  private final Pool pool = new Pool();

  /** Empty where the slice takes no part: FQDN, unknown address type, no Service named. */
  public Reading<EndpointSlice> read(EndpointSliceFacts facts) {
    FaultList faults = new FaultList("EndpointSlice", facts.name());
    Optional<Family> family = Judge.family(facts.addressType());
    if (!Judge.usable(facts.name())) {
      faults.add("metadata.name", facts.name().name(), "too long, longest=" + Judge.LONGEST_NAME);
    } else if (facts.service().isEmpty() || facts.service().length() > Judge.LONGEST_NAME) {
      String label = "metadata.labels[kubernetes.io/service-name]";
      faults.add(label, facts.service(), "names no Service, slice ignored");
    } else if (family.isEmpty()) {
      faults.add("addressType", facts.addressType(), "not IPv4 or IPv6, slice ignored");
    } else {
      EndpointSlice slice = slice(facts, family.get(), faults);
      return new Reading<>(Optional.of(slice), faults.told());
    }
    return new Reading<>(Optional.empty(), faults.told());
  }

  private EndpointSlice slice(EndpointSliceFacts facts, Family family, FaultList faults) {
    String namespace = pool.share(facts.name().namespace());
    return new EndpointSlice(
        new ObjectName(namespace, facts.name().name()),
        new ObjectName(namespace, facts.service()),
        family,
        resourceVersion(facts.resourceVersion(), faults),
        pool.share(ports(facts.ports(), faults)),
        endpoints(facts.endpoints(), family, faults),
        triggerTime(facts.triggerTime(), faults));
  }

  private static String resourceVersion(String version, FaultList faults) {
    if (version.length() > LONGEST_STAMP) {
      faults.add("metadata.resourceVersion", version, "too long, taken as the oldest");
      return "";
    }
    return version;
  }

  private static Optional<Instant> triggerTime(String text, FaultList faults) {
    Optional<Instant> time = Rfc3339.parse(text);
    if (time.isEmpty() && !text.isEmpty()) {
      String field = "metadata.annotations[endpoints.kubernetes.io/last-change-trigger-time]";
      faults.add(field, text, "not a time in RFC 3339, delay not measured");
    }
    return time;
  }

  private List<EndpointSlice.Port> ports(List<EndpointSliceFacts.Port> facts, FaultList faults) {
    List<EndpointSlice.Port> ports = new ArrayList<>(facts.size());
    for (int i = 0; i < facts.size(); i++) {
      if (i == Judge.MOST_PORTS) {
        faults.add("ports", facts.size(), "only the first " + i + " are served");
        break;
      }
      EndpointSliceFacts.Port port = facts.get(i);
      Optional<Protocol> protocol = Judge.protocol(port.protocol());
      if (port.name() == null) {
        faults.addAt("ports", i, ".name", "null", "a port without a name is ignored");
      } else if (!Judge.isPortName(port.name())) {
        faults.addAt("ports", i, ".name", port.name(), Judge.NOT_A_PORT_NAME);
      } else if (protocol.isEmpty()) {
        faults.addAt("ports", i, ".protocol", port.protocol(), Judge.NOT_A_PROTOCOL);
      } else if (!Judge.isPort(port.port())) {
        faults.addAt("ports", i, ".port", port.port(), Judge.NOT_A_PORT);
      } else {
        ports.add(new EndpointSlice.Port(pool.share(port.name()), protocol.get(), port.port()));
      }
    }
    return List.copyOf(ports);
  }

  private List<EndpointSlice.Endpoint> endpoints(
      List<EndpointSliceFacts.Endpoint> facts, Family family, FaultList faults) {
    List<EndpointSlice.Endpoint> endpoints = new ArrayList<>(facts.size());
    for (int i = 0; i < facts.size(); i++) {
      if (i == MOST_ENDPOINTS) {
        faults.add("endpoints", facts.size(), "only the first " + i + " are served");
        break;
      }
      EndpointSliceFacts.Endpoint endpoint = facts.get(i);
      Optional<IpAddress> ip = IpAddress.parse(endpoint.address());
      String wrong = ip.isEmpty() ? "not an IP address" : wrong(ip.get(), family);
      if (wrong.isEmpty()) {
        endpoints.add(endpoint(ip.get(), endpoint, i, faults));
      } else {
        faults.addAt("endpoints", i, ".addresses[0]", endpoint.address(), wrong);
      }
    }
    return endpoints;
  }

  private static String wrong(IpAddress ip, Family family) {
    return ip.family() == family ? Judge.forbidden(ip) : "not of the slice's address type";
  }

  private EndpointSlice.Endpoint endpoint(
      IpAddress ip, EndpointSliceFacts.Endpoint facts, int i, FaultList faults) {
    String node = facts.nodeName();
    if (node.length() > Judge.LONGEST_NAME) {
      faults.addAt("endpoints", i, ".nodeName", node, "too long, taken as unknown");
      node = "";
    }
    return new EndpointSlice.Endpoint(
        ip,
        facts.ready(),
        facts.serving(),
        facts.terminating(),
        pool.share(node),
        hints(facts.zoneHints(), i, ".hints.forZones", faults),
        hints(facts.nodeHints(), i, ".hints.forNodes", faults));
  }

  private List<String> hints(List<String> facts, int i, String field, FaultList faults) {
    if (facts.isEmpty()) {
      return List.of();
    }
    List<String> hints = new ArrayList<>(facts.size());
    for (String hint : facts) {
      if (hints.size() == MOST_HINTS) {
        faults.addAt("endpoints", i, field, facts.size(), "too many hints, the rest is ignored");
        break;
      }
      if (hint.isEmpty() || hint.length() > Judge.LONGEST_NAME) {
        faults.addAt("endpoints", i, field, hint, "not a name, hint ignored");
      } else if (!hints.contains(hint)) {
        hints.add(pool.share(hint));
      }
    }
    return hints.isEmpty() ? List.of() : pool.share(List.copyOf(hints));
  }
}
