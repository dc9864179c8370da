package io.weir.bpf.program;

import io.weir.bpf.libbpf.Fd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whatever is pinned under a directory of a bpffs, also what this version does not know. */
public final class PinnedFiles {
  private PinnedFiles() {}

  /** Kinds of pins, in the order in which they can go: a link uses a program, that uses maps. */
  public enum Kind {
    LINK,
    PROGRAM,
    MAP
  }

  /** A pin and what the kernel keeps there. */
  public record Pin(Path path, Kind kind) {}

  /** All pins below a directory in the order of their kinds; none where it does not exist. */
  public static List<Pin> under(Path directory) {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    List<Pin> pins = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(directory)) {
      tree.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .forEach(path -> pins.add(new Pin(path, kind(path))));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list what is pinned under " + directory, e);
    }
    pins.sort(Comparator.comparing(Pin::kind).thenComparing(Pin::path));
    return pins;
  }

  /** Detaches a link at once, and removes the pin. */
  public static void remove(Pin pin) {
    if (pin.kind() == Kind.LINK) {
      Links.detach(pin.path());
      return;
    }
    try {
      Files.delete(pin.path());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the pin " + pin.path(), e);
    }
  }

  /** The kernel names the file behind a descriptor after what it is. */
  private static Kind kind(Path path) {
    try (Fd fd = Fd.pinned(path)) {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd.number())).toString();
      if (file.contains("link")) {
        return Kind.LINK;
      }
      return file.contains("prog") ? Kind.PROGRAM : Kind.MAP;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tell what is pinned at " + path, e);
    }
  }
}
