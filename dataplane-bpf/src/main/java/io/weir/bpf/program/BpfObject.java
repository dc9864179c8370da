package io.weir.bpf.program;

import io.weir.bpf.BpfException;
import io.weir.bpf.btf.Btf;
import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Libbpf;
import io.weir.bpf.libbpf.LibbpfLog;
import io.weir.bpf.libbpf.Libc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A compiled object that is not in the kernel yet: configure it, then {@link #load()}. Closing it
 * gives up; after load() the {@link LoadedObject} is what there is to close.
 */
public final class BpfObject implements AutoCloseable {
  /** Where the build puts the objects. */
  public static final String RESOURCES = "/io/weir/bpf/objects/";

  private final String name;
  private final Btf btf;
  private final long handle;
  private final Map<String, Long> maps = new LinkedHashMap<>();
  private final Map<String, Long> programs = new LinkedHashMap<>();
  private Optional<MapPins> pins = Optional.empty();
  private boolean open = true;

  private BpfObject(String name, Btf btf, long handle) {
    this.name = name;
    this.btf = btf;
    this.handle = handle;
    for (long m = next(0); m != 0; m = next(m)) {
      if (!Libbpf.bpf_map__is_internal(m)) {
        maps.put(Libbpf.bpf_map__name(m), m);
      }
    }
    for (long p = Libbpf.bpf_object__next_program(handle, 0);
        p != 0;
        p = Libbpf.bpf_object__next_program(handle, p)) {
      programs.put(Libbpf.bpf_program__name(p), p);
    }
  }

  private long next(long map) {
    return Libbpf.bpf_object__next_map(handle, map);
  }

  /**
   * Opens an object of the class path.
   *
   * @param resource {@code cgroup_sock.bpf.o} below {@link #RESOURCES}, or an absolute resource
   *     name
   */
  public static BpfObject open(String resource) {
    return open(resource, ObjectFiles.read(resource));
  }

  /** Opens an object of the file system. */
  public static BpfObject open(Path file) {
    return open(file.getFileName().toString(), ObjectFiles.read(file));
  }

  private static BpfObject open(String name, byte[] elf) {
    Libbpf.require();
    Btf btf = Btf.ofObject(elf, name);
    LibbpfLog.drain();
    return ObjectFiles.withFile(
        elf,
        file -> {
          long handle = Libbpf.bpf_object__open(file.toString());
          if (handle == 0) {
            throw Errno.failure(Libc.errno(), "open BPF object " + name);
          }
          LibbpfLog.drain(); // what it only warned of
          return new BpfObject(name, btf, handle);
        });
  }

  /** The types of the object, to bind pinned maps without loading it. */
  public Btf btf() {
    return btf;
  }

  /**
   * Sets {@code const volatile struct X config}, X being the struct that the record mirrors. The
   * verifier sees it as constants.
   */
  public <T extends Record> BpfObject configure(T record) {
    new Constants(name, btf, handle).write(record);
    return this;
  }

  /** Sizes a map; the default is what the source says. */
  public BpfObject maxEntries(String map, int entries) {
    Errno.check(
        Libbpf.bpf_map__set_max_entries(map(map), entries),
        "set map %s of %s to entries=%d".formatted(map, name, entries));
    return this;
  }

  /** Leaves a program out, where the kernel lacks what it needs. */
  public BpfObject without(String program) {
    Long found = programs.get(program);
    if (found == null) {
      throw new IllegalArgumentException("object " + name + " has no program " + program);
    }
    Errno.check(Libbpf.bpf_program__set_autoload(found, false), "leave out program " + program);
    return this;
  }

  /**
   * Keeps the maps under a directory of a bpffs: {@link #load()} adopts those that are pinned there
   * and pins the others. The directory is created with mode 0700, pins have mode 0600.
   *
   * @throws BpfException.MapIncompatible at load, when a pin has another type or size
   */
  public BpfObject pinMapsUnder(Path directory) {
    pins = Optional.of(new MapPins(directory));
    return this;
  }

  /**
   * Uses the maps that another object has pinned, in the sizes they have.
   *
   * @throws BpfException.KernelError when a map is not pinned there
   */
  public BpfObject useMapsUnder(Path directory) {
    try (PinnedMaps pinned = PinnedMaps.open(directory, btf)) {
      maps.keySet().forEach(map -> maxEntries(map, pinned.info(map).maxEntries()));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    return pinMapsUnder(directory);
  }

  /**
   * Gives the object to the kernel.
   *
   * @throws BpfException.VerifierRejected with the verifier's words
   */
  public LoadedObject load() {
    try (VerifierLog log = new VerifierLog()) {
      programs.values().forEach(log::listenTo);
      List<String> adopted = new ArrayList<>();
      pins.ifPresent(p -> adopted.addAll(p.adopt(maps)));
      LibbpfLog.drain();
      int rc = Libbpf.bpf_object__load(handle);
      if (rc < 0) {
        throw loadFailure(-rc, log);
      }
      pins.ifPresent(p -> p.pin(maps, adopted));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    LibbpfLog.drain();
    open = false;
    return new LoadedObject(name, btf, handle, maps, programs);
  }

  private BpfException loadFailure(int errno, VerifierLog log) {
    if (log.hasText()) {
      String said = LibbpfLog.drain();
      String failed =
          programs.keySet().stream()
              .filter(p -> said.contains("prog '" + p + "'"))
              .findFirst()
              .orElse("?");
      return log.rejection(name, failed);
    }
    return Errno.failure(errno, "load BPF object " + name);
  }

  private long map(String map) {
    Long found = maps.get(map);
    if (found == null) {
      throw new IllegalArgumentException("object " + name + " has no map " + map);
    }
    return found;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      Libbpf.bpf_object__close(handle);
    }
  }
}
