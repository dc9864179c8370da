package io.weir.agent.compile;

import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.MaglevChunk;
import io.weir.bpf.abi.MaglevKey;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.Tuple;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Which backend the programs on the wire choose for a packet from outside: what maglev.h and
 * backend.h do, for people. A test sends packets and compares. Pure.
 *
 * @param service the frontend's entry
 * @param layout what its range of slots holds
 * @param maglev its table, empty where it has none
 */
public record WireChoice(Frontend service, SlotLayout layout, Map<MaglevKey, MaglevChunk> maglev) {
  private static final long MIX = 0x9e3779b97f4a7c15L;
  private static final int CELL_BITS = 16;
  private static final int CELLS_OF_A_WORD = Long.SIZE / CELL_BITS;

  /** Whether the client's port does not matter. */
  public boolean byClientAlone() {
    return service.affinitySeconds() != 0;
  }

  /** Whether the table decides; else a hash over the set does. */
  public boolean byTable(boolean local, boolean handed) {
    return service.maglevSize() != 0 && (!local || handed);
  }

  /** The slots that the sender's set has, in their order. */
  public List<Slot> set(boolean local) {
    int first = first(local);
    return layout.slots().subList(first, first + count(local));
  }

  private int first(boolean local) {
    return local ? layout.localOffset() : 0;
  }

  private int count(boolean local) {
    return local ? layout.localCount() : layout.clusterCount();
  }

  /**
   * The slot for a packet; the set must not be empty.
   *
   * @param local policy Local, or handed
   * @param handed another node holds that the backend is here
   */
  public Slot choose(Tuple tuple, boolean local, boolean handed) {
    long hash = hash(tuple, byClientAlone());
    int first = first(local);
    int count = count(local);
    int offset = first + (int) (hash * count >>> Integer.SIZE);
    if (byTable(local, handed)) {
      OptionalInt chosen = cell(hash);
      boolean usable =
          chosen.isPresent()
              && (!local || chosen.getAsInt() >= first && chosen.getAsInt() - first < count);
      offset = usable ? chosen.getAsInt() : offset;
    }
    return layout.slots().get(offset);
  }

  private OptionalInt cell(long hash) {
    int cell = (int) (hash * service.maglevSize() >>> Integer.SIZE);
    MaglevChunk chunk = maglev.get(new MaglevKey(service.slotBase(), cell / MaglevChunk.CELLS));
    if (chunk == null) {
      return OptionalInt.empty();
    }
    long word = chunk.words()[cell % MaglevChunk.CELLS / CELLS_OF_A_WORD];
    int offset = (int) (word >>> CELL_BITS * (cell % CELLS_OF_A_WORD) & 0xffff);
    return offset < service.clusterCount() ? OptionalInt.of(offset) : OptionalInt.empty();
  }

  /** flow_hash in maglev.h: 32 bits, of the client alone or of the whole tuple. */
  static long hash(Tuple tuple, boolean clientAlone) {
    long hash = mix(mix(0, raw(tuple.source().high())), raw(tuple.source().low()));
    if (!clientAlone) {
      hash = mix(mix(hash, raw(tuple.destination().high())), raw(tuple.destination().low()));
      hash =
          mix(
              hash,
              raw(tuple.sourcePort()) << 32
                  | raw(tuple.destinationPort()) << 16
                  | tuple.protocol());
    }
    return hash >>> Integer.SIZE;
  }

  private static long mix(long hash, long word) {
    long mixed = (hash ^ word) * MIX;
    return mixed ^ mixed >>> 29;
  }

  /** Bytes as they lie on the wire, read as this machine reads numbers. */
  private static long raw(long bytes) {
    return little() ? Long.reverseBytes(bytes) : bytes;
  }

  private static long raw(int port) {
    return Short.toUnsignedLong(little() ? Short.reverseBytes((short) port) : (short) port);
  }

  private static boolean little() {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  }
}
