package io.weir.bpf.program;

import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libbpf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A loaded program. Its file descriptor belongs to the {@link LoadedObject} it came from. */
public final class Program {
  private static final int INFO_BYTES = 232; // struct bpf_prog_info of 5.16
  private static final int VERIFIED_INSNS = 216;
  private static final int NAME = 64;
  private static final int ROOM_TO_GROW = 512; // for a program that encapsulates
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final String name;
  private final Fd fd;
  private final int id;
  private final int verifiedInstructions;

  Program(String name, Fd fd) {
    this.name = name;
    this.fd = fd;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = info(arena, fd, name);
      this.id = info.get(INT, 4);
      this.verifiedInstructions = info.get(INT, VERIFIED_INSNS);
    }
  }

  private static MemorySegment info(Arena arena, Fd fd, String name) {
    MemorySegment info = arena.allocate(INFO_BYTES);
    MemorySegment size = arena.allocateFrom(INT, INFO_BYTES);
    Errno.check(
        Libbpf.bpf_obj_get_info_by_fd(fd.number(), info.address(), size.address()),
        "read the description of program " + name);
    return info;
  }

  /** The kernel's name of a loaded program; empty when it is gone. */
  static String nameOf(int id) {
    int found = Libbpf.bpf_prog_get_fd_by_id(id);
    if (found < 0) {
      return "";
    }
    try (Arena arena = Arena.ofConfined();
        Fd fd = Fd.owned(found)) {
      return info(arena, fd, "id=" + id).getString(NAME);
    }
  }

  public String name() {
    return name;
  }

  /** The kernel's id. */
  public int id() {
    return id;
  }

  /** How many instructions the verifier looked at; 0 on a kernel older than 5.16. */
  public int verifiedInstructions() {
    return verifiedInstructions;
  }

  int fd() {
    return fd.number();
  }

  void close() {
    fd.close();
  }

  /**
   * Runs an XDP or TC program on a packet.
   *
   * @param repeat how often; the packet is not reset in between
   */
  public TestRun testRun(byte[] packet, int repeat) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocate(Math.max(1, packet.length));
      MemorySegment.copy(packet, 0, in, ValueLayout.JAVA_BYTE, 0, packet.length);
      int outSize = packet.length + ROOM_TO_GROW;
      MemorySegment out = arena.allocate(outSize);
      MemorySegment options = arena.allocate(80, Long.BYTES); // struct bpf_test_run_opts
      options.set(LONG, 0, options.byteSize());
      options.set(LONG, 8, in.address());
      options.set(LONG, 16, out.address());
      options.set(INT, 24, packet.length);
      options.set(INT, 28, outSize);
      options.set(INT, 60, repeat);
      Errno.check(
          Libbpf.bpf_prog_test_run_opts(fd.number(), options.address()),
          "run program %s on a packet, bytes=%d".formatted(name, packet.length));
      int length = options.get(INT, 28);
      byte[] result = out.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
      return new TestRun(result, options.get(INT, 56), options.get(INT, 64));
    }
  }
}
