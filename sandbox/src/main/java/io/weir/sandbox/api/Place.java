package io.weir.sandbox.api;

import java.util.List;
import java.util.Optional;

/**
 * What the path of a request names.
 *
 * @param namespace empty for cluster-scoped kinds and for lists over all namespaces
 * @param name empty for a collection
 * @param subresource empty for the object itself
 */
record Place(Resource resource, String namespace, String name, String subresource) {

  /** Reads {@code /api/v1/...} and {@code /apis/GROUP/VERSION/...}; empty for anything else. */
  static Optional<Place> of(List<String> path, Catalog catalog) {
    boolean core = path.size() > 2 && path.getFirst().equals("api");
    boolean grouped = path.size() > 3 && path.getFirst().equals("apis");
    if (!core && !grouped) {
      return Optional.empty();
    }
    String group = core ? "" : path.get(1);
    String version = core ? path.get(1) : path.get(2);
    List<String> rest = path.subList(core ? 2 : 3, path.size());
    boolean inNamespace =
        rest.getFirst().equals("namespaces")
            && rest.size() > 2
            && !(rest.size() == 3 && List.of("status", "finalize").contains(rest.get(2)));
    String namespace = inNamespace ? rest.get(1) : "";
    List<String> own = inNamespace ? rest.subList(2, rest.size()) : rest;
    if (own.size() > 3) {
      return Optional.empty();
    }
    return catalog
        .find(group, version, own.getFirst())
        .map(r -> new Place(r, namespace, part(own, 1), part(own, 2)));
  }

  private static String part(List<String> path, int index) {
    return index < path.size() ? path.get(index) : "";
  }

  /** What is stored under this resource's name: core events for both event APIs. */
  Resource stored() {
    return resource.equals(Catalog.EVENTS_OF_GROUP) ? Resource.EVENTS : resource;
  }
}
