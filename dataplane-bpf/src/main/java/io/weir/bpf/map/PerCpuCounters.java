package io.weir.bpf.map;

import io.weir.bpf.BpfException;
import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libbpf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A per-CPU array of __u64: each read is the sum over all CPUs. */
public final class PerCpuCounters {
  private final Fd fd;
  private final MapInfo info;
  private final int cpus;

  public PerCpuCounters(Fd fd, String name) {
    this.fd = fd;
    this.info = MapInfo.of(fd, name);
    this.cpus = Errno.check(Libbpf.libbpf_num_possible_cpus(), "count the possible CPUs");
    if (info.type() != MapType.PERCPU_ARRAY || info.valueSize() != Long.BYTES) {
      throw new BpfException.MapIncompatible(
          "map %s, type=%s valueSize=%d, is no per-CPU array of __u64"
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
  public long sum(int index) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocateFrom(ValueLayout.JAVA_INT, index);
      MemorySegment perCpu = arena.allocate(ValueLayout.JAVA_LONG, cpus);
      Errno.check(
          Libbpf.bpf_map_lookup_elem(fd.number(), key.address(), perCpu.address()),
          "read counter %d of map %s, entries=%d".formatted(index, name(), size()));
      long sum = 0;
      for (int cpu = 0; cpu < cpus; cpu++) {
        sum += perCpu.getAtIndex(ValueLayout.JAVA_LONG, cpu);
      }
      return sum;
    }
  }
}
