package io.weir.bpf.btf;

import io.weir.bpf.btf.Layout.Array;
import io.weir.bpf.btf.Layout.Enumeration;
import io.weir.bpf.btf.Layout.Struct;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What user space and the programs share, as text: every struct and enum of maps and constants. */
final class AbiText {
  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, String> maps = new TreeMap<>();

  AbiText add(Btf object) {
    for (Btf.MapTypes map : object.maps()) {
      String key = map.key().map(this::named).orElse("-");
      String value = map.value().map(this::named).orElse("-");
      String shape = "map %s: %s -> %s %s\n".formatted(map.name(), key, value, map.numbers());
      put(maps, map.name(), shape);
    }
    object.variables(".rodata").forEach(v -> named(v.layout()));
    return this;
  }

  private String named(Layout layout) {
    switch (layout) {
      case Struct struct -> put(types, struct.typeName(), text(struct));
      case Enumeration enumeration -> put(types, enumeration.typeName(), text(enumeration));
      case Array array -> named(array.element());
      case Layout.Scalar _, Layout.Opaque _ -> {}
    }
    return layout.typeName();
  }

  private String text(Struct struct) {
    return "%s size=%d\n".formatted(struct.typeName(), struct.size())
        + struct.members().stream()
            .map(m -> "  %4d %-24s %s\n".formatted(m.offset(), m.name(), named(m.layout())))
            .collect(Collectors.joining());
  }

  private static String text(Enumeration enumeration) {
    return "%s size=%d\n".formatted(enumeration.typeName(), enumeration.size())
        + enumeration.constants().stream()
            .map(c -> "  %4d %s\n".formatted(c.value(), c.name()))
            .collect(Collectors.joining());
  }

  private static void put(Map<String, String> into, String name, String text) {
    String other = into.put(name, text);
    if (other != null && !other.equals(text)) {
      throw new AssertionError("two objects differ:\n" + other + text);
    }
  }

  @Override
  public String toString() {
    return String.join("\n", types.values()) + "\n" + String.join("", maps.values());
  }
}
