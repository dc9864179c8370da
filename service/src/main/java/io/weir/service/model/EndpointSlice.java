package io.weir.service.model;

import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An EndpointSlice that belongs to a Service, every value judged. Read from {@link
 * EndpointSliceFacts} by {@code io.weir.service.compile.SliceReader}, which shares strings and
 * lists between slices: a node keeps all slices of the cluster.
 *
 * @param service the Service its label names
 * @param family of every endpoint's address
 * @param resourceVersion opaque; the newer of two numbers is the larger
 * @param triggerTime when the change that led to this version happened, where the annotation tells
 */
public record EndpointSlice(
    ObjectName name,
    ObjectName service,
    Family family,
    String resourceVersion,
    List<Port> ports,
    List<Endpoint> endpoints,
    Optional<Instant> triggerTime) {

  /**
   * Joined with a Service port by name and protocol; {@code number} 1..65535 is where pods listen.
   */
  public record Port(String name, Protocol protocol, int number) {
    public Port {
      if (number < 1 || number > 65535) {
        throw new IllegalArgumentException("port=" + number + ": not in 1..65535");
      }
    }
  }

  /**
   * One endpoint.
   *
   * @param nodeName "" where unknown: such an endpoint is local nowhere
   */
  public record Endpoint(
      IpAddress address,
      boolean ready,
      boolean serving,
      boolean terminating,
      String nodeName,
      List<String> zoneHints,
      List<String> nodeHints) {
    public Endpoint {
      zoneHints = List.copyOf(zoneHints);
      nodeHints = List.copyOf(nodeHints);
    }
  }

  public EndpointSlice {
    ports = List.copyOf(ports);
    endpoints = List.copyOf(endpoints);
  }
}
