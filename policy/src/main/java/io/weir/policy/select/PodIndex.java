package io.weir.policy.select;

import io.weir.policy.model.Peer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Values by a peer that selects pods, found by a pod's namespace and labels. Not thread-safe.
 *
 * @param <T> compared by equals
 */
public final class PodIndex<T> {
  private final Map<String, SelectorIndex<T>> byNamespace = new HashMap<>();
  private final SelectorIndex<T> byPodLabels = new SelectorIndex<>();
  private final SelectorIndex<T> byNamespaceLabels = new SelectorIndex<>();

  public void put(Peer.PodsOf peer, T value) {
    byNamespace
        .computeIfAbsent(peer.namespace(), name -> new SelectorIndex<>())
        .put(peer.pods(), value);
  }

  public void put(Peer.PodsIn peer, T value) {
    if (isFoundByPod(peer)) {
      byPodLabels.put(peer.pods(), value);
    } else {
      byNamespaceLabels.put(peer.namespaces(), value);
    }
  }

  public void remove(Peer.PodsOf peer, T value) {
    SelectorIndex<T> index = byNamespace.get(peer.namespace());
    if (index != null) {
      index.remove(peer.pods(), value);
      if (index.isEmpty()) {
        byNamespace.remove(peer.namespace());
      }
    }
  }

  public void remove(Peer.PodsIn peer, T value) {
    if (isFoundByPod(peer)) {
      byPodLabels.remove(peer.pods(), value);
    } else {
      byNamespaceLabels.remove(peer.namespaces(), value);
    }
  }

  /** There are fewer pods with a label than namespaces' pods with one. */
  private static boolean isFoundByPod(Peer.PodsIn peer) {
    return SelectorIndex.anchor(peer.pods()).isPresent();
  }

  /** Each that may match such a pod, once; all that do match are among them. */
  public void candidates(
      String namespace,
      Map<String, String> namespaceLabels,
      Map<String, String> labels,
      Consumer<T> to) {
    SelectorIndex<T> own = byNamespace.get(namespace);
    if (own != null) {
      own.candidates(labels, to);
    }
    byPodLabels.candidates(labels, to);
    byNamespaceLabels.candidates(namespaceLabels, to);
  }
}
