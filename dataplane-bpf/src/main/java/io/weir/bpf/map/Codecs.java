package io.weir.bpf.map;

import io.weir.bpf.BpfException.LayoutMismatch;
import io.weir.bpf.btf.Layout;
import io.weir.bpf.btf.Layout.Enumeration;
import io.weir.bpf.btf.Layout.Scalar;
import io.weir.bpf.btf.Layout.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;

/** Binds a Java type to a C type: records to structs, Integer and Long to integers. */
public final class Codecs {
  private Codecs() {}

  /**
   * A codec for {@code type} laid out as {@code layout}.
   *
   * @param where what is being bound, for messages: {@code key of map frontends}
   * @throws LayoutMismatch when they differ; the message names struct and field
   */
  public static <T> Codec<T> bind(Class<T> type, Layout layout, String where) {
    if (type.isRecord() && layout instanceof Struct struct) {
      return RecordCodec.bind(type, struct);
    }
    if (type == Integer.class && isInteger(layout, Integer.BYTES)) {
      return cast(new ScalarCodec<>(layout, Long::intValue, Integer::longValue));
    }
    if (type == Long.class && isInteger(layout, Long.BYTES)) {
      return cast(new ScalarCodec<>(layout, Long::longValue, Long::longValue));
    }
    throw new LayoutMismatch(
        layout.typeName(),
        "(" + where + ")",
        "%s, %d bytes, cannot be read as %s"
            .formatted(layout.typeName(), layout.size(), type.getSimpleName()));
  }

  /** Any C type of {@code size} bytes as hex digits, for tools that know no better. */
  public static Codec<String> hex(int size) {
    return new HexCodec(size);
  }

  private record HexCodec(int size) implements Codec<String> {
    @Override
    public void encode(MemorySegment memory, long offset, String value) {
      byte[] bytes = HexFormat.of().parseHex(value);
      if (bytes.length != size) {
        throw new IllegalArgumentException("hex=%s: not %d bytes".formatted(value, size));
      }
      MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset, size);
    }

    @Override
    public String decode(MemorySegment memory, long offset) {
      byte[] bytes = memory.asSlice(offset, size).toArray(ValueLayout.JAVA_BYTE);
      return HexFormat.of().formatHex(bytes);
    }
  }

  private static boolean isInteger(Layout layout, int size) {
    return (layout instanceof Scalar || layout instanceof Enumeration) && layout.size() == size;
  }

  @SuppressWarnings("unchecked") // the caller has compared the class
  private static <T> Codec<T> cast(Codec<?> codec) {
    return (Codec<T>) codec;
  }

  private record ScalarCodec<T>(
      Layout layout,
      java.util.function.Function<Long, T> narrow,
      java.util.function.ToLongFunction<T> widen)
      implements Codec<T> {
    @Override
    public int size() {
      return layout.size();
    }

    @Override
    public void encode(MemorySegment memory, long offset, T value) {
      Members.put(layout, memory, offset, widen.applyAsLong(value));
    }

    @Override
    public T decode(MemorySegment memory, long offset) {
      return narrow.apply(Members.get(layout, memory, offset));
    }
  }
}
