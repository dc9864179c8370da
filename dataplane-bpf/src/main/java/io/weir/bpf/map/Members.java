package io.weir.bpf.map;

import io.weir.bpf.btf.Layout;
import io.weir.bpf.btf.Layout.Enumeration;
import io.weir.bpf.btf.Layout.Scalar;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteOrder;

/** Reads and writes of one integer member, as handles for {@link RecordCodec} to compose. */
final class Members {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfShort SHORT_BE = SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT_BE = INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG_BE = LONG.withOrder(ByteOrder.BIG_ENDIAN);
  private static final MethodType PUT =
      MethodType.methodType(void.class, MemorySegment.class, long.class, long.class);
  private static final MethodType GET =
      MethodType.methodType(long.class, MemorySegment.class, long.class);

  private Members() {}

  /** (MemorySegment, long offset, long value) void. */
  static MethodHandle putter(Layout layout) {
    return plain(layout)
        ? find("put" + suffix(layout), PUT)
        : MethodHandles.insertArguments(
            find("putBytes", PUT.insertParameterTypes(0, int.class)), 0, layout.size());
  }

  /** (MemorySegment, long offset) long, sign- or zero-extended as the C type says. */
  static MethodHandle getter(Layout layout) {
    MethodHandle raw =
        plain(layout)
            ? find("get" + suffix(layout), GET)
            : MethodHandles.insertArguments(
                find("getBytes", GET.insertParameterTypes(0, int.class)), 0, layout.size());
    if (signed(layout) || layout.size() == Long.BYTES) {
      return raw;
    }
    MethodHandle mask = find("mask", MethodType.methodType(long.class, long.class, long.class));
    long bits = (1L << 8 * layout.size()) - 1;
    return MethodHandles.filterReturnValue(raw, MethodHandles.insertArguments(mask, 0, bits));
  }

  /** One write without composing, for single keys. */
  static void put(Layout layout, MemorySegment memory, long offset, long value) {
    switch (suffix(layout)) {
      case "8" -> put8(memory, offset, value);
      case "16" -> put16(memory, offset, value);
      case "32" -> put32(memory, offset, value);
      case "64" -> put64(memory, offset, value);
      case "16be" -> put16be(memory, offset, value);
      case "32be" -> put32be(memory, offset, value);
      default -> put64be(memory, offset, value);
    }
  }

  static long get(Layout layout, MemorySegment memory, long offset) {
    return switch (suffix(layout)) {
      case "8" -> get8(memory, offset);
      case "16" -> get16(memory, offset);
      case "32" -> get32(memory, offset);
      case "64" -> get64(memory, offset);
      case "16be" -> get16be(memory, offset);
      case "32be" -> get32be(memory, offset);
      default -> get64be(memory, offset);
    };
  }

  static boolean signed(Layout layout) {
    return switch (layout) {
      case Scalar scalar -> scalar.signed();
      case Enumeration enumeration -> enumeration.signed();
      default -> false;
    };
  }

  /** False for a number of three, five, six or seven bytes: an array. */
  private static boolean plain(Layout layout) {
    return Integer.bitCount(layout.size()) == 1;
  }

  private static String suffix(Layout layout) {
    boolean bigEndian = layout instanceof Scalar scalar && scalar.bigEndian() && scalar.size() > 1;
    return 8 * layout.size() + (bigEndian ? "be" : "");
  }

  static MethodHandle find(String name, MethodType type) {
    try {
      return MethodHandles.lookup().findStatic(Members.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("no " + name + type, e);
    }
  }

  static long mask(long bits, long value) {
    return value & bits;
  }

  /** base + offset of a member. */
  static long plus(long offset, long base) {
    return base + offset;
  }

  static long checked(String member, long least, long most, long value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s=%d is outside %d..%d".formatted(member, value, least, most));
    }
    return value;
  }

  static boolean isTrue(long value) {
    return value != 0;
  }

  static long fromBoolean(boolean value) {
    return value ? 1 : 0;
  }

  static void put8(MemorySegment memory, long offset, long value) {
    memory.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
  }

  static void put16(MemorySegment memory, long offset, long value) {
    memory.set(SHORT, offset, (short) value);
  }

  static void put32(MemorySegment memory, long offset, long value) {
    memory.set(INT, offset, (int) value);
  }

  static void put64(MemorySegment memory, long offset, long value) {
    memory.set(LONG, offset, value);
  }

  static void put16be(MemorySegment memory, long offset, long value) {
    memory.set(SHORT_BE, offset, (short) value);
  }

  static void put32be(MemorySegment memory, long offset, long value) {
    memory.set(INT_BE, offset, (int) value);
  }

  static void put64be(MemorySegment memory, long offset, long value) {
    memory.set(LONG_BE, offset, value);
  }

  /** The last {@code size} bytes of a number, in network order. */
  static void putBytes(int size, MemorySegment memory, long offset, long value) {
    for (int i = 0; i < size; i++) {
      put8(memory, offset + i, value >>> 8 * (size - 1 - i));
    }
  }

  static long getBytes(int size, MemorySegment memory, long offset) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | get8(memory, offset + i) & 0xff;
    }
    return value;
  }

  static long get8(MemorySegment memory, long offset) {
    return memory.get(ValueLayout.JAVA_BYTE, offset);
  }

  static long get16(MemorySegment memory, long offset) {
    return memory.get(SHORT, offset);
  }

  static long get32(MemorySegment memory, long offset) {
    return memory.get(INT, offset);
  }

  static long get64(MemorySegment memory, long offset) {
    return memory.get(LONG, offset);
  }

  static long get16be(MemorySegment memory, long offset) {
    return memory.get(SHORT_BE, offset);
  }

  static long get32be(MemorySegment memory, long offset) {
    return memory.get(INT_BE, offset);
  }

  static long get64be(MemorySegment memory, long offset) {
    return memory.get(LONG_BE, offset);
  }
}
