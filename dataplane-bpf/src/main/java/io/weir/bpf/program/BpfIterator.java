package io.weir.bpf.program;

import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.libbpf.Fd;
import io.weir.bpf.libbpf.Libbpf;
import io.weir.bpf.libbpf.Libc;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** An iterator program, attached: each {@link #read()} is one walk. */
public final class BpfIterator implements AutoCloseable {
  private static final int CHUNK = 16384;

  private final String program;
  private final Fd link;

  BpfIterator(String program, Fd link) {
    this.program = program;
    this.link = link;
  }

  /**
   * Runs the program over everything and returns what it wrote. Socket iterators walk the network
   * namespace of the calling thread only.
   */
  public String read() {
    try (Fd walk =
            Fd.of(Libbpf.bpf_iter_create(link.number()), "start iterator program " + program);
        Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = arena.allocate(CHUNK);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      while (true) {
        long got = Libc.read(walk.number(), chunk.address(), CHUNK);
        if (got == 0) {
          return all.toString(StandardCharsets.UTF_8);
        }
        if (got > 0) {
          all.writeBytes(chunk.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE));
        } else {
          int errno = Libc.errno();
          if (errno != Errno.EINTR && errno != Errno.EAGAIN) {
            throw Errno.failure(errno, "run iterator program " + program);
          }
        }
      }
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
