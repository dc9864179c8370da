package io.weir.bpf.map;

import io.weir.bpf.BpfException.LayoutMismatch;
import io.weir.bpf.btf.Layout;
import io.weir.bpf.btf.Layout.Enumeration;
import io.weir.bpf.btf.Layout.Member;
import io.weir.bpf.btf.Layout.Scalar;
import io.weir.bpf.btf.Layout.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * A record bound to a struct, member by member, at bind time: one composed handle writes it, one
 * reads it; no reflection and no boxing afterwards.
 *
 * <p>An unsigned member wider than nothing lost: {@code __u32} in an {@code int} and {@code __u64}
 * in a {@code long} keep their bits; every other value is checked against the member's range.
 */
final class RecordCodec<T> implements Codec<T> {
  private static final MethodHandle PLUS =
      Members.find("plus", MethodType.methodType(long.class, long.class, long.class));
  private static final MethodHandle CHECKED =
      Members.find(
          "checked",
          MethodType.methodType(long.class, String.class, long.class, long.class, long.class));
  private static final MethodHandle IS_TRUE =
      Members.find("isTrue", MethodType.methodType(boolean.class, long.class));
  private static final MethodHandle FROM_BOOLEAN =
      Members.find("fromBoolean", MethodType.methodType(long.class, boolean.class));

  private final int size;
  private final MethodHandle writer; // (MemorySegment, long, Object) void
  private final MethodHandle reader; // (MemorySegment, long) Object

  private RecordCodec(int size, MethodHandle writer, MethodHandle reader) {
    this.size = size;
    this.writer = writer.asType(writer.type().changeParameterType(2, Object.class));
    this.reader = reader.asType(reader.type().changeReturnType(Object.class));
  }

