package io.weir.bpf.libbpf;

import java.nio.file.Path;

/** A file descriptor that is ours to close. */
public record Fd(int number) implements AutoCloseable {
  /** Takes over what a libbpf call returned, or throws what its negative errno means. */
  public static Fd of(int rc, String what) {
    return new Fd(Errno.check(rc, what));
  }

  /** Opens a pinned map, program or link. */
  public static Fd pinned(Path pin) {
    return of(Libbpf.bpf_obj_get(pin.toString()), "open the pin " + pin);
  }

  @Override
  public void close() {
    Libc.close(number);
  }
}
