package io.weir.bpf.btf;

import java.util.List;
import java.util.Optional;

/** How a C type lies in memory, as the object file tells it. Sizes and offsets in bytes. */
public sealed interface Layout {
  /** The name in C: the outermost typedef, {@code struct x}, {@code enum x}. */
  String typeName();

  int size();

  /** An integer; {@code bigEndian} where the C type is a {@code __be*} typedef. */
  record Scalar(String typeName, int size, boolean bigEndian, boolean signed) implements Layout {}

  /** An enum; two constants may share a value. */
  record Enumeration(String name, int size, boolean signed, List<Constant> constants)
      implements Layout {
    public Enumeration {
      constants = List.copyOf(constants);
    }

    @Override
    public String typeName() {
      return "enum " + name;
    }
  }

  /** One constant of an enum. */
  record Constant(String name, long value) {}

  /** A struct; members in the order of the source. */
  record Struct(String name, int size, List<Member> members) implements Layout {
    public Struct {
      members = List.copyOf(members);
    }

    @Override
    public String typeName() {
      return "struct " + name;
    }

    public Optional<Member> member(String member) {
      return members.stream().filter(m -> m.name().equals(member)).findFirst();
    }
  }

  /** One member of a struct. */
  record Member(String name, int offset, Layout layout) {}

  /** A C array. */
  record Array(Layout element, int count) implements Layout {
    @Override
    public String typeName() {
      return element.typeName() + "[" + count + "]";
    }

    @Override
    public int size() {
      return element.size() * count;
    }
  }

  /** What user space never reads member by member: unions, pointers, bit fields, floats. */
  record Opaque(String typeName, int size) implements Layout {}
}
