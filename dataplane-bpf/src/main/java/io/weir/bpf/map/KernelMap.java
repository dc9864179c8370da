package io.weir.bpf.map;

import io.weir.bpf.BpfException;
import io.weir.bpf.BpfException.MapFull;
import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libbpf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/**
 * A {@link BpfMap} behind a file descriptor that someone else closes; later use throws
 * IllegalStateException.
 */
public final class KernelMap<K, V> implements BpfMap<K, V> {
  private static final int BATCH = 8192;

  private final Fd fd;
  private final MapInfo info;
  private final Codec<K> keys;
  private final Codec<V> values;

  public KernelMap(Fd fd, String name, Codec<K> keys, Codec<V> values) {
    this.fd = fd;
    this.info = MapInfo.of(fd, name);
    this.keys = keys;
    this.values = values;
    if (info.keySize() != keys.size() || info.valueSize() != values.size()) {
      throw new BpfException.MapIncompatible(
          "map %s has keySize=%d valueSize=%d, the object wants keySize=%d valueSize=%d"
              .formatted(name, info.keySize(), info.valueSize(), keys.size(), values.size()));
    }
  }

  @Override
  public String name() {
    return info.name();
  }

  @Override
  public MapType type() {
    return info.type();
  }

  @Override
  public int maxEntries() {
    return info.maxEntries();
  }

  @Override
  public MapInfo info() {
    return MapInfo.of(fd, info.name());
  }

  @Override
  public Optional<V> get(K key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment k = encode(arena, keys, key);
      MemorySegment v = arena.allocate(values.size(), Long.BYTES);
      int rc = Libbpf.bpf_map_lookup_elem(fd.number(), k.address(), v.address());
      if (rc == -Errno.ENOENT) {
        return Optional.empty();
      }
      Errno.check(rc, "get %s from map %s".formatted(key, name()));
      return Optional.of(values.decode(v, 0));
    }
  }

  @Override
  public void put(K key, V value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment k = encode(arena, keys, key);
      MemorySegment v = encode(arena, values, value);
      int rc = Libbpf.bpf_map_update_elem(fd.number(), k.address(), v.address(), 0);
      if (rc < 0) {
        throw putFailure(-rc, key, 0);
      }
    }
  }

  @Override
  public boolean delete(K key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment k = encode(arena, keys, key);
      int rc = Libbpf.bpf_map_delete_elem(fd.number(), k.address());
      if (rc != -Errno.ENOENT) {
        Errno.check(rc, "delete %s from map %s".formatted(key, name()));
      }
      return rc >= 0;
    }
  }

  @Override
  public void putAll(Iterable<? extends Map.Entry<K, V>> entries) {
    Iterator<? extends Map.Entry<K, V>> left = entries.iterator();
    int done = 0;
    try (Arena arena = Arena.ofConfined()) {
      Buffers buffers = new Buffers(arena);
      List<K> chunk = new ArrayList<>();
      while (left.hasNext()) {
        chunk.clear();
        while (chunk.size() < BATCH && left.hasNext()) {
          Map.Entry<K, V> entry = left.next();
          buffers.set(chunk.size(), entry.getKey(), entry.getValue());
          chunk.add(entry.getKey());
        }
        putChunk(buffers, chunk, done);
        done += chunk.size();
      }
    }
  }

  private void putChunk(Buffers buffers, List<K> chunk, int before) {
    buffers.count(chunk.size());
    int rc =
        Libbpf.bpf_map_update_batch(
            fd.number(), buffers.key(0), buffers.value(0), buffers.count.address(), 0);
    if (rc == 0) {
      return;
    }
    if (!Errno.isUnsupported(-rc)) {
      int done = Math.min(buffers.count(), chunk.size() - 1);
      throw putFailure(-rc, chunk.get(done), before + done);
    }
    for (int i = 0; i < chunk.size(); i++) {
      rc = Libbpf.bpf_map_update_elem(fd.number(), buffers.key(i), buffers.value(i), 0);
      if (rc < 0) {
        throw putFailure(-rc, chunk.get(i), before + i);
      }
    }
  }

  private BpfException putFailure(int errno, K key, int done) {
    if (errno == Errno.E2BIG || errno == Errno.ENOSPC) {
      return new MapFull(name(), maxEntries(), done, key);
    }
    return Errno.failure(
        errno,
        "put %s into map %s (%d entries of this call were written)".formatted(key, name(), done));
  }

  @Override
  public int deleteAll(Collection<K> doomed) {
    List<K> all = List.copyOf(doomed);
    int deleted = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer =
          arena.allocate(Math.max(1L, (long) all.size() * keys.size()), Long.BYTES);
      for (int i = 0; i < all.size(); i++) {
        keys.encode(buffer, (long) i * keys.size(), all.get(i));
      }
      MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
      int at = 0;
      while (at < all.size()) {
        count.set(ValueLayout.JAVA_INT, 0, all.size() - at);
        long address = buffer.address() + (long) at * keys.size();
        int rc = Libbpf.bpf_map_delete_batch(fd.number(), address, count.address(), 0);
        if (Errno.isUnsupported(-rc)) {
          return deleted + deleteSingly(all.subList(at, all.size()));
        }
        if (rc < 0 && rc != -Errno.ENOENT) {
          throw Errno.failure(-rc, "delete %s from map %s".formatted(all.get(at), name()));
        }
        int done = rc == 0 ? all.size() - at : count.get(ValueLayout.JAVA_INT, 0);
        deleted += done;
        at += done + (rc == 0 ? 0 : 1); // the one that was not there
      }
    }
    return deleted;
  }

  private int deleteSingly(List<K> doomed) {
    int deleted = 0;
    for (K key : doomed) {
      deleted += delete(key) ? 1 : 0;
    }
    return deleted;
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> visitor) {
    new MapWalk<>(fd, info, keys, values).run(visitor);
  }

  @Override
  public OptionalInt visit(int from, BiConsumer<? super K, ? super V> visitor) {
    return new MapWalk<>(fd, info, keys, values).visit(from, visitor);
  }

  private static <T> MemorySegment encode(Arena arena, Codec<T> codec, T value) {
    MemorySegment memory = arena.allocate(codec.size(), Long.BYTES);
    codec.encode(memory, 0, value);
    return memory;
  }

  /** Keys, values and the in-out count of one batch. */
  private final class Buffers {
    private final MemorySegment keyBytes;
    private final MemorySegment valueBytes;
    private final MemorySegment count;

    Buffers(Arena arena) {
      keyBytes = arena.allocate((long) BATCH * keys.size(), Long.BYTES);
      valueBytes = arena.allocate((long) BATCH * values.size(), Long.BYTES);
      count = arena.allocate(ValueLayout.JAVA_INT);
    }

    void set(int index, K key, V value) {
      keys.encode(keyBytes, (long) index * keys.size(), key);
      values.encode(valueBytes, (long) index * values.size(), value);
    }

    long key(int index) {
      return keyBytes.address() + (long) index * keys.size();
    }

    long value(int index) {
      return valueBytes.address() + (long) index * values.size();
    }

    void count(int entries) {
      count.set(ValueLayout.JAVA_INT, 0, entries);
    }

    int count() {
      return count.get(ValueLayout.JAVA_INT, 0);
    }
  }
}
