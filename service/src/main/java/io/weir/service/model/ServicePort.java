package io.weir.service.model;

import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;

/**
 * kube-proxy's key for one balanced thing: a Service, a port name ("" is a valid name) and a
 * protocol.
 */
public record ServicePort(ObjectName service, String portName, Protocol protocol) {
  /** Written out for the reason {@link IpAddress#equals} gives. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ServicePort p
        && p.protocol == protocol
        && p.portName.equals(portName)
        && p.service.equals(service);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * service.hashCode() + portName.hashCode()) + protocol.ordinal();
  }

  @Override
  public String toString() {
    return service + (portName.isEmpty() ? "" : ":" + portName) + "/" + protocol;
  }
}
