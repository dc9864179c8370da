package io.weir.agent.attach;

import io.weir.bpf.sys.Cgroups;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Finds the cgroups of pods as kubelet names them: a directory {@code pod<uid>} (cgroupfs driver)
 * or {@code kubepods-...-pod<uid>.slice} with underscores for dashes (systemd driver), at most a
 * few levels below the root. The id of a cgroup v2 directory is its inode number.
 */
public final class PodCgroups {
  /**
   * kubepods.slice / kubepods-burstable.slice / kubepods-burstable-pod….slice, and one to spare.
   */
  private static final int DEPTH = 4;

  private static final int UID_LENGTH = 36;

  private final Path root;

  public PodCgroups(Path root) {
    this.root = root;
  }

  /** The cgroup ids of those of {@code uids} that have one by now. */
  public Map<String, Long> find(Set<String> uids) {
    Map<String, Long> found = new HashMap<>();
    walk(root, DEPTH, uids, found);
    return found;
  }

  private static void walk(Path directory, int depth, Set<String> uids, Map<String, Long> found) {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory, Files::isDirectory)) {
      for (Path child : children) {
        String uid = uid(child.getFileName().toString());
        if (uids.contains(uid)) {
          found.put(uid, Cgroups.id(child));
        } else if (uid.isEmpty() && depth > 1) {
          walk(child, depth - 1, uids, found);
        }
      }
    } catch (IOException | UncheckedIOException | DirectoryIteratorException gone) {
      // A cgroup that vanishes while we look is a pod that has ended: the next look is right again.
    }
  }

  /** The pod uid that a directory name carries, or "". */
  static String uid(String name) {
    String bare = name.endsWith(".slice") ? name.substring(0, name.length() - 6) : name;
    int at = bare.lastIndexOf("pod");
    if (at < 0 || bare.length() - at - 3 != UID_LENGTH) {
      return "";
    }
    return bare.substring(at + 3).replace('_', '-');
  }
}
