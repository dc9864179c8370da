package io.weir.bpf.libbpf;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/** What libbpf said on this thread since the last call to {@link #drain()}; the last lines only. */
public final class LibbpfLog {
  private static final int KEPT_LINES = 12;
  private static final int LINE_BYTES = 2048;
  private static final int LEVEL_DEBUG = 2;
  private static final ThreadLocal<Deque<String>> LINES = ThreadLocal.withInitial(ArrayDeque::new);

  /** Held for ever: libbpf keeps the pointer. */
  static final Print PRINT = LibbpfLog::print;

  private LibbpfLog() {}

  /** The C type {@code libbpf_print_fn_t}; a va_list arrives as a pointer on x86-64 and arm64. */
  interface Print extends Callback {
    int invoke(int level, Pointer format, Pointer arguments);
  }

  /** The lines kept for this thread, joined by "; ", and forgets them. */
  public static String drain() {
    Deque<String> lines = LINES.get();
    String all = String.join("; ", lines);
    lines.clear();
    return all;
  }

  private static int print(int level, Pointer format, Pointer arguments) {
    if (level >= LEVEL_DEBUG) {
      return 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment line = arena.allocate(LINE_BYTES);
      Libc.vsnprintf(
          line.address(), LINE_BYTES, Pointer.nativeValue(format), Pointer.nativeValue(arguments));
      Deque<String> lines = LINES.get();
      lines.addLast(line.getString(0).strip());
      if (lines.size() > KEPT_LINES) {
        lines.removeFirst();
      }
    }
    return 0;
  }
}
