package io.weir.bpf;

import java.nio.file.Path;

/**
 * Something the kernel or libbpf did not do. The message says what failed, on which object, why,
 * and what to do; the subclass tells a caller what kind of failure it is.
 */
public abstract sealed class BpfException extends RuntimeException {
  private BpfException(String message) {
    super(message);
  }

  /** The kernel, or the installed libbpf, lacks a feature. */
  public static final class Unsupported extends BpfException {
    public Unsupported(String message) {
      super(message);
    }
  }

  /** A capability or a file permission is missing. */
  public static final class NotPermitted extends BpfException {
    public NotPermitted(String message) {
      super(message);
    }
  }

  /** A map has no room left. The entries before {@code done} of the same call were written. */
  public static final class MapFull extends BpfException {
    private final String map;
    private final int maxEntries;
    private final int done;

    public MapFull(String map, int maxEntries, int done, Object key) {
      super(
          "cannot put %s: map %s is full, entries=%d; %d entries of this call were written. Raise its maximum, or remove what is no longer used."
              .formatted(key, map, maxEntries, done));
      this.map = map;
      this.maxEntries = maxEntries;
      this.done = done;
    }

    public String map() {
      return map;
    }

    public int maxEntries() {
      return maxEntries;
    }

    /** How many entries of the failed call were written, in the order they were given. */
    public int done() {
      return done;
    }
  }

  /** What is pinned has another type, size or flags than what the object needs. */
  public static final class MapIncompatible extends BpfException {
    public MapIncompatible(String message) {
      super(message);
    }
  }

  /** The verifier refused a program; the message carries its last lines. */
  public static final class VerifierRejected extends BpfException {
    private final String program;
    private final Path log;

    public VerifierRejected(String program, String message, Path log) {
      super(message);
      this.program = program;
      this.log = log;
    }

    public String program() {
      return program;
    }

    /** The whole verifier log. */
    public Path log() {
      return log;
    }
  }

  /** A Java record and the C struct it mirrors differ. */
  public static final class LayoutMismatch extends BpfException {
    private final String struct;
    private final String field;

    public LayoutMismatch(String struct, String field, String reason) {
      super("struct %s, field %s: %s".formatted(struct, field, reason));
      this.struct = struct;
      this.field = field;
    }

    public String struct() {
      return struct;
    }

    public String field() {
      return field;
    }
  }

  /** Any other error of the kernel. */
  public static final class KernelError extends BpfException {
    private final String errno;

    public KernelError(String errno, String message) {
      super(message);
      this.errno = errno;
    }

    /** The name of the error, such as {@code ENODEV}. */
    public String errno() {
      return errno;
    }
  }
}
