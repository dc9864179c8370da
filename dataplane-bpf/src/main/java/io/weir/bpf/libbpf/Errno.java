package io.weir.bpf.libbpf;

import io.weir.bpf.BpfException;
import java.util.Map;

/** Error numbers of Linux (asm-generic, the same on x86-64 and arm64) and what they mean to us. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int E2BIG = 7;
  public static final int EAGAIN = 11;
  public static final int EACCES = 13;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ENOSPC = 28;
  public static final int EOPNOTSUPP = 95;
  public static final int ENOBUFS = 105;

  /** Internal to the kernel, but the batch commands return it for maps that lack them. */
  public static final int ENOTSUPP = 524;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(EPERM, "EPERM"),
          Map.entry(ENOENT, "ENOENT"),
          Map.entry(3, "ESRCH"),
          Map.entry(EINTR, "EINTR"),
          Map.entry(5, "EIO"),
          Map.entry(E2BIG, "E2BIG"),
          Map.entry(9, "EBADF"),
          Map.entry(EAGAIN, "EAGAIN"),
          Map.entry(12, "ENOMEM"),
          Map.entry(EACCES, "EACCES"),
          Map.entry(14, "EFAULT"),
          Map.entry(16, "EBUSY"),
          Map.entry(EEXIST, "EEXIST"),
          Map.entry(ENODEV, "ENODEV"),
          Map.entry(20, "ENOTDIR"),
          Map.entry(EINVAL, "EINVAL"),
          Map.entry(24, "EMFILE"),
          Map.entry(ENOSPC, "ENOSPC"),
          Map.entry(34, "ERANGE"),
          Map.entry(36, "ENAMETOOLONG"),
          Map.entry(38, "ENOSYS"),
          Map.entry(EOPNOTSUPP, "EOPNOTSUPP"),
          Map.entry(98, "EADDRINUSE"),
          Map.entry(ENOBUFS, "ENOBUFS"),
          Map.entry(110, "ETIMEDOUT"),
          Map.entry(111, "ECONNREFUSED"),
          Map.entry(116, "ESTALE"),
          Map.entry(ENOTSUPP, "ENOTSUPP"));

  private Errno() {}

  /** {@code EPERM} for 1; {@code errno=N} for one we do not name. */
  public static String name(int errno) {
    return NAMES.getOrDefault(errno, "errno=" + errno);
  }

  /** True where the kernel says that it does not know the command, type or flag at all. */
  public static boolean isUnsupported(int errno) {
    return errno == EOPNOTSUPP || errno == ENOTSUPP || errno == 38;
  }

  /**
   * The exception for a failed call.
   *
   * @param errno positive
   * @param what what was tried and on which object: {@code pin map slots at /sys/fs/bpf/weir/slots}
   */
  public static BpfException failure(int errno, String what) {
    String said = LibbpfLog.drain();
    String message =
        "cannot " + what + ": " + name(errno) + (said.isEmpty() ? "" : " (" + said + ")");
    if (errno == EPERM || errno == EACCES) {
      return new BpfException.NotPermitted(
          message + ". Run as root, or with CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON.");
    }
    if (isUnsupported(errno)) {
      return new BpfException.Unsupported(message + ". This kernel lacks it.");
    }
    return new BpfException.KernelError(name(errno), message);
  }

  /**
   * Passes a result of libbpf on when it is not an error.
   *
   * @param rc 0 or more, or a negative errno
   */
  public static int check(int rc, String what) {
    if (rc < 0) {
      throw failure(-rc, what);
    }
    return rc;
  }
}
