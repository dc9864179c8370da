package io.weir.agent.maps;

import io.weir.agent.compile.AbiAddress;
import io.weir.bpf.abi.Slot;
import java.util.Arrays;

/** The slots array in memory. */
public final class MemorySlots implements SlotArray {
  private final Slot[] slots;

  /** Slots written so far. */
  public int writes;

  public MemorySlots(int capacity) {
    slots = new Slot[capacity];
    Arrays.fill(slots, new Slot(AbiAddress.NONE, 0, 0));
  }

  @Override
  public int capacity() {
    return slots.length;
  }

  @Override
  public Slot get(int index) {
    return slots[index];
  }

  @Override
  public void put(int index, Slot slot) {
    slots[index] = slot;
    writes++;
  }

  @Override
  public void publish() {}
}