  static <T> RecordCodec<T> bind(Class<T> type, Struct struct) {
    Map<RecordComponent, Member> pairs = MemberPairs.of(type, struct);
    return new RecordCodec<>(
        struct.size(), writer(type, struct, pairs), reader(type, struct, pairs));
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void encode(MemorySegment memory, long offset, T value) {
    try {
      writer.invokeExact(memory, offset, (Object) value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a record accessor threw a checked exception", e);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // the reader ends in the canonical constructor of T
  public T decode(MemorySegment memory, long offset) {
    try {
      return (T) (Object) reader.invokeExact(memory, offset);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a record constructor threw a checked exception", e);
    }
  }

  private static MethodHandle writer(
      Class<?> type, Struct struct, Map<RecordComponent, Member> pairs) {
    List<MethodHandle> steps = new ArrayList<>();
    pairs.forEach((component, member) -> steps.add(write(type, struct, component, member)));
    for (Member hole : holes(struct, pairs)) {
      MethodHandle zero = MethodHandles.insertArguments(Members.putter(hole.layout()), 2, 0L);
      steps.add(MethodHandles.dropArguments(at(zero, hole.offset()), 2, type));
    }
    MethodHandle all = steps.removeLast();
    for (MethodHandle step : steps.reversed()) {
      all = MethodHandles.foldArguments(all, step);
    }
    return all;
  }

  /** (MemorySegment, long, T) void for one member. */
  private static MethodHandle write(
      Class<?> type, Struct struct, RecordComponent component, Member member) {
    MethodHandle put;
    if (member.layout() instanceof Struct nested && component.getType().isRecord()) {
      put = writer(component.getType(), nested, MemberPairs.of(component.getType(), nested));
    } else {
      put =
          MethodHandles.filterArguments(
              Members.putter(integer(struct, component, member)),
              2,
              widen(struct, component, member));
    }
    return MethodHandles.filterArguments(at(put, member.offset()), 2, accessor(type, component));
  }

  private static MethodHandle reader(
      Class<?> type, Struct struct, Map<RecordComponent, Member> pairs) {
    MethodHandle all = constructor(type);
    int[] order = new int[2 * pairs.size()];
    int argument = 0;
    for (Map.Entry<RecordComponent, Member> pair : pairs.entrySet()) {
      MethodHandle get = at(read(struct, pair.getKey(), pair.getValue()), pair.getValue().offset());
      all = MethodHandles.collectArguments(all, 2 * argument, get);
      order[2 * argument + 1] = 1;
      argument++;
    }
    MethodType plain = MethodType.methodType(type, MemorySegment.class, long.class);
    return MethodHandles.permuteArguments(all, plain, order);
  }

  /** (MemorySegment, long) component type, for one member. */
  private static MethodHandle read(Struct struct, RecordComponent component, Member member) {
    Class<?> type = component.getType();
    if (member.layout() instanceof Struct nested && type.isRecord()) {
      return reader(type, nested, MemberPairs.of(type, nested));
    }
    MethodHandle get = Members.getter(integer(struct, component, member));
    return type == boolean.class
        ? MethodHandles.filterReturnValue(get, IS_TRUE)
        : MethodHandles.explicitCastArguments(get, get.type().changeReturnType(type));
  }

  private static Layout integer(Struct struct, RecordComponent component, Member member) {
    Layout layout = member.layout();
    Class<?> type = component.getType();
    boolean integer = layout instanceof Scalar || layout instanceof Enumeration;
    boolean fits =
        type == long.class
            || type == int.class && layout.size() <= Integer.BYTES
            || type == boolean.class && layout.size() == 1;
    if (!integer || !fits) {
      throw new LayoutMismatch(
          struct.name(),
          member.name(),
          "%s, %d bytes, cannot be the component %s %s"
              .formatted(
                  layout.typeName(), layout.size(), type.getSimpleName(), component.getName()));
    }
    return layout;
  }

  /** (component type) long, checked against the range of the member. */
  private static MethodHandle widen(Struct struct, RecordComponent component, Member member) {
    Class<?> type = component.getType();
    int bits = 8 * member.layout().size();
    if (type == boolean.class) {
      return FROM_BOOLEAN;
    }
    MethodHandle widen =
        MethodHandles.identity(long.class).asType(MethodType.methodType(long.class, type));
    if (bits == (type == int.class ? Integer.SIZE : Long.SIZE)) {
      return widen;
    }
    boolean signed = Members.signed(member.layout());
    long most = (1L << (signed ? bits - 1 : bits)) - 1;
    long least = signed ? -most - 1 : 0;
    String name = struct.name() + "." + member.name();
    MethodHandle checked = MethodHandles.insertArguments(CHECKED, 0, name, least, most);
    return MethodHandles.filterReturnValue(widen, checked);
  }

  /** Moves the offset of a handle (MemorySegment, long, ...) by that of a member. */
  private static MethodHandle at(MethodHandle handle, int offset) {
    return offset == 0
        ? handle
        : MethodHandles.filterArguments(
            handle, 1, MethodHandles.insertArguments(PLUS, 0, (long) offset));
  }

  /** The bytes that no component covers, as integers to be written as zero. */
  private static List<Member> holes(Struct struct, Map<RecordComponent, Member> pairs) {
    BitSet covered = new BitSet(struct.size());
    pairs.values().forEach(m -> covered.set(m.offset(), m.offset() + m.layout().size()));
    List<Member> holes = new ArrayList<>();
    int from = covered.nextClearBit(0);
    while (from < struct.size()) {
      int next = covered.nextSetBit(from);
      int length = (next < 0 ? struct.size() : next) - from;
      int width = Math.min(Long.BYTES, Integer.highestOneBit(length));
      holes.add(new Member("pad", from, new Scalar("pad", width, false, false)));
      covered.set(from, from + width);
      from = covered.nextClearBit(from);
    }
    return holes;
  }

  private static MethodHandle accessor(Class<?> type, RecordComponent component) {
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .unreflect(component.getAccessor());
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException("record " + type.getName() + " is not open to us", e);
    }
  }

  private static MethodHandle constructor(Class<?> type) {
    Class<?>[] components =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findConstructor(type, MethodType.methodType(void.class, components));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("record " + type.getName() + " is not open to us", e);
    }
  }
}
