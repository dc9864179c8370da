package io.weir.bpf;

import io.weir.bpf.probe.Preflight;
import io.weir.bpf.sys.BpfFs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine: root, a bpffs of its own, commands. */
public final class KernelTest {
  private static final String ROOT = "/run/weir-bpf-it-";

  private KernelTest() {}

  /** Skips the test, and says why, where this machine cannot run BPF programs. */
  public static void require() {
    List<String> problems =
        Preflight.check(Path.of("/")).stream().filter(p -> !p.contains("not on a bpffs")).toList();
    Assumptions.assumeTrue(problems.isEmpty(), () -> "skipped: " + String.join(" ", problems));
  }

  /** A bpffs for one test class; what an earlier, crashed run left there goes first. */
  public static Path bpffs(String test) {
    Path directory = Path.of(ROOT + test);
    if (BpfFs.contains(directory)) {
      release(directory);
    }
    BpfFs.mount(directory);
    return directory;
  }

  /** Unmounts it, and with it releases all that is pinned there. */
  public static void release(Path bpffs) {
    run("umount", bpffs.toString());
    if (!bpffs.toFile().delete()) {
      throw new AssertionError("cannot remove " + bpffs);
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
