package io.weir.bpf.program;

import io.weir.bpf.abi.PacketCounter;
import io.weir.bpf.btf.Btf;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.map.Codecs;
import io.weir.bpf.map.KernelMap;
import io.weir.bpf.map.MapInfo;
import io.weir.bpf.map.MappedArray;
import io.weir.bpf.map.PacketCounters;
import io.weir.bpf.map.PerCpuCounters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Maps that are pinned under a directory, opened without loading a program: for tools that look at
 * a node whose agent may not run. Closing it closes all maps it gave.
 */
public final class PinnedMaps implements AutoCloseable {
  private final Path directory;
  private final Btf btf;
  private final List<AutoCloseable> opened = new ArrayList<>();

  private PinnedMaps(Path directory, Btf btf) {
    this.directory = directory;
    this.btf = btf;
  }

  /**
   * The maps under a directory, typed by the object that declares them.
   *
   * @param resource as in {@link BpfObject#open(String)}
   */
  public static PinnedMaps open(Path directory, String resource) {
    return new PinnedMaps(directory, Btf.ofObject(ObjectFiles.read(resource), resource));
  }

  /** The maps under a directory, with types at hand. */
  public static PinnedMaps open(Path directory, Btf btf) {
    return new PinnedMaps(directory, btf);
  }

  /** True when a map of this name is pinned. */
  public boolean has(String map) {
    return Files.exists(directory.resolve(map));
  }

  public <K, V> BpfMap<K, V> map(String map, Class<K> key, Class<V> value) {
    MapCodecs codecs = new MapCodecs(btf, map);
    return new KernelMap<>(fd(map), map, codecs.key(key), codecs.value(value));
  }

  /** A map of any type but per-CPU ones, its keys and values as hex digits. */
  public BpfMap<String, String> hex(String map) {
    MapInfo info = info(map);
    return new KernelMap<>(fd(map), map, Codecs.hex(info.keySize()), Codecs.hex(info.valueSize()));
  }

  public <V> MappedArray<V> mappedArray(String map, Class<V> value) {
    MappedArray<V> array = new MappedArray<>(fd(map), map, new MapCodecs(btf, map).value(value));
    opened.add(array::close);
    return array;
  }

  public PerCpuCounters counters(String map) {
    return new PerCpuCounters(fd(map), map);
  }

  /** A per-CPU array of {@code struct packet_counter}. */
  public PacketCounters packetCounters(String map) {
    return new PacketCounters(fd(map), map, new MapCodecs(btf, map).value(PacketCounter.class));
  }

  public MapInfo info(String map) {
    try (Fd fd = Fd.pinned(directory.resolve(map))) {
      return MapInfo.of(fd, map);
    }
  }

  private Fd fd(String map) {
    Fd fd = Fd.pinned(directory.resolve(map));
    opened.add(fd);
    return fd;
  }

  @Override
  public void close() {
    for (AutoCloseable each : opened) {
      try {
        each.close();
      } catch (Exception e) {
        throw new AssertionError("closing a map never fails", e);
      }
    }
    opened.clear();
  }
}
