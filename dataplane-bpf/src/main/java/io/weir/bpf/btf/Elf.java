package io.weir.bpf.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The sections and symbols of a 64-bit ELF object, as far as BTF needs them. */
final class Elf {
  private static final int MAGIC = 0x7f454c46;
  private static final int SYMBOL_BYTES = 24;

  private final ByteBuffer file;
  private final Map<String, ByteBuffer> sections = new HashMap<>();

  Elf(byte[] content, String origin) {
    file = ByteBuffer.wrap(content);
    if (content.length < 64 || file.getInt(0) != MAGIC || content[4] != 2) {
      throw new IllegalArgumentException(origin + " is not a 64-bit ELF object");
    }
    file.order(content[5] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    readSections();
  }

  private void readSections() {
    int headers = Math.toIntExact(file.getLong(40));
    int headerSize = Short.toUnsignedInt(file.getShort(58));
    int count = Short.toUnsignedInt(file.getShort(60));
    int namesIndex = Short.toUnsignedInt(file.getShort(62));
    ByteBuffer names = section(headers + namesIndex * headerSize);
    for (int i = 1; i < count; i++) {
      int header = headers + i * headerSize;
      if (file.getInt(header + 4) != 8) { // SHT_NOBITS has no bytes in the file
        sections.put(text(names, file.getInt(header)), section(header));
      }
    }
  }

  private ByteBuffer section(int header) {
    int offset = Math.toIntExact(file.getLong(header + 24));
    int size = Math.toIntExact(file.getLong(header + 32));
    return file.slice(offset, size).order(file.order());
  }

  Optional<ByteBuffer> section(String name) {
    return Optional.ofNullable(sections.get(name));
  }

  /** The offset of a symbol in its section: clang leaves the ones in BTF to be filled in. */
  Optional<Integer> symbolOffset(String name) {
    ByteBuffer symbols = sections.get(".symtab");
    ByteBuffer names = sections.get(".strtab");
    if (symbols == null || names == null) {
      return Optional.empty();
    }
    for (int at = 0; at + SYMBOL_BYTES <= symbols.limit(); at += SYMBOL_BYTES) {
      if (text(names, symbols.getInt(at)).equals(name)) {
        return Optional.of(Math.toIntExact(symbols.getLong(at + 8)));
      }
    }
    return Optional.empty();
  }

  static String text(ByteBuffer strings, int offset) {
    int end = offset;
    while (strings.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - offset];
    strings.get(offset, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
