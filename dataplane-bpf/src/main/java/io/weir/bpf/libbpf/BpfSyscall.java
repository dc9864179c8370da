package io.weir.bpf.libbpf;

import java.lang.foreign.MemorySegment;

/** bpf(2) itself, for commands that libbpf 1.1 cannot express. */
public final class BpfSyscall {
  public static final int PROG_QUERY = 16;
  public static final int LINK_CREATE = 28;

  private static final long NUMBER =
      switch (System.getProperty("os.arch")) {
        case "amd64", "x86_64" -> 321;
        case "aarch64", "riscv64" -> 280;
        case "ppc64le" -> 361;
        case "s390x" -> 351;
        default ->
            throw new io.weir.bpf.BpfException.Unsupported(
                "no number of bpf(2) known for os.arch=" + System.getProperty("os.arch"));
      };

  private BpfSyscall() {}

  /**
   * Runs one command.
   *
   * @param attributes union bpf_attr, zero where not used
   * @return 0 or more, or a negative errno
   */
  public static int bpf(int command, MemorySegment attributes) {
    long rc = Libc.syscall(NUMBER, command, attributes.address(), attributes.byteSize());
    return rc < 0 ? -Libc.errno() : (int) rc;
  }
}
