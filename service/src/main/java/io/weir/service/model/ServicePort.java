package io.weir.service.model;

/**
 * kube-proxy's key for one balanced thing: a Service, a port name ("" is a valid name) and a
 * protocol.
 */
public record ServicePort(ObjectName service, String portName, Protocol protocol) {
  @Override
  public String toString() {
    return service + (portName.isEmpty() ? "" : ":" + portName) + "/" + protocol;
  }
}
