package io.weir.bpf.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The type section of BTF, decoded on demand: an index of offsets, no object per type, so that the
 * kernel's own 150,000 types are as cheap to ask as an object's few hundred.
 *
 * <p>Format: Documentation/bpf/btf.rst of the kernel.
 */
final class BtfTypes {
  static final int INT = 1;
  static final int POINTER = 2;
  static final int ARRAY = 3;
  static final int STRUCT = 4;
  static final int UNION = 5;
  static final int ENUM = 6;
  static final int TYPEDEF = 8;
  static final int VOLATILE = 9;
  static final int CONST = 10;
  static final int RESTRICT = 11;
  static final int FUNC = 12;
  static final int VAR = 14;
  static final int DATASEC = 15;
  static final int FLOAT = 16;
  static final int TYPE_TAG = 18;
  static final int ENUM64 = 19;

  private static final int MAGIC = 0xeb9f;
  private static final int HEAD = 12;

  private final ByteBuffer types;
  private final ByteBuffer strings;
  private int[] offsets = new int[1024];
  private int count = 1; // type 0 is void

  BtfTypes(ByteBuffer section, String origin) {
    ByteBuffer data = section.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (data.limit() < 24 || Short.toUnsignedInt(data.getShort(0)) != MAGIC) {
      data.order(ByteOrder.BIG_ENDIAN);
      if (data.limit() < 24 || Short.toUnsignedInt(data.getShort(0)) != MAGIC) {
        throw new IllegalArgumentException(origin + ": no BTF here");
      }
    }
    int header = data.getInt(4);
    types = data.slice(header + data.getInt(8), data.getInt(12)).order(data.order());
    strings = data.slice(header + data.getInt(16), data.getInt(20));
    index();
  }

  private void index() {
    int at = 0;
    while (at < types.limit()) {
      if (count == offsets.length) {
        offsets = java.util.Arrays.copyOf(offsets, count * 2);
      }
      offsets[count++] = at;
      int info = types.getInt(at + 4);
      at += HEAD + tail(info >>> 24 & 0x1f, info & 0xffff);
    }
  }

  private static int tail(int kind, int length) {
    return switch (kind) {
      case INT, VAR, 17 -> 4;
      case ARRAY -> 12;
      case STRUCT, UNION, DATASEC, ENUM64 -> 12 * length;
      case ENUM, 13 -> 8 * length;
      default -> 0;
    };
  }

  int count() {
    return count;
  }

  int kind(int id) {
    return id == 0 ? 0 : types.getInt(offsets[id] + 4) >>> 24 & 0x1f;
  }

  String name(int id) {
    return id == 0 ? "void" : Elf.text(strings, types.getInt(offsets[id]));
  }

  /** Size of an int, struct, enum; for a reference, the type referred to. */
  int sizeOrType(int id) {
    return types.getInt(offsets[id] + 8);
  }

  /** The kind flag: bit fields in a struct, signed in an enum. */
  boolean flag(int id) {
    return types.getInt(offsets[id] + 4) < 0;
  }

  /** The words after the head: an int's encoding, an array's element type, index type, count. */
  int word(int id, int index) {
    return types.getInt(offsets[id] + HEAD + 4 * index);
  }

  /** Members of a struct, variables of a section, constants of an enum: how many. */
  int length(int id) {
    return types.getInt(offsets[id] + 4) & 0xffff;
  }

  String text(int offset) {
    return Elf.text(strings, offset);
  }

  /** Ids of all types of a kind. */
  List<Integer> all(int kind) {
    List<Integer> found = new ArrayList<>();
    for (int id = 1; id < count; id++) {
      if (kind(id) == kind) {
        found.add(id);
      }
    }
    return found;
  }

  /** The type behind const, volatile, restrict, type tags and, if asked, typedefs. */
  int strip(int id, boolean typedefs) {
    int at = id;
    while (true) {
      switch (kind(at)) {
        case CONST, VOLATILE, RESTRICT, TYPE_TAG -> at = sizeOrType(at);
        case TYPEDEF -> {
          if (!typedefs) {
            return at;
          }
          at = sizeOrType(at);
        }
        default -> {
          return at;
        }
      }
    }
  }
}
