package io.weir.bpf;

import io.weir.bpf.probe.Preflight;
import io.weir.bpf.sys.BpfFs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine: root, a bpffs of its own, commands. */
public final class KernelTest {
  private static final Path ROOT = Path.of("/run/weir-bpf-it");

  private KernelTest() {}

  /** Skips the test, and says why, where this machine cannot run BPF programs. */
  public static void require() {
    List<String> problems =
        Preflight.check(ROOT).stream().filter(p -> !p.contains("not on a bpffs")).toList();
    Assumptions.assumeTrue(problems.isEmpty(), () -> "skipped: " + String.join(" ", problems));
  }

  /** A bpffs for the tests; what an earlier, crashed run left there is removed. */
  public static Path bpffs(String test) {
    if (!BpfFs.contains(ROOT)) {
      BpfFs.mount(ROOT);
    }
    Path directory = ROOT.resolve(test);
    remove(directory);
    try {
      return Files.createDirectory(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes pins, and the mount with the last of them. */
  public static void release(Path bpffs) {
    remove(bpffs);
    try (var left = Files.list(ROOT)) {
      if (left.findAny().isEmpty()) {
        run("umount", ROOT.toString());
        Files.delete(ROOT);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command and returns what it printed; fails when it fails. */
  public static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + said);
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
