package io.weir.bpf.libbpf;

import com.sun.jna.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The few calls of libc that Java lacks. Addresses and sizes are {@code long}; a call that returns
 * -1 has set {@link #errno()} of this thread.
 */
public final class Libc {
  public static final int O_RDONLY = 0;
  public static final int O_CLOEXEC = 0x80000;
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  public static final int MAP_SHARED = 1;
  public static final int MAP_PRIVATE = 2;
  public static final int MAP_ANONYMOUS = 0x20;
  public static final int CLONE_NEWNET = 0x40000000;
  public static final int AF_INET = 2;
  public static final int AF_NETLINK = 16;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;
  public static final int SOCK_CLOEXEC = 0x80000;
  public static final int SOL_SOCKET = 1;
  public static final int SO_RCVBUFFORCE = 33;
  public static final int SO_NETNS_COOKIE = 71;
  public static final int SOL_NETLINK = 270;
  public static final int NETLINK_LISTEN_ALL_NSID = 8;
  public static final int NETLINK_GET_STRICT_CHK = 12;
  public static final short POLLIN = 1;

  static {
    Native.register(Libc.class, "libc.so.6");
  }

  private Libc() {}

  public static native int open(String path, int flags);

  public static native int close(int fd);

  public static native long read(int fd, long buffer, long size);

  public static native int setns(int fd, int type);

  public static native int socket(int domain, int type, int protocol);

  public static native int bind(int fd, long address, int size);

  public static native int getsockopt(int fd, int level, int name, long value, long size);

  public static native int setsockopt(int fd, int level, int name, long value, int size);

  public static native long send(int fd, long buffer, long size, int flags);

  public static native long recvmsg(int fd, long message, int flags);

  public static native int poll(long fds, long count, int milliseconds);

  static native long mmap(long address, long size, int protection, int flags, int fd, long offset);

  static native int munmap(long address, long size);

  public static native int mount(
      String source, String target, String type, long flags, String data);

  static native int vsnprintf(long buffer, long size, long format, long arguments);

  /** syscall(2) with three arguments; enough for bpf(2). */
  static native long syscall(long number, long first, long second, long third);

  /** The error of the last failed call on this thread. Stale after success: test the result. */
  public static int errno() {
    return Native.getLastError();
  }

  /** The result, or the exception for the errno of this thread when it is negative. */
  public static int check(int rc, String what) {
    if (rc < 0) {
      throw Errno.failure(errno(), what);
    }
    return rc;
  }

  /** Memory that C owns. The caller answers for address, size and life. */
  @SuppressWarnings("restricted")
  public static MemorySegment memory(long address, long size) {
    return MemorySegment.ofAddress(address).reinterpret(size);
  }

  /**
   * Maps a file, or fresh memory with MAP_ANONYMOUS, until the arena is closed; later use throws.
   *
   * @param what for the exception: {@code map slots into memory}
   */
  @SuppressWarnings("restricted")
  public static MemorySegment map(Arena life, long size, int flags, int fd, String what) {
    long address = mmap(0, size, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (address == -1) {
      throw Errno.failure(errno(), what + ", bytes=" + size);
    }
    return MemorySegment.ofAddress(address)
        .reinterpret(size, life, mapped -> munmap(mapped.address(), size));
  }
}
