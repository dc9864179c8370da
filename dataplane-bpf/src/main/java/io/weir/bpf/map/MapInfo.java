package io.weir.bpf.map;

import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libbpf;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel says of one map.
 *
 * @param keySize bytes
 * @param valueSize bytes
 * @param flags BPF_F_* of its creation
 * @param memoryBytes what it is charged for; 0 where /proc does not tell
 */
public record MapInfo(
    int id,
    String name,
    MapType type,
    int keySize,
    int valueSize,
    int maxEntries,
    int flags,
    long memoryBytes) {
  private static final int INFO_BYTES = 88; // struct bpf_map_info of 5.15
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  /** Asks the kernel. {@code name} is ours: the kernel keeps 15 characters only. */
  public static MapInfo of(Fd fd, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(INFO_BYTES);
      MemorySegment size = arena.allocateFrom(INT, INFO_BYTES);
      Errno.check(
          Libbpf.bpf_obj_get_info_by_fd(fd.number(), info.address(), size.address()),
          "read the description of map " + name);
      return new MapInfo(
          info.get(INT, 4),
          name,
          MapType.of(info.get(INT, 0)),
          info.get(INT, 8),
          info.get(INT, 12),
          info.get(INT, 16),
          info.get(INT, 20),
          memory(fd));
    }
  }

  private static long memory(Fd fd) {
    try {
      return Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd.number())).stream()
          .filter(line -> line.startsWith("memlock:"))
          .mapToLong(line -> Long.parseLong(line.substring("memlock:".length()).strip()))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // a figure for people to read; nothing depends on it
    }
  }
}
