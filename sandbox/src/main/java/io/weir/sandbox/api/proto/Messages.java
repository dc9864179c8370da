package io.weir.sandbox.api.proto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The table of messages in {@code messages.txt}. */
final class Messages {
  /**
   * One field.
   *
   * @param type as the table says it, without the brackets
   */
  record Field(String name, String type, boolean repeated) {}

  private static final Map<String, Map<Integer, Field>> ALL = read();

  private Messages() {}

  /** The fields of a message by number; empty when the table does not have the message. */
  static Optional<Map<Integer, Field>> of(String message) {
    return Optional.ofNullable(ALL.get(message));
  }

  private static Map<String, Map<Integer, Field>> read() {
    try (InputStream table = Messages.class.getResourceAsStream("messages.txt")) {
      if (table == null) {
        throw new IllegalStateException("messages.txt is not on the class path");
      }
      Map<String, Map<Integer, Field>> all = new HashMap<>();
      String text = new String(table.readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> all.put(line.substring(0, line.indexOf(':')), fields(line)));
      return Map.copyOf(all);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read messages.txt", e);
    }
  }

  private static Map<Integer, Field> fields(String line) {
    Map<Integer, Field> fields = new HashMap<>();
    for (String entry : line.substring(line.indexOf(':') + 1).trim().split(" ")) {
      String[] parts = entry.split("[=:]");
      boolean repeated = parts[2].startsWith("[]");
      String type = repeated ? parts[2].substring(2) : parts[2];
      fields.put(Integer.valueOf(parts[1]), new Field(parts[0], type, repeated));
    }
    return Map.copyOf(fields);
  }
}
