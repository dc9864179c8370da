package io.weir.bpf.program;

import io.weir.bpf.libbpf.BpfSyscall;
import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libbpf;
import io.weir.bpf.libbpf.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Programs attached by pinned links. A link outlives the process; attaching again swaps the program
 * in place, so that there is never a moment without one.
 */
public final class Links {
  private static final int INFO_BYTES = 64; // struct bpf_link_info
  private static final int TYPE_CGROUP = 3;
  private static final int TYPE_XDP = 6;
  private static final int TYPE_TCX = 11;
  private static final int F_BEFORE = 8;
  private static final int F_AFTER = 16;
  private static final int F_LINK = 1 << 13;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private Links() {}

  /**
   * Attaches to a cgroup and everything below it, next to what others attached there.
   *
   * @param pin a file of a bpffs; when it is a link of this type to this cgroup, its program is
   *     replaced, otherwise it is replaced by the new link
   */
  public static LinkInfo attachCgroup(Program program, Path cgroup, AttachType type, Path pin) {
    String what = "attach program %s to cgroup %s as %s".formatted(program.name(), cgroup, type);
    int opened = Libc.check(Libc.open(cgroup.toString(), Libc.O_CLOEXEC), what);
    try (Fd directory = Fd.owned(opened)) {
      if (updated(program, pin, type, id(directory), what)) {
        return info(pin).orElseThrow();
      }
      int created = Libbpf.bpf_link_create(program.fd(), directory.number(), type.number(), 0);
      try (Fd link = Fd.of(created, what)) {
        return pin(link, pin);
      }
    }
  }

  /**
   * Attaches a TC program to an interface of the calling thread's network namespace.
   *
   * @param type TCX_INGRESS or TCX_EGRESS
   * @param order used for a new link only; a replaced program keeps its place
   * @param pin as in {@link #attachCgroup}
   */
  public static LinkInfo attachTcx(
      Program program, int ifindex, AttachType type, TcxOrder order, Path pin) {
    String what =
        "attach program %s to interface %d as %s".formatted(program.name(), ifindex, type);
    if (updated(program, pin, type, ifindex, what)) {
      return info(pin).orElseThrow();
    }
    try (Fd link = Fd.of(createTcx(program, ifindex, type, order), what)) {
      return pin(link, pin);
    }
  }

  /**
   * Attaches an XDP program to an interface of the calling thread's network namespace.
   *
   * @param mode for a new link only; a replaced program keeps its mode
   * @param pin as in {@link #attachCgroup}
   */
  public static LinkInfo attachXdp(Program program, int ifindex, XdpMode mode, Path pin) {
    String what =
        "attach program %s to interface %d by XDP, mode %s"
            .formatted(program.name(), ifindex, mode.word());
    if (updated(program, pin, AttachType.XDP, ifindex, what)) {
      return info(pin).orElseThrow();
    }
    try (Fd link = Fd.of(createXdp(program, ifindex, mode), what)) {
      return pin(link, pin);
    }
  }

