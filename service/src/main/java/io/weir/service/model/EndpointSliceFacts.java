package io.weir.service.model;

import io.weir.values.ObjectName;
import java.util.List;

/**
 * The fields of an EndpointSlice that decide a dataplane, unchecked (see {@link ServiceFacts}).
 *
 * @param name the slice's own name
 * @param service label kubernetes.io/service-name, "" where absent
 * @param resourceVersion opaque; breaks ties between equal endpoints of two slices
 * @param triggerTime annotation endpoints.kubernetes.io/last-change-trigger-time, "" where absent
 */
public record EndpointSliceFacts(
    ObjectName name,
    String service,
    String addressType,
    String resourceVersion,
    List<Port> ports,
    List<Endpoint> endpoints,
    String triggerTime) {

  /**
   * @param name null where the API object has none: such a port is ignored
   * @param port 0 where the API object has none: such a port is ignored
   */
  public record Port(String name, String protocol, int port) {}

  /**
   * One endpoint. {@code address} is {@code addresses[0]}, "" where there is none. Conditions are
   * already defaulted: ready and serving nil are true, terminating nil is false (OBJ-13).
   */
  public record Endpoint(
      String address,
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

  public EndpointSliceFacts {
    ports = List.copyOf(ports);
    endpoints = List.copyOf(endpoints);
  }
}
