package io.weir.service.compile;

import io.weir.service.model.ServicePort;
import java.util.Comparator;

/**
 * One Service port's claim to one frontend key; the least claim wins (services.md OBJ-16).
 *
 * @param rank 0 ClusterIP and NodePort, 1 load balancer IP, 2 externalIP
 */
record Claim(ClaimKey key, int rank, long createdAt, ServicePort port)
    implements Comparable<Claim> {
  private static final Comparator<Claim> STRONGEST_FIRST =
      Comparator.comparingInt(Claim::rank)
          .thenComparingLong(Claim::createdAt)
          .thenComparing(c -> c.port().service())
          .thenComparing(c -> c.port().portName());

  static Claim of(CompiledService service, CompiledPort port, Frontend frontend) {
    int rank =
        switch (frontend) {
          case Frontend.ClusterIp f -> 0;
          case Frontend.NodePort f -> 0;
          case Frontend.LoadBalancerIp f -> 1;
          case Frontend.ExternalIp f -> 2;
        };
    ClaimKey key = ClaimKey.of(frontend, port.port().protocol(), port.family());
    return new Claim(key, rank, service.createdAt(), port.port());
  }

  /** Written out for the reason {@link io.weir.values.IpAddress#equals} gives. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Claim c
        && c.rank == rank
        && c.createdAt == createdAt
        && c.key.equals(key)
        && c.port.equals(port);
  }

  @Override
  public int hashCode() {
    return 31 * key.hashCode() + port.hashCode();
  }

  @Override
  public int compareTo(Claim other) {
    return STRONGEST_FIRST.compare(this, other);
  }
}
