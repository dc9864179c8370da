package io.weir.bpf.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The unified cgroup hierarchy. */
public final class Cgroups {
  private Cgroups() {}

  /** Where cgroup v2 is mounted; its place differs where v1 is mounted too. */
  public static Optional<Path> mount() {
    return Mounts.read().first("cgroup2");
  }

  /**
   * The id that programs see ({@code bpf_get_current_cgroup_id}) and links report: the inode number
   * of the directory.
   */
  public static long id(Path directory) {
    try {
      return (long) Files.getAttribute(directory, "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at cgroup " + directory, e);
    }
  }
}
