package io.weir.bpf.btf;

import io.weir.bpf.btf.Layout.Array;
import io.weir.bpf.btf.Layout.Constant;
import io.weir.bpf.btf.Layout.Enumeration;
import io.weir.bpf.btf.Layout.Member;
import io.weir.bpf.btf.Layout.Opaque;
import io.weir.bpf.btf.Layout.Scalar;
import io.weir.bpf.btf.Layout.Struct;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The types of one BPF object, or of the kernel: structs, enums, maps and global variables. */
public final class Btf {
  /** The members of a map's declaration that point to a type. */
  private static final Set<String> TYPES = Set.of("key", "value");

  private static final Set<String> BIG_ENDIAN = Set.of("__be16", "__be32", "__be64");

  private final BtfTypes types;
  private final Map<String, Integer> symbols;

  private Btf(BtfTypes types, Map<String, Integer> symbols) {
    this.types = types;
    this.symbols = symbols;
  }

  /**
   * A map as the object declares it.
   *
   * @param key empty where only its size is given; so is {@code value}
   * @param numbers what is declared as a number, by its C name: {@code type}, {@code max_entries}
   */
  public record MapTypes(
      String name, Optional<Layout> key, Optional<Layout> value, Map<String, Integer> numbers) {}

  /** A global variable, at an offset in its section. */
  public record Variable(String name, String section, int offset, Layout layout) {}

  /** Reads the .BTF section of a compiled object. */
  public static Btf ofObject(byte[] elf, String origin) {
    Elf file = new Elf(elf, origin);
    ByteBuffer section =
        file.section(".BTF")
            .orElseThrow(() ->
                new IllegalArgumentException(origin + " has no .BTF section: compile it with -g"));
    BtfTypes types = new BtfTypes(section, origin);
    Map<String, Integer> symbols = new LinkedHashMap<>();
    for (int id : types.all(BtfTypes.VAR)) {
      String name = types.name(id);
      file.symbolOffset(name).ifPresent(offset -> symbols.put(name, offset));
    }
    return new Btf(types, symbols);
  }

  public static Btf ofObject(Path object) {
    return ofObject(bytes(object), object.toString());
  }

