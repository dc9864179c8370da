package io.weir.bpf.sys;

import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * A netlink socket in the network namespace of the thread that opens it. Messages are whole
 * datagrams in native byte order. One thread at a time.
 */
public final class NetlinkSocket implements AutoCloseable {
  /** Protocols (linux/netlink.h). */
  public static final int ROUTE = 0;

  public static final int SOCK_DIAG = 4;

  private static final int DATAGRAM = 1 << 16; // the kernel's dumps fill 32 KiB at most
  private static final int MSG_TRUNC = 0x20;
  private static final int MSGHDR = 56; // struct msghdr
  private static final int CMSG_DATA = 16; // after struct cmsghdr
  private static final int CONTROL = 64;

  private final Fd fd;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(DATAGRAM, Long.BYTES);
  private final MemorySegment control = arena.allocate(CONTROL, Long.BYTES);
  private final MemorySegment message = arena.allocate(MSGHDR, Long.BYTES);

  private NetlinkSocket(Fd fd) {
    this.fd = fd;
    MemorySegment vector = arena.allocate(16, Long.BYTES); // struct iovec
    vector.set(ValueLayout.JAVA_LONG, 0, buffer.address());
    vector.set(ValueLayout.JAVA_LONG, 8, DATAGRAM);
    message.set(ValueLayout.JAVA_LONG, 16, vector.address());
    message.set(ValueLayout.JAVA_LONG, 24, 1);
    message.set(ValueLayout.JAVA_LONG, 32, control.address());
  }

  /** The outcome of waiting for a message. */
  public sealed interface Received {
    /**
     * One datagram, with one message or several; valid until the next receive.
     *
     * @param namespace the id, as this socket's network namespace knows it, of the one the news are
     *     from; empty for its own
     */
    record Data(ByteBuffer messages, OptionalInt namespace) implements Received {}

    /** The kernel dropped messages (ENOBUFS): read everything anew. */
    record Overrun() implements Received {}

    /** Nothing came in time. */
    record Nothing() implements Received {}
  }

  /**
   * Opens and binds.
   *
   * @param groups bit mask of multicast groups, such as RTMGRP_LINK; 0 for none
   */
  public static NetlinkSocket open(int protocol, int groups) {
    String what = "open a netlink socket, protocol=%d groups=%#x".formatted(protocol, groups);
    int number = Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, protocol);
    Fd fd = Fd.owned(Libc.check(number, what));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(12, Integer.BYTES); // struct sockaddr_nl
      address.set(ValueLayout.JAVA_SHORT, 0, (short) Libc.AF_NETLINK);
      address.set(ValueLayout.JAVA_INT, 8, groups);
      Libc.check(Libc.bind(fd.number(), address.address(), 12), what);
    } catch (RuntimeException e) {
      fd.close();
      throw e;
    }
    return new NetlinkSocket(fd);
  }

  /** Asks for more room for bursts; the kernel doubles it. */
  public void receiveBuffer(int bytes) {
    Libc.check(
        option(Libc.SOL_SOCKET, Libc.SO_RCVBUFFORCE, bytes),
        "set the receive buffer of a netlink socket, bytes=" + bytes);
  }

  /** Makes the kernel honour, or refuse, every field of a request instead of overlooking some. */
  public void strictChecking() {
    Libc.check(
        option(Libc.SOL_NETLINK, Libc.NETLINK_GET_STRICT_CHK, 1),
        "ask for strict checking on a netlink socket");
  }

  /**
   * Subscribes to the groups' news of all network namespaces that this socket's one has an id for.
   *
   * @return false where the process lacks CAP_NET_BROADCAST
   */
  public boolean listenToAllNamespaces() {
    int rc = option(Libc.SOL_NETLINK, Libc.NETLINK_LISTEN_ALL_NSID, 1);
    if (rc < 0 && Libc.errno() == Errno.EPERM) {
      return false;
    }
    Libc.check(rc, "listen to all network namespaces on a netlink socket");
    return true;
  }

  private int option(int level, int name, int value) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment bytes = local.allocateFrom(ValueLayout.JAVA_INT, value);
      return Libc.setsockopt(fd.number(), level, name, bytes.address(), Integer.BYTES);
    }
  }

  /** Sends the remaining bytes as one datagram to the kernel. */
  public void send(ByteBuffer message) {
    try (Arena local = Arena.ofConfined()) {
      int length = message.remaining();
      MemorySegment bytes = local.allocate(length, Long.BYTES);
      bytes.copyFrom(MemorySegment.ofBuffer(message));
      long sent = Libc.send(fd.number(), bytes.address(), length, 0);
      if (sent != length) {
        throw Errno.failure(Libc.errno(), "send a netlink message, bytes=" + length);
      }
    }
  }

  /** Waits for one datagram. */
  public Received receive(Duration patience) {
    if (!readable(patience)) {
      return new Received.Nothing();
    }
    message.set(ValueLayout.JAVA_LONG, 40, CONTROL); // the kernel puts there what it used
    long got = Libc.recvmsg(fd.number(), message.address(), MSG_TRUNC);
    if (got < 0) {
      int errno = Libc.errno();
      return switch (errno) {
        case Errno.ENOBUFS -> new Received.Overrun();
        case Errno.EINTR, Errno.EAGAIN -> new Received.Nothing();
        default -> throw Errno.failure(errno, "receive a netlink message");
      };
    }
    if (got > DATAGRAM) {
      return new Received.Overrun();
    }
    return new Received.Data(
        buffer.asSlice(0, got).asByteBuffer().asReadOnlyBuffer().order(ByteOrder.nativeOrder()),
        namespace());
  }

  /** The kernel sends no other control message than the one asked for. */
  private OptionalInt namespace() {
    boolean told =
        message.get(ValueLayout.JAVA_LONG, 40) >= CMSG_DATA + Integer.BYTES
            && control.get(ValueLayout.JAVA_INT, 8) == Libc.SOL_NETLINK
            && control.get(ValueLayout.JAVA_INT, 12) == Libc.NETLINK_LISTEN_ALL_NSID;
    return told
        ? OptionalInt.of(control.get(ValueLayout.JAVA_INT, CMSG_DATA))
        : OptionalInt.empty();
  }

  private boolean readable(Duration patience) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment poll = local.allocate(8, Integer.BYTES); // struct pollfd
      poll.set(ValueLayout.JAVA_INT, 0, fd.number());
      poll.set(ValueLayout.JAVA_SHORT, 4, Libc.POLLIN);
      int millis = (int) Math.min(Integer.MAX_VALUE, patience.toMillis());
      return Libc.poll(poll.address(), 1, millis) > 0;
    }
  }

  @Override
  public void close() {
    fd.close();
    arena.close();
  }
}
