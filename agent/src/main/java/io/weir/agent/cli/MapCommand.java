package io.weir.agent.cli;

import io.weir.agent.attach.PinLayout;
import io.weir.agent.attach.SocketPrograms;
import io.weir.agent.attach.WirePrograms;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.agent.observe.Wire;
import io.weir.bpf.BpfException;
import io.weir.bpf.map.MapInfo;
import io.weir.bpf.map.MapType;
import io.weir.bpf.program.PinnedMaps;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir map ls|dump}: what the kernel holds, also when no agent runs. Only reads. */
@Command(name = "map", description = "The kernel maps of this node; needs no agent.")
final class MapCommand implements Runnable {
  @Spec private CommandSpec command;

  /** {@code --pin-dir}. */
  static final class Pins {
    @Option(
        names = "--pin-dir",
        paramLabel = "DIR",
        defaultValue = "${env:WEIR_PIN_DIRECTORY:-/sys/fs/bpf/weir}",
        description =
            "The agent's pinDirectory. Default: WEIR_PIN_DIRECTORY, else /sys/fs/bpf/weir.")
    private Path directory;

    /** The agent's pinDirectory. */
    Path directory() {
      return directory;
    }

    private Path maps() {
      return new PinLayout(directory).maps();
    }

    private List<String> names() {
      try (Stream<Path> files = Files.list(maps())) {
        return files.map(file -> file.getFileName().toString()).sorted().toList();
      } catch (AccessDeniedException e) {
        throw new CliFailure(Exit.NOT_PERMITTED, maps() + ": not permitted; only root may look");
      } catch (NoSuchFileException e) {
        throw new CliFailure(
            Exit.FINDING,
            maps() + ": no maps are pinned; has an agent run with this pinDirectory?");
      } catch (IOException e) {
        throw new CliFailure(Exit.FINDING, maps() + ": cannot be listed: " + e.getMessage());
      }
    }

    /** The maps of Services. */
    PinnedMaps open() {
      return PinnedMaps.open(maps(), SocketPrograms.OBJECT);
    }

    private List<Map<String, Object>> decoded(String name) {
      try (PinnedMaps policy = PinnedMaps.open(maps(), WorkloadPrograms.OBJECT);
          PinnedMaps wire = PinnedMaps.open(maps(), WirePrograms.OBJECT);
          PinnedMaps services = open()) {
        return PolicyDump.decoded(policy, name)
            .or(() -> WireDump.decoded(wire, name))
            .orElseGet(() -> MapDump.decoded(services, name));
      }
    }
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "missing command: ls or dump");
  }

  /** One line of {@code map ls}; entries is null where a map cannot be counted. */
  private record MapRow(String name, MapType type, Long entries, int capacity, long bytes) {}

  @Command(name = "ls", description = "The pinned maps, how full they are, and their memory.")
  int ls(@Mixin Pins pins, @Mixin Output output) {
    List<MapRow> rows = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    try (PinnedMaps maps = pins.open()) {
      for (String name : pins.names()) {
        try {
          rows.add(row(maps, name));
        } catch (BpfException e) {
          failures.add(name + ": " + e.getMessage());
        }
      }
    }
    output.print(Wire.list("MapList", rows), () -> table(rows));
    failures.forEach(f -> command.commandLine().getErr().println("weir: " + f));
    command.commandLine().getErr().flush();
    return failures.isEmpty() ? Exit.FINE : Exit.PARTIAL;
  }

  private static MapRow row(PinnedMaps maps, String name) {
    MapInfo info = maps.info(name);
    long[] count = {0};
    boolean counted = isCountable(info.type());
    if (counted) {
      maps.hex(name).forEach((_, _) -> count[0]++);
    }
    return new MapRow(
        name, info.type(), counted ? count[0] : null, info.maxEntries(), info.memoryBytes());
  }

  /** Arrays are always full; what lives in sockets cannot be walked. */
  private static boolean isCountable(MapType type) {
    return switch (type) {
      case HASH, LRU_HASH, LPM_TRIE -> true;
      default -> false;
    };
  }

  private static String table(List<MapRow> rows) {
    Table table = new Table("NAME", "TYPE", "ENTRIES", "CAPACITY", "BYTES");
    rows.forEach(r ->
        table.row(
            r.name(), r.type(), r.entries() == null ? "" : r.entries(), r.capacity(), r.bytes()));
    return table.toString();
  }

  @Command(name = "dump", description = "Every entry of a map, decoded.")
  int dump(
      @Mixin Pins pins,
      @Mixin Output output,
      @Option(names = "--raw", description = "Keys and values as hex, not decoded.") boolean raw,
      @Parameters(paramLabel = "NAME", description = "A map, as `weir map ls` names it.")
          String name) {
    if (!pins.names().contains(name)) {
      throw new CliFailure(Exit.FINDING, name + ": no such map; see `weir map ls`");
    }
    try (PinnedMaps maps = pins.open()) {
      List<Map<String, Object>> entries = raw ? raw(maps, name) : pins.decoded(name);
      output.print(Wire.list("MapDump", entries).put("map", name), () -> MapDump.table(entries));
    }
    return Exit.FINE;
  }

  private static List<Map<String, Object>> raw(PinnedMaps maps, String name) {
    MapType type = maps.info(name).type();
    if (!isCountable(type) && type != MapType.ARRAY) {
      throw new CliFailure(Exit.USAGE, name + ": a map of type " + type + " has no raw form");
    }
    List<Map<String, Object>> entries = new ArrayList<>();
    maps.hex(name)
        .forEach((key, value) -> {
          Map<String, Object> entry = new LinkedHashMap<>();
          entry.put("key", key);
          entry.put("value", value);
          entries.add(entry);
        });
    return entries;
  }
}
