package io.weir.bpf.map;

import io.weir.bpf.BpfException;
import io.weir.bpf.abi.PacketCounter;
import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libbpf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A per-CPU array of {@code struct packet_counter}: each read is the sum over all CPUs. A range
 * costs few system calls, whatever its length.
 */
public final class PacketCounters {
  private static final int BATCH = 4096;

  private final Fd fd;
  private final MapInfo info;
  private final Codec<PacketCounter> codec;
  private final int cpus;

  public PacketCounters(Fd fd, String name, Codec<PacketCounter> codec) {
    this.fd = fd;
    this.info = MapInfo.of(fd, name);
    this.codec = codec;
    this.cpus = Errno.check(Libbpf.libbpf_num_possible_cpus(), "count the possible CPUs");
    if (info.type() != MapType.PERCPU_ARRAY || info.valueSize() != codec.size()) {
      throw new BpfException.MapIncompatible(
          "map %s, type=%s valueSize=%d, is no per-CPU array of struct packet_counter"
              .formatted(name, info.type(), info.valueSize()));
    }
  }

  public String name() {
    return info.name();
  }

  /** How many counters there are. */
  public int size() {
    return info.maxEntries();
  }

  /** The sum of one counter over all CPUs. */
  public PacketCounter sum(int index) {
    return sums(index, 1).getFirst();
  }

  /** The sums of {@code count} counters from {@code first} on. */
  public List<PacketCounter> sums(int first, int count) {
    requireInside(first, count);
    List<PacketCounter> sums = new ArrayList<>(count);
    try (Arena arena = Arena.ofConfined()) {
      Buffers buffers = new Buffers(arena, Math.min(count, BATCH));
      for (int at = first; at < first + count; at += BATCH) {
        int length = Math.min(BATCH, first + count - at);
        buffers.read(at, length);
        for (int i = 0; i < length; i++) {
          sums.add(buffers.sum(i));
        }
      }
    }
    return sums;
  }

  /** Sets {@code count} counters from {@code first} on to zero, on all CPUs. */
  public void clear(int first, int count) {
    requireInside(first, count);
    try (Arena arena = Arena.ofConfined()) {
      Buffers buffers = new Buffers(arena, Math.min(count, BATCH));
      for (int at = first; at < first + count; at += BATCH) {
        buffers.write(at, Math.min(BATCH, first + count - at));
      }
    }
  }

  private void requireInside(int first, int count) {
    if (first < 0 || count < 0 || first > size() - count) {
      throw new IndexOutOfBoundsException(
          "first=%d count=%d of map %s, entries=%d".formatted(first, count, name(), size()));
    }
  }

  /** Keys, values of every CPU, and the in-out count of one batch. */
  private final class Buffers {
    private final MemorySegment token;
    private final MemorySegment keys;
    private final MemorySegment values;
    private final MemorySegment length;

    Buffers(Arena arena, int most) {
      token = arena.allocate(2 * Integer.BYTES, Integer.BYTES);
      keys = arena.allocate(ValueLayout.JAVA_INT, Math.max(1, most));
      values = arena.allocate(Math.max(1, (long) most * cpus * codec.size()), Long.BYTES);
      length = arena.allocate(ValueLayout.JAVA_INT);
    }

    /** A batch of an array begins after the key it is given. */
    void read(int first, int count) {
      token.set(ValueLayout.JAVA_INT, 0, first - 1);
      length.set(ValueLayout.JAVA_INT, 0, count);
      int rc =
          Libbpf.bpf_map_lookup_batch(
              fd.number(),
              first == 0 ? 0 : token.address(),
              token.address() + Integer.BYTES,
              keys.address(),
              values.address(),
              length.address(),
              0);
      if (rc != -Errno.ENOENT) { // that is the end of the map
        Errno.check(rc, "read counters from %d of map %s".formatted(first, name()));
      }
    }

    void write(int first, int count) {
      for (int i = 0; i < count; i++) {
        keys.setAtIndex(ValueLayout.JAVA_INT, i, first + i);
      }
      length.set(ValueLayout.JAVA_INT, 0, count);
      Errno.check(
          Libbpf.bpf_map_update_batch(
              fd.number(), keys.address(), values.address(), length.address(), 0),
          "clear counters from %d of map %s".formatted(first, name()));
    }

    PacketCounter sum(int index) {
      long packets = 0;
      long bytes = 0;
      for (int cpu = 0; cpu < cpus; cpu++) {
        PacketCounter one = codec.decode(values, ((long) index * cpus + cpu) * codec.size());
        packets += one.packets();
        bytes += one.bytes();
      }
      return new PacketCounter(packets, bytes);
    }
  }
}
