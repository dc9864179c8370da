package io.weir.bpf.program;

import io.weir.bpf.BpfException.MapIncompatible;
import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libbpf;
import io.weir.bpf.map.MapInfo;
import io.weir.bpf.map.MapType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Maps pinned by name under one directory of a bpffs. */
final class MapPins {
  private static final int RDONLY_PROG = 0x80;

  private final Path directory;

  MapPins(Path directory) {
    this.directory = directory;
  }

  /** Makes an unloaded object use the maps that are pinned; returns their names. */
  List<String> adopt(Map<String, Long> maps) {
    createDirectory();
    List<String> adopted = new ArrayList<>();
    maps.forEach((name, map) -> {
      Path pin = directory.resolve(name);
      if (Files.exists(pin)) {
        try (Fd fd = Fd.pinned(pin)) {
          requireEqual(pin, map, MapInfo.of(fd, name));
          Errno.check(Libbpf.bpf_map__reuse_fd(map, fd.number()), "adopt map " + pin);
        }
        adopted.add(name);
      }
    });
    return adopted;
  }

  /** Pins the maps of a loaded object, but for those adopted. */
  void pin(Map<String, Long> maps, List<String> adopted) {
    maps.forEach((name, map) -> {
      if (!adopted.contains(name)) {
        Path pin = directory.resolve(name);
        Errno.check(Libbpf.bpf_obj_pin(Libbpf.bpf_map__fd(map), pin.toString()), "pin map " + pin);
        permit(pin, "rw-------");
      }
    });
  }

  private void createDirectory() {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory + " on the bpffs", e);
    }
    permit(directory, "rwx------");
  }

  private static void permit(Path path, String permissions) {
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set the permissions of " + path, e);
    }
  }

  private static void requireEqual(Path pin, long map, MapInfo pinned) {
    MapType type = MapType.of(Libbpf.bpf_map__type(map));
    MapInfo wanted =
        new MapInfo(
            pinned.id(),
            pinned.name(),
            type,
            Libbpf.bpf_map__key_size(map),
            Libbpf.bpf_map__value_size(map),
            Libbpf.bpf_map__max_entries(map),
            Libbpf.bpf_map__map_flags(map) | addedByKernel(type),
            pinned.memoryBytes());
    if (!wanted.equals(pinned)) {
      throw new MapIncompatible(
          "the map pinned at %s is %s, this version wants %s. Convert it, or remove the pin (its entries are lost)."
              .formatted(pin, shape(pinned), shape(wanted)));
    }
  }

  /** Programs must not write into the entries of a device map: the kernel adds the flag itself. */
  private static int addedByKernel(MapType type) {
    return type == MapType.DEVMAP || type == MapType.DEVMAP_HASH ? RDONLY_PROG : 0;
  }

  private static String shape(MapInfo map) {
    return "type=%s keySize=%d valueSize=%d maxEntries=%d flags=%#x"
        .formatted(map.type(), map.keySize(), map.valueSize(), map.maxEntries(), map.flags());
  }
}
