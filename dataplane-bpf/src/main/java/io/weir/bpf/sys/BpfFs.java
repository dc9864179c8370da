package io.weir.bpf.sys;

import io.weir.bpf.libbpf.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file system that keeps maps and links while no process holds them. */
public final class BpfFs {
  private static final String TYPE = "bpf";

  private BpfFs() {}

  /** True when a path, which need not exist yet, lies on a bpffs. */
  public static boolean contains(Path path) {
    return Mounts.read().of(path).filter(m -> m.type().equals(TYPE)).isPresent();
  }

  /** Mounts one at a directory, created if need be, readable by root only. */
  public static void mount(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory + " to mount a bpffs", e);
    }
    Libc.check(
        Libc.mount(TYPE, directory.toString(), TYPE, 0, "mode=0700"),
        "mount a bpffs at " + directory);
  }
}
