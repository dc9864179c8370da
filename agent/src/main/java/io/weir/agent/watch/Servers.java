package io.weir.agent.watch;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** API servers in turn: all requests go to one until it cannot be reached, or has no answer. */
final class Servers {
  private final List<String> addresses;
  private final AtomicReference<String> current;

  /**
   * @param addresses distinct, at least one, the first one first
   */
  Servers(List<String> addresses) {
    this.addresses = List.copyOf(addresses);
    this.current = new AtomicReference<>(this.addresses.getFirst());
  }

  String current() {
    return current.get();
  }

  /** Turns to the next one, unless another request that failed has done so already. */
  void leave(String failed) {
    int next = (addresses.indexOf(failed) + 1) % addresses.size();
    current.compareAndSet(failed, addresses.get(next));
  }
}
