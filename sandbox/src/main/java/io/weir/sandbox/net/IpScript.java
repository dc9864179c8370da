package io.weir.sandbox.net;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Commands for one network namespace that a single `ip -batch` process runs in order, stopping at
 * the first that fails.
 *
 * @param namespace empty for the namespace we run in
 * @param lines without the leading `ip`
 */
public record IpScript(Optional<String> namespace, List<String> lines) {
  private static final Path NAMESPACES = Path.of("/run/netns");

  public IpScript {
    lines = List.copyOf(lines);
  }

  static IpScript in(String namespace, List<String> lines) {
    return new IpScript(Optional.of(namespace), lines);
  }

  static IpScript here(List<String> lines) {
    return new IpScript(Optional.empty(), lines);
  }

  /** Removes named namespaces. */
  public static IpScript delete(List<String> namespaces) {
    return here(namespaces.stream().map(n -> "netns delete " + n).toList());
  }

  /** The file that a process enters a named namespace by. */
  public static Path file(String namespace) {
    return NAMESPACES.resolve(namespace);
  }

  /**
   * @throws SandboxFault with what `ip` said
   */
  public void run() {
    if (lines.isEmpty()) {
      return;
    }
    List<String> argv = new ArrayList<>(List.of("ip"));
    namespace.ifPresent(n -> argv.addAll(List.of("-n", n)));
    argv.addAll(List.of("-batch", "-"));
    Command.run(argv, String.join("\n", lines) + "\n");
  }
}
