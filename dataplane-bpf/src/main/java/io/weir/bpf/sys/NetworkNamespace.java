package io.weir.bpf.sys;

import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A network namespace held open: it exists at least until this is closed. */
public final class NetworkNamespace implements AutoCloseable {
  private final Path origin;
  private final Fd fd;
  private final long inode;

  private NetworkNamespace(Path origin, Fd fd) {
    this.origin = origin;
    this.fd = fd;
    try {
      this.inode = (long) Files.getAttribute(Path.of("/proc/self/fd/" + fd.number()), "unix:ino");
    } catch (IOException e) {
      fd.close();
      throw new UncheckedIOException("cannot look at the network namespace " + origin, e);
    }
  }

  /**
   * Opens a namespace by a path such as {@code /proc/PID/ns/net} or {@code /run/netns/NAME}.
   *
   * @throws io.weir.bpf.BpfException.KernelError with ENOENT when the process or name is gone
   */
  public static NetworkNamespace open(Path path) {
    int fd = Libc.open(path.toString(), Libc.O_RDONLY | Libc.O_CLOEXEC);
    return new NetworkNamespace(path, Fd.owned(Libc.check(fd, "open network namespace " + path)));
  }

  /** The namespace of the calling thread. */
  public static NetworkNamespace current() {
    return open(Path.of("/proc/thread-self/ns/net"));
  }

  /** Two paths lead to one namespace when this is equal, for as long as both are open. */
  public long inode() {
    return inode;
  }

  /** What programs see of {@code bpf_get_netns_cookie}; never reused while the machine runs. */
  public long cookie() {
    return call(NetworkNamespace::cookieOfThread);
  }

  private static long cookieOfThread() {
    String what = "read the cookie of a network namespace";
    int number = Libc.socket(Libc.AF_INET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
    try (Fd socket = Fd.owned(Libc.check(number, what));
        Arena arena = Arena.ofConfined()) {
      MemorySegment cookie = arena.allocate(ValueLayout.JAVA_LONG);
      MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, Long.BYTES);
      Libc.check(
          Libc.getsockopt(
              socket.number(),
              Libc.SOL_SOCKET,
              Libc.SO_NETNS_COOKIE,
              cookie.address(),
              size.address()),
          what);
      return cookie.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  /**
   * Runs a task inside the namespace: sockets that it opens belong there. It runs on a thread of
   * its own, since a namespace is a property of the thread.
   *
   * @throws RuntimeException as thrown by the task; a checked exception comes as the cause of an
   *     IllegalStateException
   */
  public <T> T call(Callable<T> task) {
    FutureTask<T> inside =
        new FutureTask<>(() -> {
          Libc.check(
              Libc.setns(fd.number(), Libc.CLONE_NEWNET), "enter network namespace " + origin);
          return task.call();
        });
    Thread.ofPlatform().name("weir-netns-" + inode).daemon().start(inside);
    try {
      return inside.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in network namespace " + origin, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("task in network namespace " + origin, e.getCause());
    }
  }

  @Override
  public void close() {
    fd.close();
  }

  @Override
  public String toString() {
    return "network namespace " + origin + " inode=" + inode;
  }
}
