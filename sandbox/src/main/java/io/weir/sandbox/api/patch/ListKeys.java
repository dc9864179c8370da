package io.weir.sandbox.api.patch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which lists of the built-in kinds are maps in disguise, and by which fields of their items. From
 * the {@code patchMergeKey} and {@code listMapKey} markers of the API types; lists that are not
 * named here are replaced whole.
 */
final class ListKeys {
  private static final Map<String, String> BY_FIELD =
      Map.ofEntries(
          Map.entry("containers", "name"),
          Map.entry("initContainers", "name"),
          Map.entry("ephemeralContainers", "name"),
          Map.entry("volumes", "name"),
          Map.entry("env", "name"),
          Map.entry("imagePullSecrets", "name"),
          Map.entry("secrets", "name"),
          Map.entry("volumeMounts", "mountPath"),
          Map.entry("volumeDevices", "devicePath"),
          Map.entry("hostAliases", "ip"),
          Map.entry("topologySpreadConstraints", "topologyKey"),
          Map.entry("conditions", "type"),
          Map.entry("ownerReferences", "uid"),
          Map.entry("podIPs", "ip"),
          Map.entry("hostIPs", "ip"));
  private static final Set<String> CONTAINERS =
      Set.of("containers", "initContainers", "ephemeralContainers");
  private static final Set<String> SETS = Set.of("finalizers", "podCIDRs");

  private ListKeys() {}

  /**
   * The key of a strategic merge patch for the list at {@code path} (field names from the root).
   */
  static Optional<String> mergeKey(String kind, List<String> path) {
    String field = path.getLast();
    if (field.equals("ports")) {
      return portKey(kind, path);
    }
    if (field.equals("addresses")) {
      return kind.equals("Node") ? Optional.of("type") : Optional.empty();
    }
    return Optional.ofNullable(BY_FIELD.get(field));
  }

  private static Optional<String> portKey(String kind, List<String> path) {
    if (kind.equals("Service")) {
      return Optional.of("port");
    }
    boolean ofContainer = path.size() > 1 && CONTAINERS.contains(path.get(path.size() - 2));
    return ofContainer ? Optional.of("containerPort") : Optional.empty();
  }

  /** The keys of server-side apply; they differ where two items may share the merge key. */
  static List<String> mapKeys(String kind, List<String> path) {
    Optional<String> key = mergeKey(kind, path);
    if (key.isEmpty()) {
      return List.of();
    }
    return switch (path.getLast()) {
      case "ports" -> List.of(key.get(), "protocol");
      case "topologySpreadConstraints" -> List.of(key.get(), "whenUnsatisfiable");
      default -> List.of(key.get());
    };
  }

  /** Whether the list is a set of scalars. */
  static boolean isSet(List<String> path) {
    return SETS.contains(path.getLast());
  }
}
