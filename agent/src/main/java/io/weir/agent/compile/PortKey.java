package io.weir.agent.compile;

import io.weir.service.model.ServicePort;
import io.weir.values.Family;

/**
 * The owner of service entries: one Service port in one family has one service id and slot range.
 */
public record PortKey(ServicePort port, Family family) {
  /** Written out for the reason {@link io.weir.bpf.abi.Address#equals} gives. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PortKey k && k.family == family && k.port.equals(port);
  }

  @Override
  public int hashCode() {
    return 31 * port.hashCode() + family.ordinal();
  }

  @Override
  public String toString() {
    return port + " " + family;
  }
}
