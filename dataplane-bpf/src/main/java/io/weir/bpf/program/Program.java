package io.weir.bpf.program;

import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libbpf;
import io.weir.bpf.map.Codec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

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

  /** Runs an XDP or TC program on a packet that came from nowhere. */
  public TestRun testRun(byte[] packet, int repeat) {
    return testRun(packet, Optional.empty(), repeat);
  }

  /**
   * Runs a TC program on a packet.
   *
   * @param packet from its Ethernet header on, which must be whole
   * @param context its interfaces are those of the calling thread's network namespace
   * @param repeat how often; the packet is not reset in between
   */
  public TestRun testRun(byte[] packet, PacketContext context, int repeat) {
    return testRun(packet, Optional.of(context), repeat);
  }

  private TestRun testRun(byte[] packet, Optional<PacketContext> context, int repeat) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocate(Math.max(1, packet.length));
      MemorySegment.copy(packet, 0, in, ValueLayout.JAVA_BYTE, 0, packet.length);
      int outSize = packet.length + ROOM_TO_GROW;
      MemorySegment out = arena.allocate(outSize);
      MemorySegment options = options(arena);
      options.set(LONG, 8, in.address());
      options.set(LONG, 16, out.address());
      options.set(INT, 24, packet.length);
      options.set(INT, 28, outSize);
      options.set(INT, 60, repeat);
      context.ifPresent(c -> setContext(options, c.write(arena)));
      run(options, "on a packet, bytes=" + packet.length);
      int length = options.get(INT, 28);
      byte[] result = out.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
      return new TestRun(result, options.get(INT, 56), options.get(INT, 64));
    }
  }

  /** Runs a program of type syscall that takes no argument, and returns its result. */
  public int call() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment options = options(arena);
      run(options, "as a call");
      return options.get(INT, 56);
    }
  }

  /** Runs a program of type syscall on a struct, which it may change. */
  public <T> CallResult<T> call(Codec<T> codec, T argument) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment options = options(arena);
      MemorySegment context = arena.allocate(codec.size(), Long.BYTES);
      codec.encode(context, 0, argument);
      setContext(options, context);
      run(options, "as a call with " + argument);
      return new CallResult<>(options.get(INT, 56), codec.decode(context, 0));
    }
  }

  private static MemorySegment options(Arena arena) {
    MemorySegment options = arena.allocate(80, Long.BYTES); // struct bpf_test_run_opts
    options.set(LONG, 0, options.byteSize());
    return options;
  }

  private static void setContext(MemorySegment options, MemorySegment context) {
    options.set(LONG, 32, context.address());
    options.set(INT, 48, (int) context.byteSize());
  }

  private void run(MemorySegment options, String how) {
    Errno.check(
        Libbpf.bpf_prog_test_run_opts(fd.number(), options.address()),
        "run program %s %s".formatted(name, how));
  }
}
