package io.weir.bpf.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The mount table of this process (proc_pid_mountinfo(5)). */
record Mounts(List<Mount> all) {
  /** One line: where, and which type of file system. */
  record Mount(Path at, String type) {}

  static Mounts read() {
    Path table = Path.of("/proc/self/mountinfo");
    try {
      return new Mounts(
          Files.readAllLines(table).stream().flatMap(l -> parse(l).stream()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + table, e);
    }
  }

  /** {@code 36 35 98:0 /root /at rw shared:1 - ext4 /dev/x rw}; the optional fields vary. */
  static Optional<Mount> parse(String line) {
    List<String> fields = Arrays.asList(line.split(" "));
    int separator = fields.indexOf("-");
    if (fields.size() < 7 || separator < 6 || separator + 1 >= fields.size()) {
      return Optional.empty();
    }
    String at = fields.get(4).replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    return Optional.of(new Mount(Path.of(at), fields.get(separator + 1)));
  }

  Optional<Path> first(String type) {
    return all.stream().filter(m -> m.type().equals(type)).map(Mount::at).findFirst();
  }

  /** The mount that a path lies on: the longest, and of equals the last. */
  Optional<Mount> of(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return all.stream()
        .filter(m -> absolute.startsWith(m.at()))
        .reduce((a, b) -> b.at().getNameCount() >= a.at().getNameCount() ? b : a);
  }
}
