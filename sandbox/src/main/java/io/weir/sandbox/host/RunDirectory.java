package io.weir.sandbox.host;

import io.weir.sandbox.net.SandboxFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files of one sandbox.
 *
 * @param path /run/weir/sandbox/NAME
 */
public record RunDirectory(Path path) {
  public static final Path ALL = Path.of("/run/weir/sandbox");

  public static RunDirectory of(String sandbox) {
    return new RunDirectory(ALL.resolve(sandbox));
  }

  /** Names of the sandboxes that have one. */
  public static List<String> names() {
    if (!Files.isDirectory(ALL)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(ALL)) {
      return children
          .filter(Files::isDirectory)
          .map(p -> p.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new SandboxFault("cannot list " + ALL, e);
    }
  }

  public Path state() {
    return path.resolve("state.json");
  }

  public Path kubeconfig() {
    return path.resolve("kubeconfig");
  }

  /** Written by the server once it accepts connections: its address. */
  public Path apiUrl() {
    return path.resolve("api.url");
  }

  public Path log(String process) {
    return path.resolve(process + ".log");
  }

  public Path bpffs() {
    return path.resolve("bpf");
  }

  public Path pins(String node) {
    return bpffs().resolve(node);
  }

  /** The agent's own files: its socket. */
  public Path agent(String node) {
    return path.resolve("agent-" + node);
  }

  /** Where the namespace and cgroup of a running pod are written, for {@code exec}. */
  public Path pod(String namespace, String name) {
    return path.resolve("pods").resolve(namespace).resolve(name);
  }

  public void create() {
    try {
      Files.createDirectories(bpffs());
    } catch (IOException e) {
      throw new SandboxFault("cannot create " + bpffs(), e);
    }
  }

  /** Readers see the old content or the new one, never a part. */
  public static void write(Path file, String text) {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(draft, text);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new SandboxFault("cannot write " + file, e);
    }
  }

  public static Optional<String> read(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new SandboxFault("cannot read " + file, e);
    }
  }

  /** The bpffs must be unmounted before. */
  public void remove() {
    if (!Files.isDirectory(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new SandboxFault("cannot remove " + path, e);
    }
  }
}
