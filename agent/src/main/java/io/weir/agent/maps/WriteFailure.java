package io.weir.agent.maps;

import java.util.Optional;

/**
 * One entry that the kernel refused. The rest was written all the same; the entry stays pending.
 *
 * @param owner who wants the entry; empty for a delete
 * @param full the map has no room left
 * @param cause what the kernel said and what to do
 */
public record WriteFailure(
    String map, String entry, Optional<Object> owner, boolean full, String cause) {
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
    return new WriteFailure(
        map,
        entry,
        owner,
        true,
        "map %s is full, entries=%d: raise %s (needs an agent restart)"
            .formatted(map, maxEntries, setting));
  }

  /** One line for the log and for Events. */
  public String message() {
    return "cannot write %s to map %s%s: %s"
        .formatted(entry, map, owner.map(o -> " (" + o + ")").orElse(""), cause);
  }
}
