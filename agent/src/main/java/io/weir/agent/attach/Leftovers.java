package io.weir.agent.attach;

import io.weir.bpf.program.LinkInfo;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.PinnedFiles;
import io.weir.bpf.program.PinnedFiles.Kind;
import io.weir.bpf.program.PinnedFiles.Pin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What agents, of this version or another, have left in the kernel of a node that no agent is to
 * serve any more. Filters are looked for in the network namespace of the calling thread.
 */
public final class Leftovers {
  private static final Pattern VERSION = Pattern.compile("v\\d+");

  private final Path root;
  private final ClsactFilters filters;

  /**
   * @param root the pin directory; of what else lies in it nothing is touched
   * @param interfaces the indexes of all interfaces of the network namespace
   */
  public Leftovers(Path root, Set<Integer> interfaces) {
    this.root = root;
    this.filters = new ClsactFilters(() -> interfaces);
  }

  /**
   * One thing that is there.
   *
   * @param kind link, filter, program or map
   * @param name of the pin or of the filter's program
   * @param at what it is attached to, or where it is pinned
   */
  public record Left(String kind, String name, String at) {}

  /** Everything that {@link #remove} would remove, but for directories. */
  public List<Left> list() {
    List<Left> all = new ArrayList<>();
    for (Pin pin : pins()) {
      all.add(described(pin));
    }
    for (WorkloadHook hook : byTc()) {
      for (int ifindex : filters.left(List.of(hook))) {
        all.add(new Left("filter", hook.program(), "interface " + ifindex));
      }
    }
    return all;
  }

  /**
   * Detaches every program, then lets go of the maps. The kernel frees what nobody holds any more.
   *
   * @return what was there
   */
  public List<Left> remove() {
    List<Left> all = list();
    List<Pin> pins = pins();
    pins.stream().filter(pin -> pin.kind() == Kind.LINK).forEach(PinnedFiles::remove);
    for (WorkloadHook hook : byTc()) {
      filters.left(List.of(hook)).forEach(ifindex -> filters.detach(ifindex, hook));
    }
    pins.stream().filter(pin -> pin.kind() != Kind.LINK).forEach(PinnedFiles::remove);
    versions().forEach(Leftovers::removeDirectories);
    removeIfEmpty(root);
    return all;
  }

  /** Removes a directory that nothing is in, unless something is mounted there. */
  public static void removeIfEmpty(Path directory) {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      return; // the rest is not ours
    } catch (FileSystemException e) {
      if (!"Device or resource busy".equals(e.getReason())) {
        throw new UncheckedIOException("cannot remove " + directory, e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory, e);
    }
  }

  private static List<WorkloadHook> byTc() {
    return Stream.of(WorkloadHook.values()).filter(hook -> hook.hook() != null).toList();
  }

  private List<Pin> pins() {
    return versions().stream()
        .flatMap(version -> PinnedFiles.under(version).stream())
        .sorted(Comparator.comparing(Pin::kind))
        .toList();
  }

  /** The directories of all layout versions, other programs' neighbours excepted. */
  private List<Path> versions() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root)) {
      for (Path each : all) {
        if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
            && VERSION.matcher(each.getFileName().toString()).matches()) {
          found.add(each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + root, e);
    }
    return found;
  }

  private static Left described(Pin pin) {
    String name = pin.path().getFileName().toString();
    if (pin.kind() != Kind.LINK) {
      return new Left(pin.kind() == Kind.MAP ? "map" : "program", name, pin.path().toString());
    }
    return new Left("link", name, Links.info(pin.path()).map(Leftovers::target).orElse(""));
  }

  private static String target(LinkInfo link) {
    if (link.target() == 0) {
      return "nothing: what it was attached to is gone";
    }
    boolean cgroup = link.attachType().filter(type -> type.name().startsWith("CGROUP")).isPresent();
    return (cgroup ? "cgroup " : "interface ") + link.target();
  }

  private static void removeDirectories(Path top) {
    try (Stream<Path> tree = Files.walk(top)) {
      tree.sorted(Comparator.reverseOrder()).forEach(Leftovers::removeIfEmpty);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the directories under " + top, e);
    }
  }
}
