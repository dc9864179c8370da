package io.weir.bpf.libbpf;

import java.nio.file.Path;

/**
 * A file descriptor that cannot be used after it was closed: its number may then belong to another
 * file, and a write would go there.
 */
public final class Fd implements AutoCloseable {
  private final int number;
  private final boolean owned;
  private volatile boolean open = true;

  private Fd(int number, boolean owned) {
    this.number = number;
    this.owned = owned;
  }

  /** Ours to close. */
  public static Fd owned(int number) {
    return new Fd(number, true);
  }

  /** Closed by libbpf with its object; closing this one only ends its use. */
  public static Fd borrowed(int number) {
    return new Fd(number, false);
  }

  /** Takes over what a libbpf call returned, or throws what its negative errno means. */
  public static Fd of(int rc, String what) {
    return owned(Errno.check(rc, what));
  }

  /** Opens a pinned map, program or link. */
  public static Fd pinned(Path pin) {
    Libbpf.require();
    return of(Libbpf.bpf_obj_get(pin.toString()), "open the pin " + pin);
  }

  /**
   * The number, for a system call.
   *
   * @throws IllegalStateException after close
   */
  public int number() {
    if (!open) {
      throw new IllegalStateException("file descriptor was " + number + " and is closed");
    }
    return number;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      if (owned) {
        Libc.close(number);
      }
    }
  }
}
