package io.weir.agent.compile;

import io.weir.bpf.abi.MaglevChunk;
import io.weir.bpf.abi.MaglevKey;
import io.weir.bpf.abi.Slot;
import io.weir.service.compile.Maglev;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Expresses a Maglev table over the cluster set of a layout as entries of its map. Pure. */
final class MaglevCompiler {
  private static final int CELL_BITS = 16;

  private MaglevCompiler() {}

  static Map<MaglevKey, MaglevChunk> compile(SlotLayout layout, int slotBase, int size) {
    List<L4Address> backends =
        layout.slots().subList(0, layout.clusterCount()).stream().map(MaglevCompiler::at).toList();
    int[] table = Maglev.table(backends, size);
    Map<MaglevKey, MaglevChunk> chunks = new HashMap<>();
    for (int first = 0; first < size; first += MaglevChunk.CELLS) {
      chunks.put(new MaglevKey(slotBase, first / MaglevChunk.CELLS), chunk(table, first));
    }
    return chunks;
  }

  private static L4Address at(Slot slot) {
    return new L4Address(new IpAddress(slot.address().high(), slot.address().low()), slot.port());
  }

  private static MaglevChunk chunk(int[] table, int first) {
    long[] words = new long[MaglevChunk.CELLS * CELL_BITS / Long.SIZE];
    int last = Math.min(first + MaglevChunk.CELLS, table.length);
    for (int cell = first; cell < last; cell++) {
      int bit = (cell - first) * CELL_BITS;
      words[bit / Long.SIZE] |= (long) table[cell] << bit % Long.SIZE;
    }
    return MaglevChunk.of(words);
  }
}