  /** Reads BTF that is a file of its own: /sys/kernel/btf/vmlinux. */
  public static Btf ofKernel(ByteBuffer bytes, String origin) {
    return new Btf(new BtfTypes(bytes, origin), Map.of());
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The struct of this name, if the object has it complete. */
  public Optional<Struct> struct(String name) {
    return find(BtfTypes.STRUCT, name).map(id -> (Struct) layout(id));
  }

  /** True when the kernel has a function of this name. */
  public boolean hasFunction(String name) {
    return find(BtfTypes.FUNC, name).isPresent();
  }

  /** True when an enum without a name has a constant of this name: flags of helpers are in such. */
  public boolean hasFlag(String name) {
    for (int id : types.all(BtfTypes.ENUM)) {
      if (types.name(id).isEmpty()
          && enumeration(id).constants().stream().anyMatch(c -> c.name().equals(name))) {
        return true;
      }
    }
    return false;
  }

  /** Every named enum. */
  public List<Enumeration> enumerations() {
    List<Enumeration> found = new ArrayList<>();
    for (int kind : new int[] {BtfTypes.ENUM, BtfTypes.ENUM64}) {
      for (int id : types.all(kind)) {
        if (!types.name(id).isEmpty()) {
          found.add(enumeration(id));
        }
      }
    }
    return found;
  }

  private Optional<Integer> find(int kind, String name) {
    for (int id = 1; id < types.count(); id++) {
      if (types.kind(id) == kind && types.name(id).equals(name)) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  /** The maps of the object, in the order of the source. */
  public List<MapTypes> maps() {
    List<MapTypes> found = new ArrayList<>();
    for (int id : variableIds(".maps")) {
      int definition = types.strip(types.sizeOrType(id), true);
      found.add(
          new MapTypes(
              types.name(id),
              pointee(definition, "key"),
              pointee(definition, "value"),
              numbers(definition)));
    }
    return found;
  }

  /** The map of this name. */
  public Optional<MapTypes> map(String name) {
    return maps().stream().filter(m -> m.name().equals(name)).findFirst();
  }

  /** The global variables of a section such as {@code .rodata}. */
  public List<Variable> variables(String section) {
    return variableIds(section).stream()
        .map(id -> {
          String name = types.name(id);
          int offset = symbols.getOrDefault(name, 0);
          return new Variable(name, section, offset, layout(types.sizeOrType(id)));
        })
        .toList();
  }

  private List<Integer> variableIds(String section) {
    List<Integer> ids = new ArrayList<>();
    for (int sectionId : types.all(BtfTypes.DATASEC)) {
      if (types.name(sectionId).equals(section)) {
        for (int i = 0; i < types.length(sectionId); i++) {
          ids.add(types.word(sectionId, 3 * i));
        }
      }
    }
    return ids;
  }

  private Optional<Layout> pointee(int structId, String member) {
    for (int i = 0; i < types.length(structId); i++) {
      if (types.text(types.word(structId, 3 * i)).equals(member)) {
        int pointer = types.strip(types.word(structId, 3 * i + 1), true);
        return Optional.of(layout(types.sizeOrType(pointer)));
      }
    }
    return Optional.empty();
  }

  /** {@code __uint(name, value)} is a pointer to an array of value elements. */
  private Map<String, Integer> numbers(int structId) {
    Map<String, Integer> found = new TreeMap<>();
    for (int i = 0; i < types.length(structId); i++) {
      String name = types.text(types.word(structId, 3 * i));
      int pointer = types.strip(types.word(structId, 3 * i + 1), true);
      boolean number = types.kind(pointer) == BtfTypes.POINTER && !TYPES.contains(name);
      if (number && types.kind(types.sizeOrType(pointer)) == BtfTypes.ARRAY) {
        found.put(name, types.word(types.sizeOrType(pointer), 2));
      }
    }
    return found;
  }

  private Layout layout(int id) {
    int named = types.strip(id, false);
    int base = types.strip(named, true);
    return switch (types.kind(base)) {
      case BtfTypes.INT -> scalar(named, base);
      case BtfTypes.STRUCT -> struct(base);
      case BtfTypes.ENUM, BtfTypes.ENUM64 -> enumeration(base);
      case BtfTypes.ARRAY -> new Array(layout(types.word(base, 0)), types.word(base, 2));
      case BtfTypes.POINTER -> new Opaque("pointer", Long.BYTES);
      case BtfTypes.UNION, BtfTypes.FLOAT -> new Opaque(types.name(named), types.sizeOrType(base));
      default -> new Opaque(types.name(named), 0);
    };
  }

  private Scalar scalar(int named, int base) {
    boolean signed = (types.word(base, 0) >>> 24 & 1) != 0;
    boolean bigEndian = false;
    for (int at = named;
        types.kind(at) == BtfTypes.TYPEDEF;
        at = types.strip(types.sizeOrType(at), false)) {
      bigEndian |= BIG_ENDIAN.contains(types.name(at));
    }
    return new Scalar(types.name(named), types.sizeOrType(base), bigEndian, signed);
  }

  private Struct struct(int id) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < types.length(id); i++) {
      String name = types.text(types.word(id, 3 * i));
      int bits = types.word(id, 3 * i + 2);
      int width = types.flag(id) ? bits >>> 24 : 0;
      int offset = types.flag(id) ? bits & 0xffffff : bits;
      Layout layout =
          width == 0 ? layout(types.word(id, 3 * i + 1)) : new Opaque("bit field", (width + 7) / 8);
      members.add(new Member(name, offset / 8, layout));
    }
    return new Struct(types.name(id), types.sizeOrType(id), members);
  }

  private Enumeration enumeration(int id) {
    boolean wide = types.kind(id) == BtfTypes.ENUM64;
    int words = wide ? 3 : 2;
    List<Constant> constants = new ArrayList<>();
    for (int i = 0; i < types.length(id); i++) {
      int low = types.word(id, words * i + 1);
      long value =
          wide
              ? (long) types.word(id, words * i + 2) << 32 | Integer.toUnsignedLong(low)
              : types.flag(id) ? low : Integer.toUnsignedLong(low);
      constants.add(new Constant(types.text(types.word(id, words * i)), value));
    }
    return new Enumeration(types.name(id), types.sizeOrType(id), types.flag(id), constants);
  }
}
