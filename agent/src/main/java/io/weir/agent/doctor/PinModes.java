package io.weir.agent.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A pin's mode is the only lock of a map: whoever may open it may rewrite it. */
final class PinModes {
  private static final Set<String> OTHERS =
      Set.of(
          "GROUP_READ",
          "GROUP_WRITE",
          "GROUP_EXECUTE",
          "OTHERS_READ",
          "OTHERS_WRITE",
          "OTHERS_EXECUTE");
  private static final int SHOWN = 3;

  private PinModes() {}

  /**
   * @param pins the agent's pinDirectory
   */
  static Finding look(Path pins) {
    if (!Files.isDirectory(pins)) {
      return Finding.pass("pins", "nothing is pinned in " + pins);
    }
    try (Stream<Path> all = Files.walk(pins)) {
      List<String> open = all.filter(PinModes::isOpen).map(Path::toString).sorted().toList();
      return open.isEmpty()
          ? Finding.pass("pins", "for root only")
          : Finding.fail(
              "pins",
              open.size() + " are open to others: " + String.join(", ", first(open)),
              "chmod -R go-rwx " + pins);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at the pins in " + pins, e);
    }
  }

  private static List<String> first(List<String> open) {
    return open.subList(0, Math.min(SHOWN, open.size()));
  }

  private static boolean isOpen(Path pin) {
    try {
      return Files.getPosixFilePermissions(pin).stream().anyMatch(p -> OTHERS.contains(p.name()));
    } catch (IOException _) {
      return false; // it has gone meanwhile
    }
  }
}
