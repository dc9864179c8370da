package io.weir.agent.maps;

import java.util.Optional;
import java.util.Set;

/**
 * One entry that the kernel refused. The rest was written all the same; the entry stays pending.
 *
 * @param owner who wants the entry; empty for a delete
 * @param full the map has no room left
 * @param cause what the kernel said and what to do
 */
public record WriteFailure(
    String map, String entry, Optional<Object> owner, boolean full, String cause) {
  /** Maps of Services on the wire, of one size for every node. */
  private static final Set<String> FIXED =
      Set.of(
          "service_addresses",
          "local_pods",
          "wire_nodes",
          "tunnel_peers",
          "next_hops",
          "neighbour_nodes");

  /** The map has no room left: says which setting gives it more. */
  static WriteFailure full(String map, String entry, Optional<Object> owner, int maxEntries) {
    String setting =
        switch (map) {
          case "nodeports" -> "maps.nodePorts";
          case "source_ranges" -> "maps.sourceRanges";
          case "endpoints" -> "maps.pods";
          case "prefixes" -> "maps.peers";
          case "rule_sets", "peer_rows", "port_rows" -> "maps.rules";
          default -> "maps." + map;
        };
    String cure =
        FIXED.contains(map)
            ? "no setting makes it larger"
            : "raise %s (needs an agent restart)".formatted(setting);
    return new WriteFailure(
        map, entry, owner, true, "map %s is full, entries=%d: %s".formatted(map, maxEntries, cure));
  }

  /** One line for the log and for Events. */
  public String message() {
    return "cannot write %s to map %s%s: %s"
        .formatted(entry, map, owner.map(o -> " (" + o + ")").orElse(""), cause);
  }
}
