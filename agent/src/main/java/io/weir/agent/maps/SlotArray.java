package io.weir.agent.maps;

import io.weir.bpf.abi.Slot;

/** The {@code slots} array, written through its memory mapping: no system call for a backend. */
public interface SlotArray {
  int capacity();

  Slot get(int index);

  void put(int index, Slot slot);

  /** Everything put so far is visible to programs before any map entry that is written later. */
  void publish();
}
