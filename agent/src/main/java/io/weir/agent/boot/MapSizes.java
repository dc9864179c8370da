package io.weir.agent.boot;

import io.weir.agent.attach.PinLayout;
import io.weir.agent.attach.SocketPrograms;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.bpf.program.PinnedMaps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The sizes of the maps as the configuration wants them, and as pinned maps have them already. */
final class MapSizes {
  private record Size(String setting, String map, int entries) {}

  private MapSizes() {}

  private static List<Size> of(Config.Maps sizes) {
    return List.of(
        new Size("maps.frontends", "frontends", sizes.frontends()),
        new Size("maps.nodePorts", "nodeports", sizes.nodePorts()),
        new Size("maps.slots", "slots", sizes.slots()),
        new Size("maps.members", "members", sizes.members()),
        new Size("maps.affinity", "affinity", sizes.affinity()),
        new Size("maps.pods", "pods", sizes.pods()),
        new Size("maps.sourceRanges", "source_ranges", sizes.sourceRanges()));
  }

  /** Largest number of entries by the name of the map. */
  static Map<String, Integer> byMap(Config.Maps sizes) {
    return byMap(of(sizes));
  }

  /** Of the maps of policies. */
  static Map<String, Integer> ofPolicies(Config.Maps sizes) {
    return byMap(policies(sizes));
  }

  /** Of all maps: the programs on the wire read those of Services and of endpoints too. */
  static Map<String, Integer> ofWire(Config.Maps sizes) {
    Map<String, Integer> all = new HashMap<>(byMap(of(sizes)));
    all.putAll(byMap(policies(sizes)));
    return all;
  }

  private static Map<String, Integer> byMap(List<Size> sizes) {
    return sizes.stream().collect(Collectors.toMap(Size::map, Size::entries));
  }

  private static List<Size> policies(Config.Maps sizes) {
    return List.of(
        new Size("maps.pods", "endpoints", sizes.pods()),
        new Size("maps.peers", "peers", sizes.peers()),
        new Size("maps.peers", "prefixes", Math.ceilDiv(sizes.peers(), 4)),
        new Size("maps.rules", "peer_rows", sizes.rules()),
        new Size("maps.rules", "port_rows", sizes.rules() / 8),
        new Size("maps.rules", "rule_sets", sizes.rules() / 64),
        new Size("maps.flows", "flows", sizes.flows()),
        new Size("maps.flows", "opening_flows", Math.ceilDiv(sizes.flows(), 4)));
  }

  /**
   * The maps that an earlier agent pinned in another size: a map cannot grow, and to replace it is
   * to stop serving for a moment, so a person decides.
   */
  static List<String> problems(Config config) {
    Path pins = new PinLayout(config.pinDirectory()).maps();
    List<String> differing = new ArrayList<>();
    compare(pins, SocketPrograms.OBJECT, of(config.maps()), differing);
    compare(pins, WorkloadPrograms.OBJECT, policies(config.maps()), differing);
    return differing.isEmpty()
        ? List.of()
        : List.of(
            "maps pinned under %s have another size than the configuration: %s. Set the pinned size, or remove %s while no agent runs: then Services are not served on this node until the agent has filled new maps."
                .formatted(pins, String.join(", ", differing), pins.getParent()));
  }

  private static void compare(Path pins, String object, List<Size> sizes, List<String> differing) {
    try (PinnedMaps pinned = PinnedMaps.open(pins, object)) {
      for (Size size : sizes) {
        if (pinned.has(size.map()) && pinned.info(size.map()).maxEntries() != size.entries()) {
          differing.add(
              "%s=%d (map %s is pinned with %d)"
                  .formatted(
                      size.setting(),
                      size.entries(),
                      size.map(),
                      pinned.info(size.map()).maxEntries()));
        }
      }
    }
  }
}
