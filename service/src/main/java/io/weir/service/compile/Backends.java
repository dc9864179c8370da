package io.weir.service.compile;

import java.util.List;

/**
 * Which backends traffic may use: the outcome of services.md section 2 for one Service port and
 * family. All lists sorted by address, without duplicates.
 *
 * @param cluster for policy Cluster, and for local clients of external frontends; empty where no
 *     frontend uses it
 * @param local for policy Local; empty where no frontend uses it
 * @param serving every serving endpoint, ready or not, wherever it is: an existing UDP flow to one
 *     of these stays (services.md CT-3)
 * @param any {@code hasAny}: something somewhere could take traffic, so an empty {@code local}
 *     means drop, not reject
 */
public record Backends(
    List<Backend> cluster, List<Backend> local, List<Backend> serving, boolean any) {
  public static final Backends NONE = new Backends(List.of(), List.of(), List.of(), false);

  public Backends {
    cluster = List.copyOf(cluster);
    local = List.copyOf(local);
    serving = List.copyOf(serving);
  }
}
