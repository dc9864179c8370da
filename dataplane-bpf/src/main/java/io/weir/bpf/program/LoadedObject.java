package io.weir.bpf.program;

import io.weir.bpf.BpfException.LayoutMismatch;
import io.weir.bpf.abi.BpfStruct;
import io.weir.bpf.abi.PacketCounter;
import io.weir.bpf.btf.Btf;
import io.weir.bpf.btf.Layout.Struct;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libbpf;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.map.Codec;
import io.weir.bpf.map.Codecs;
import io.weir.bpf.map.KernelMap;
import io.weir.bpf.map.MapInfo;
import io.weir.bpf.map.MappedArray;
import io.weir.bpf.map.PacketCounters;
import io.weir.bpf.map.PerCpuCounters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object in the kernel. Closing it closes its file descriptors, and with them the maps and
 * programs handed out here; what is pinned or attached by a pinned link stays.
 */
public final class LoadedObject implements AutoCloseable {
  private final String name;
  private final Btf btf;
  private final long handle;
  private final Map<String, Fd> maps = new LinkedHashMap<>();
  private final Map<String, Program> programs = new LinkedHashMap<>();
  private final List<MappedArray<?>> mapped = new ArrayList<>();

  LoadedObject(
      String name, Btf btf, long handle, Map<String, Long> maps, Map<String, Long> programs) {
    this.name = name;
    this.btf = btf;
    this.handle = handle;
    maps.forEach((key, map) -> this.maps.put(key, Fd.borrowed(Libbpf.bpf_map__fd(map))));
    programs.forEach((key, program) -> {
      if (Libbpf.bpf_program__autoload(program)) {
        this.programs.put(key, new Program(key, Fd.borrowed(Libbpf.bpf_program__fd(program))));
      }
    });
  }

  public String name() {
    return name;
  }

  public Btf btf() {
    return btf;
  }

  /**
   * A map with its types.
   *
   * @throws io.weir.bpf.BpfException.LayoutMismatch when a record differs from its struct
   */
  public <K, V> BpfMap<K, V> map(String map, Class<K> key, Class<V> value) {
    MapCodecs codecs = new MapCodecs(btf, map);
    return new KernelMap<>(fd(map), map, codecs.key(key), codecs.value(value));
  }

  /** An array map with BPF_F_MMAPABLE, mapped into our memory until this object is closed. */
  public <V> MappedArray<V> mappedArray(String map, Class<V> value) {
    MappedArray<V> array = new MappedArray<>(fd(map), map, new MapCodecs(btf, map).value(value));
    mapped.add(array);
    return array;
  }

  /** A per-CPU array of __u64. */
  public PerCpuCounters counters(String map) {
    return new PerCpuCounters(fd(map), map);
  }

  /** A per-CPU array of {@code struct packet_counter}. */
  public PacketCounters packetCounters(String map) {
    return new PacketCounters(fd(map), map, new MapCodecs(btf, map).value(PacketCounter.class));
  }

  /** A codec for the struct that a record mirrors, such as the argument of a syscall program. */
  public <T extends Record> Codec<T> codec(Class<T> type) {
    String struct = type.getAnnotation(BpfStruct.class).value();
    Struct layout =
        btf.struct(struct)
            .orElseThrow(() ->
                new LayoutMismatch(struct, "-", "object %s does not have it".formatted(name)));
    return Codecs.bind(type, layout, "argument of a program of " + name);
  }

  /** A constant that the programs were loaded with, as {@link BpfObject#configure} or C set it. */
  public <T extends Record> T constant(Class<T> type) {
    return new Constants(name, btf, handle).read(type);
  }

  /** What the kernel says of each map. */
  public List<MapInfo> maps() {
    return maps.entrySet().stream().map(e -> MapInfo.of(e.getValue(), e.getKey())).toList();
  }

  public Program program(String program) {
    return Optional.ofNullable(programs.get(program))
        .orElseThrow(
            () -> new IllegalArgumentException("object " + name + " loaded no program " + program));
  }

  public List<Program> programs() {
    return List.copyOf(programs.values());
  }

  private Fd fd(String map) {
    Fd fd = maps.get(map);
    if (fd == null) {
      throw new IllegalArgumentException("object " + name + " has no map " + map);
    }
    return fd;
  }

  @Override
  public void close() {
    mapped.forEach(MappedArray::close);
    maps.values().forEach(Fd::close);
    programs.values().forEach(Program::close);
    Libbpf.bpf_object__close(handle);
  }
}
