package io.weir.service.compile;

import io.weir.service.model.ServicePort;

/** Two Services claim one frontend; {@code winner} serves it until it gives it up. */
public record Conflict(ClaimKey key, ServicePort winner, ServicePort loser) {
  @Override
  public String toString() {
    return "frontend " + key + " is served by " + winner + ", not by " + loser;
  }
}
