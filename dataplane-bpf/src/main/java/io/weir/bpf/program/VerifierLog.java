package io.weir.bpf.program;

import io.weir.bpf.BpfException;
import io.weir.bpf.BpfException.VerifierRejected;
import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Libbpf;
import io.weir.bpf.libbpf.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Room for what the verifier says. The pages cost nothing until it says something: one program
 * fails to load at most, so all share the buffer.
 */
final class VerifierLog implements AutoCloseable {
  private static final long BYTES = (1L << 24) - 4096; // the most that any kernel takes
  private static final int TAIL_LINES = 6;

  private final Arena life = Arena.ofConfined();
  private final MemorySegment buffer;

  VerifierLog() {
    int flags = Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS;
    buffer = Libc.map(life, BYTES, flags, -1, "reserve memory for the verifier log");
  }

  void listenTo(long program) {
    Errno.check(
        Libbpf.bpf_program__set_log_buf(program, buffer.address(), BYTES), "set the verifier log");
  }

  /** True when the verifier itself refused: it has said why. */
  boolean hasText() {
    return buffer.get(ValueLayout.JAVA_BYTE, 0) != 0;
  }

  /** The exception for a refused program: the last lines, the source line, the log as a file. */
  BpfException rejection(String object, String program) {
    String text = buffer.getString(0);
    Path file = write(program, text);
    List<String> lines = text.lines().toList();
    List<String> said =
        lines.stream().filter(l -> !l.isBlank() && !l.startsWith("processed ")).toList();
    String source =
        lines.stream().filter(l -> l.startsWith("; ")).reduce((a, b) -> b).orElse("; unknown");
    String tail =
        String.join("\n  ", said.subList(Math.max(0, said.size() - TAIL_LINES), said.size()));
    return new VerifierRejected(
        program,
        "the verifier refused program %s of %s at source line '%s':%n  %s%nThe whole log is in %s; report it with the kernel version."
            .formatted(program, object, source.substring(2).strip(), tail, file),
        file);
  }

  private static Path write(String program, String text) {
    try {
      return Files.writeString(
          Files.createTempFile("weir-verifier-" + program + "-", ".log"), text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the verifier log of " + program, e);
    }
  }

  @Override
  public void close() {
    life.close();
  }
}
