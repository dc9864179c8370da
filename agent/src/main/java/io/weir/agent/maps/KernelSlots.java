package io.weir.agent.maps;

import io.weir.bpf.abi.Slot;
import io.weir.bpf.map.MappedArray;

/** {@link SlotArray} over the memory mapping of the kernel's array. */
public record KernelSlots(MappedArray<Slot> array) implements SlotArray {
  @Override
  public int capacity() {
    return array.capacity();
  }

  @Override
  public Slot get(int index) {
    return array.get(index);
  }

  @Override
  public void put(int index, Slot slot) {
    array.put(index, slot);
  }

  @Override
  public void publish() {
    array.publish();
  }
}
