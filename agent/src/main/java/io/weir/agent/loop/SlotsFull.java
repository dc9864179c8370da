package io.weir.agent.loop;

/** No free range of slots is long enough. */
final class SlotsFull extends Exception {
  private static final long serialVersionUID = 1;

  SlotsFull(int needed, int free, int capacity) {
    super(
        "map slots is full, needed=%d free=%d entries=%d: raise maps.slots (needs an agent restart)"
            .formatted(needed, free, capacity));
  }
}
