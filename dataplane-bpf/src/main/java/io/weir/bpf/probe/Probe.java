package io.weir.bpf.probe;

import io.weir.bpf.btf.Btf;
import io.weir.bpf.libbpf.BpfSyscall;
import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libbpf;
import io.weir.bpf.libbpf.LibbpfLog;
import io.weir.bpf.libbpf.Libc;
import io.weir.bpf.map.MapType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** One small question to the kernel per feature; nothing stays behind. */
final class Probe {
  static final Path KERNEL_BTF = Path.of("/sys/kernel/btf/vmlinux");

  private static final int PROG_SCHED_CLS = 3;
  private static final int PROG_CGROUP_SOCK_ADDR = 18;
  private static final int HELPER_SET_RETVAL = 187;
  private static final int TCX_INGRESS = 46;
  private static final int NO_INTERFACE = Integer.MAX_VALUE;
  private static final int MMAPABLE = 1024;
  private static final long MOV_R0_0 = 0xb7;
  private static final long EXIT = 0x95;

  private Probe() {}

  static Features run() {
    try (Arena arena = Arena.ofConfined()) {
      Btf kernel = kernelBtf(arena);
      return new Features(
          Libbpf.libbpf_probe_bpf_helper(PROG_CGROUP_SOCK_ADDR, HELPER_SET_RETVAL, 0) == 1,
          kernel.hasFunction("bpf_sock_destroy"),
          kernel.struct("bpf_iter__udp").isPresent(),
          kernel.hasFunction("bpf_sk_storage_get_tracing"),
          batch(),
          mmapableArrays(),
          tcx(),
          kernel.hasFlag("BPF_F_IPV6"),
          kernel.hasFunction("bpf_skb_ct_lookup"));
    } finally {
      LibbpfLog.drain();
    }
  }

  /** In memory of its own: heap and malloc would keep the room for its five megabytes. */
  private static Btf kernelBtf(Arena life) {
    try (FileChannel file = FileChannel.open(KERNEL_BTF)) {
      int flags = Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS;
      ByteBuffer bytes =
          Libc.map(life, file.size(), flags, -1, "get memory for " + KERNEL_BTF).asByteBuffer();
      while (bytes.hasRemaining() && file.read(bytes) >= 0) {}
      return Btf.ofKernel(bytes.flip(), KERNEL_BTF.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + KERNEL_BTF, e);
    }
  }

  private static boolean batch() {
    int rc = Libbpf.bpf_map_create(MapType.HASH.number(), "weir_probe", 4, 4, 1, 0);
    try (Fd map = Fd.of(rc, "create a map to probe the kernel");
        Arena arena = Arena.ofConfined()) {
      MemorySegment entry = arena.allocate(8);
      MemorySegment count = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
      return Libbpf.bpf_map_update_batch(
              map.number(), entry.address(), entry.address(), count.address(), 0)
          == 0;
    }
  }

  private static boolean mmapableArrays() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment options = arena.allocate(56, Long.BYTES); // struct bpf_map_create_opts
      options.set(ValueLayout.JAVA_LONG, 0, options.byteSize());
      options.set(ValueLayout.JAVA_INT, 28, MMAPABLE);
      int type = MapType.ARRAY.number();
      int fd = Libbpf.bpf_map_create(type, "weir_probe", 4, 8, 1, options.address());
      if (fd >= 0) {
        Fd.owned(fd).close();
      }
      return fd >= 0;
    }
  }

  /** An interface that does not exist: ENODEV from a kernel with TCX, EINVAL from one without. */
  private static boolean tcx() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocateFrom(ValueLayout.JAVA_LONG, MOV_R0_0, EXIT);
      int rc = Libbpf.bpf_prog_load(PROG_SCHED_CLS, "weir_probe", "GPL", code.address(), 2, 0);
      try (Fd program = Fd.of(rc, "load a TC program to probe the kernel")) {
        MemorySegment attributes = arena.allocate(64, Long.BYTES);
        attributes.set(ValueLayout.JAVA_INT, 0, program.number());
        attributes.set(ValueLayout.JAVA_INT, 4, NO_INTERFACE);
        attributes.set(ValueLayout.JAVA_INT, 8, TCX_INGRESS);
        return BpfSyscall.bpf(BpfSyscall.LINK_CREATE, attributes) == -Errno.ENODEV;
      }
    }
  }
}
