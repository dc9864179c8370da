package io.weir.bpf.map;

import io.weir.bpf.BpfException;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * An array map in our own memory (BPF_F_MMAPABLE): reads and writes without a system call.
 *
 * <p>A write is not atomic: write elements that no program reaches yet, {@link #publish()}, then
 * flip the entry that points at them. Not safe for several writers of one element. Use after close
 * throws IllegalStateException.
 */
public final class MappedArray<V> implements AutoCloseable {
  private static final int MMAPABLE = 1024;
  private static final long PAGE = 4096;

  private final MapInfo info;
  private final Codec<V> values;
  private final Arena life = Arena.ofShared();
  private final MemorySegment memory;
  private final long stride;

  public MappedArray(Fd fd, String name, Codec<V> values) {
    this.info = MapInfo.of(fd, name);
    this.values = values;
    if (info.type() != MapType.ARRAY || (info.flags() & MMAPABLE) == 0) {
      throw new BpfException.MapIncompatible(
          "map %s, type=%s flags=%d, is no array with BPF_F_MMAPABLE: it cannot be mapped"
              .formatted(name, info.type(), info.flags()));
    }
    stride = (long) (values.size() + 7) / 8 * 8;
    long size = (stride * info.maxEntries() + PAGE - 1) / PAGE * PAGE;
    memory = Libc.map(life, size, Libc.MAP_SHARED, fd.number(), "map " + name + " into memory");
  }

  public String name() {
    return info.name();
  }

  public MapInfo info() {
    return info;
  }

  /** The number of elements; indexes run from 0 to this less 1. */
  public int capacity() {
    return info.maxEntries();
  }

  public V get(int index) {
    return values.decode(memory, offset(index));
  }

  public void put(int index, V value) {
    values.encode(memory, offset(index), value);
  }

  /** Orders all puts before it before every later write, also one by system call. */
  public void publish() {
    VarHandle.releaseFence();
  }

  private long offset(int index) {
    if (index < 0 || index >= info.maxEntries()) {
      throw new IndexOutOfBoundsException(
          "index=%d of map %s, entries=%d".formatted(index, info.name(), info.maxEntries()));
    }
    return index * stride;
  }

  @Override
  public void close() {
    life.close();
  }
}