  private static int createXdp(Program program, int ifindex, XdpMode mode) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = create(arena, program, ifindex, AttachType.XDP);
      attributes.set(INT, 12, mode.flag());
      return BpfSyscall.bpf(BpfSyscall.LINK_CREATE, attributes);
    }
  }

  /** {@code union bpf_attr} of BPF_LINK_CREATE, without flags. */
  private static MemorySegment create(Arena arena, Program program, int ifindex, AttachType type) {
    MemorySegment attributes = arena.allocate(INFO_BYTES, Long.BYTES);
    attributes.set(INT, 0, program.fd());
    attributes.set(INT, 4, ifindex);
    attributes.set(INT, 8, type.number());
    return attributes;
  }

  private static int createTcx(Program program, int ifindex, AttachType type, TcxOrder order) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = create(arena, program, ifindex, type);
      attributes.set(
          INT,
          12,
          switch (order) {
            case TcxOrder.First() -> F_BEFORE;
            case TcxOrder.Last() -> F_AFTER;
            case TcxOrder.Before(Path _) -> F_BEFORE | F_LINK;
            case TcxOrder.After(Path _) -> F_AFTER | F_LINK;
          });
      Optional<Path> neighbour =
          switch (order) {
            case TcxOrder.Before(Path link) -> Optional.of(link);
            case TcxOrder.After(Path link) -> Optional.of(link);
            default -> Optional.empty();
          };
      if (neighbour.isEmpty()) {
        return BpfSyscall.bpf(BpfSyscall.LINK_CREATE, attributes);
      }
      try (Fd relative = Fd.pinned(neighbour.get())) {
        attributes.set(INT, 16, relative.number());
        return BpfSyscall.bpf(BpfSyscall.LINK_CREATE, attributes);
      }
    }
  }

  /** Attaches an iterator program; it is not pinned. */
  public static BpfIterator iterator(Program program) {
    int link = Libbpf.bpf_link_create(program.fd(), 0, AttachType.TRACE_ITER.number(), 0);
    return new BpfIterator(
        program.name(), Fd.of(link, "attach iterator program " + program.name()));
  }

  /** What is pinned there; empty when nothing is. */
  public static Optional<LinkInfo> info(Path pin) {
    if (!Files.exists(pin)) {
      return Optional.empty();
    }
    try (Fd link = Fd.pinned(pin)) {
      return Optional.of(info(link, pin));
    }
  }

  /** Detaches at once, then removes the pin. False when nothing was pinned there. */
  public static boolean detach(Path pin) {
    if (!Files.exists(pin)) {
      return false;
    }
    try (Fd link = Fd.pinned(pin)) {
      Errno.check(Libbpf.bpf_link_detach(link.number()), "detach the link pinned at " + pin);
      Files.delete(pin);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the pin " + pin, e);
    }
  }

  private static boolean updated(
      Program program, Path pin, AttachType type, long target, String what) {
    if (!Files.exists(pin)) {
      return false;
    }
    try (Fd link = Fd.pinned(pin)) {
      LinkInfo there = info(link, pin);
      if (there.target() != target || !there.attachType().equals(Optional.of(type))) {
        return false;
      }
      if (there.programId() != program.id()) {
        Errno.check(Libbpf.bpf_link_update(link.number(), program.fd(), 0), what);
      }
      return true;
    }
  }

  /** Pins over what may be there, released only afterwards. A bpffs allows no dot in a name. */
  private static LinkInfo pin(Fd link, Path pin) {
    Path fresh = pin.resolveSibling(pin.getFileName() + "_new");
    try {
      Files.createDirectories(pin.getParent());
      Files.deleteIfExists(fresh);
      Errno.check(Libbpf.bpf_obj_pin(link.number(), fresh.toString()), "pin a link at " + fresh);
      Files.move(fresh, pin, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot pin a link at " + pin, e);
    }
    return info(link, pin);
  }

  private static LinkInfo info(Fd link, Path pin) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(INFO_BYTES, Long.BYTES);
      MemorySegment size = arena.allocateFrom(INT, INFO_BYTES);
      Errno.check(
          Libbpf.bpf_obj_get_info_by_fd(link.number(), info.address(), size.address()),
          "read the description of the link pinned at " + pin);
      int type = info.get(INT, 0);
      int program = info.get(INT, 8);
      long target = type == TYPE_CGROUP ? info.get(LONG, 16) : info.get(INT, 16);
      int attachType =
          switch (type) {
            case TYPE_CGROUP -> info.get(INT, 24);
            case TYPE_TCX -> info.get(INT, 20);
            case TYPE_XDP -> AttachType.XDP.number();
            default -> -1;
          };
      return new LinkInfo(
          info.get(INT, 4), program, Program.nameOf(program), target, AttachType.of(attachType));
    }
  }

  /** The id of a cgroup is the inode number of its directory. */
  private static long id(Fd cgroup) {
    try {
      return (long) Files.getAttribute(Path.of("/proc/self/fd/" + cgroup.number()), "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at an open cgroup", e);
    }
  }
}
