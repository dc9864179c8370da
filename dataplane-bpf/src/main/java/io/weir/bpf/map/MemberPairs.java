package io.weir.bpf.map;

import io.weir.bpf.BpfException.LayoutMismatch;
import io.weir.bpf.abi.BpfStruct;
import io.weir.bpf.btf.Layout;
import io.weir.bpf.btf.Layout.Array;
import io.weir.bpf.btf.Layout.Member;
import io.weir.bpf.btf.Layout.Scalar;
import io.weir.bpf.btf.Layout.Struct;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which component of a record is which member of its struct.
 *
 * <p>Arrays have no component of their own: an array of up to eight bytes is one number in network
 * order, as a MAC is written; any other is its elements, {@code words[4]} being {@code words0} to
 * {@code words3}. So every component is a value, compared and hashed without boxing.
 */
final class MemberPairs {
  private MemberPairs() {}

  /**
   * All components with their members.
   *
   * @throws LayoutMismatch when one has no partner
   */
  static Map<RecordComponent, Member> of(Class<?> type, Struct struct) {
    requireSameName(type, struct);
    Map<String, Member> members = new LinkedHashMap<>();
    struct.members().stream()
        .filter(m -> !m.name().matches("pad\\d*"))
        .flatMap(MemberPairs::elements)
        .forEach(m -> members.put(camel(m.name()), m));
    Map<RecordComponent, Member> pairs = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Member member = members.remove(component.getName());
      if (member == null) {
        throw new LayoutMismatch(
            struct.name(),
            component.getName(),
            "record %s has it, the struct does not".formatted(type.getSimpleName()));
      }
      pairs.put(component, member);
    }
    if (!members.isEmpty()) {
      throw new LayoutMismatch(
          struct.name(),
          members.values().iterator().next().name(),
          "the struct has it, record %s does not".formatted(type.getSimpleName()));
    }
    return pairs;
  }

  private static void requireSameName(Class<?> type, Struct struct) {
    BpfStruct named = type.getAnnotation(BpfStruct.class);
    if (named == null || !named.value().equals(struct.name())) {
      String says = named == null ? "nothing" : "struct " + named.value();
      throw new LayoutMismatch(
          struct.name(), "-", "record %s mirrors %s".formatted(type.getSimpleName(), says));
    }
  }

  private static Stream<Member> elements(Member member) {
    if (!(member.layout() instanceof Array array)) {
      return Stream.of(member);
    }
    Layout element = array.element();
    if (element instanceof Scalar && element.size() == 1 && array.count() <= Long.BYTES) {
      Scalar number = new Scalar(array.typeName(), array.count(), true, false);
      return Stream.of(new Member(member.name(), member.offset(), number));
    }
    return IntStream.range(0, array.count())
        .mapToObj(i -> new Member(member.name() + i, member.offset() + i * element.size(), element))
        .flatMap(MemberPairs::elements);
  }

  private static String camel(String name) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      boolean up = i > 0 && name.charAt(i - 1) == '_';
      if (name.charAt(i) != '_') {
        out.append(up ? Character.toUpperCase(name.charAt(i)) : name.charAt(i));
      }
    }
    return out.toString();
  }
}
