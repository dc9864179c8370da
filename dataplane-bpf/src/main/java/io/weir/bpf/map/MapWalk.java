package io.weir.bpf.map;

import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libbpf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/**
 * One walk over all entries of a map: batches where the kernel can, else key after key. A bucket of
 * a hash map must fit a batch, so the batch grows when the kernel says ENOSPC.
 */
final class MapWalk<K, V> {
  private static final int FIRST_BATCH = 1024;

  private final Fd fd;
  private final MapInfo info;
  private final Codec<K> keys;
  private final Codec<V> values;

  MapWalk(Fd fd, MapInfo info, Codec<K> keys, Codec<V> values) {
    this.fd = fd;
    this.info = info;
    this.keys = keys;
    this.values = values;
  }

  void run(BiConsumer<? super K, ? super V> visitor) {
    try (Arena arena = Arena.ofConfined()) {
      // The token is the bucket number of a hash map, the last key of any other.
      long tokenBytes = Math.max(Integer.BYTES, keys.size());
      MemorySegment in = arena.allocate(tokenBytes, Long.BYTES);
      MemorySegment out = arena.allocate(tokenBytes, Long.BYTES);
      int batch = Math.min(FIRST_BATCH, Math.max(1, info.maxEntries()));
      boolean first = true;
      while (true) {
        Step step = step(first ? 0 : in.address(), out, batch, visitor);
        switch (step) {
          case MORE -> {
            in.copyFrom(out);
            first = false;
          }
          case GROW -> batch = Math.multiplyExact(batch, 2);
          case SINGLY -> {
            singly(visitor);
            return;
          }
          case END -> {
            return;
          }
        }
      }
    }
  }

  /** The entries of a hash from a bucket on, as many as fit a batch; the bucket to go on with. */
  OptionalInt visit(int bucket, BiConsumer<? super K, ? super V> visitor) {
    if (info.type() != MapType.HASH && info.type() != MapType.LRU_HASH) {
      throw new UnsupportedOperationException("map " + info.name() + " has no buckets");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_INT, bucket);
      MemorySegment out = arena.allocate(ValueLayout.JAVA_INT);
      for (int batch = FIRST_BATCH; ; batch = Math.multiplyExact(batch, 2)) {
        Step step = step(in.address(), out, batch, visitor);
        if (step != Step.GROW) {
          return step == Step.END
              ? OptionalInt.empty()
              : OptionalInt.of(out.get(ValueLayout.JAVA_INT, 0));
        }
      }
    }
  }

  private enum Step {
    MORE,
    GROW,
    SINGLY,
    END
  }

  private Step step(
      long in, MemorySegment out, int batch, BiConsumer<? super K, ? super V> visitor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment k = arena.allocate((long) batch * keys.size(), Long.BYTES);
      MemorySegment v = arena.allocate((long) batch * values.size(), Long.BYTES);
      MemorySegment count = arena.allocateFrom(ValueLayout.JAVA_INT, batch);
      int rc =
          Libbpf.bpf_map_lookup_batch(
              fd.number(), in, out.address(), k.address(), v.address(), count.address(), 0);
      if (rc == -Errno.ENOSPC) {
        return Step.GROW;
      }
      if (Errno.isUnsupported(-rc) && in == 0) {
        return Step.SINGLY;
      }
      if (rc != -Errno.ENOENT) {
        Errno.check(rc, "walk map " + info.name());
      }
      int found = count.get(ValueLayout.JAVA_INT, 0);
      for (int i = 0; i < found; i++) {
        visitor.accept(
            keys.decode(k, (long) i * keys.size()), values.decode(v, (long) i * values.size()));
      }
      return rc < 0 ? Step.END : Step.MORE;
    }
  }

  private void singly(BiConsumer<? super K, ? super V> visitor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocate(keys.size(), Long.BYTES);
      MemorySegment next = arena.allocate(keys.size(), Long.BYTES);
      MemorySegment value = arena.allocate(values.size(), Long.BYTES);
      int rc = Libbpf.bpf_map_get_next_key(fd.number(), 0, next.address());
      // A key that goes meanwhile may send the kernel back to the start: not more than once.
      for (long left = 2L * info.maxEntries(); rc == 0 && left > 0; left--) {
        key.copyFrom(next);
        if (Libbpf.bpf_map_lookup_elem(fd.number(), key.address(), value.address()) == 0) {
          visitor.accept(keys.decode(key, 0), values.decode(value, 0));
        }
        rc = Libbpf.bpf_map_get_next_key(fd.number(), key.address(), next.address());
      }
      if (rc < 0 && rc != -Errno.ENOENT) {
        throw Errno.failure(-rc, "walk map " + info.name());
      }
    }
  }
}
