package io.weir.agent.compile;

import io.weir.service.model.Family;
import io.weir.service.model.ServicePort;

/**
 * The owner of service entries: one Service port in one family has one service id and slot range.
 */
public record PortKey(ServicePort port, Family family) {
  @Override
  public String toString() {
    return port + " " + family;
  }
}
