package io.weir.agent.maps;

import io.weir.agent.compile.AbiAddress;
import io.weir.bpf.abi.Slot;
import java.util.Arrays;

/** The slots array in memory. */
public final class MemorySlots implements SlotArray {
  private final Slot[] slots;

  /** Is told of every slot before it changes. */
  @FunctionalInterface
  public interface Witness {
    void changes(int index);
  }

  /** Slots written so far. */
  public int writes;

  public Witness witness = index -> {};

  public MemorySlots(int capacity) {
    slots = new Slot[capacity];
    Arrays.fill(slots, new Slot(AbiAddress.NONE, 0, 0, 0));
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
    if (!slots[index].equals(slot)) {
      witness.changes(index);
    }
    slots[index] = slot;
    writes++;
  }

  @Override
  public void publish() {}
}
