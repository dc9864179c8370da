package io.weir.agent.watch;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * A stream of JSON, read forward only. Each reading method starts on the first token of a value and
 * stops on its last; {@code null} counts as absent. What nobody asks for is skipped token by token,
 * so an object costs the memory of the fields wanted from it, whatever else it holds.
 */
final class Json implements AutoCloseable {
  /** More elements than any object that fits into etcd can have, and a bound all the same. */
  private static final int MOST_ELEMENTS = 65_536;

  /**
   * Property names are not kept from object to object: annotations are named by users, and a table
   * of names that lives as long as a watch would grow with everything ever seen.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

  private final JsonParser parser;
  private final Pool pool;

  Json(InputStream bytes, Pool pool) {
    this.parser = FACTORY.createParser(ObjectReadContext.empty(), bytes);
    this.pool = pool;
  }

  /** Moves to the next value of the stream; false where the stream ends between two values. */
  boolean next() {
    return parser.nextToken() != null;
  }

  void object(Consumer<String> field) {
    if (absent(JsonToken.START_OBJECT, "an object")) {
      return;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      field.accept(name);
    }
  }

  /** Calls {@code element} with the parser on each element in turn. */
  void elements(Runnable element) {
    if (absent(JsonToken.START_ARRAY, "a list")) {
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      element.run();
    }
  }

  <T> List<T> list(Supplier<T> element) {
    List<T> result = new ArrayList<>();
    elements(() -> {
      if (result.size() == MOST_ELEMENTS) {
        throw malformed("at most " + MOST_ELEMENTS + " elements");
      }
      result.add(element.get());
    });
    return result;
  }

  List<String> texts() {
    return list(this::text);
  }

  /** A list that many objects have alike, kept once. */
  <T> List<T> pooledList(Supplier<T> element) {
    return pooled(list(element));
  }

  /** Text by name, kept once with its names and texts: labels, which many objects have alike. */
  Map<String, String> pooledTexts() {
    Map<String, String> read = new HashMap<>();
    object(name -> {
      if (read.size() == MOST_ELEMENTS) {
        throw malformed("at most " + MOST_ELEMENTS + " entries");
      }
      read.put(pool.one(name), pooledText());
    });
    return read.isEmpty() ? Map.of() : pool.one(Map.copyOf(read));
  }

  /** One copy of {@code values}, for lists that many objects have alike. */
  <T> List<T> pooled(List<T> values) {
    return values.isEmpty() ? List.of() : pool.one(List.copyOf(values));
  }

  /** "" where absent. */
  String text() {
    return absent(JsonToken.VALUE_STRING, "a string") ? "" : parser.getString();
  }

  /** As {@link #text()}, for strings that many objects have alike. */
  String pooledText() {
    return absent(JsonToken.VALUE_STRING, "a string") ? "" : pool.one(parser.getString());
  }

  /** 0 where absent. */
  int number() {
    if (absent(JsonToken.VALUE_NUMBER_INT, "a whole number")) {
      return 0;
    }
    if (parser.getNumberType() != JsonParser.NumberType.INT) {
      throw malformed("a whole number of 32 bits");
    }
    return parser.getIntValue();
  }

  boolean bool(boolean whereAbsent) {
    if (parser.currentToken() == JsonToken.VALUE_FALSE) {
      return false;
    }
    return absent(JsonToken.VALUE_TRUE, "true or false") ? whereAbsent : true;
  }

  /** Empty where absent. */
  Optional<Integer> optionalNumber() {
    return isNull() ? Optional.empty() : Optional.of(number());
  }

  /** As {@link #number()}, of 64 bits. */
  long longNumber() {
    if (absent(JsonToken.VALUE_NUMBER_INT, "a whole number")) {
      return 0;
    }
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw malformed("a whole number of 64 bits");
    }
    return parser.getLongValue();
  }

  /** Whether a number begins here, with a fraction or without. */
  boolean isNumber() {
    return parser.currentToken().isNumeric();
  }

  /**
   * {@code read}, or where the value is not what that expects, {@code unreadable}: for fields whose
   * object is of more use without them than in an older state.
   */
  <T> T lenient(Supplier<T> read, T unreadable) {
    List<T> result = new ArrayList<>(1);
    try {
      whole(() -> result.add(read.get()));
    } catch (Malformed e) {
      return unreadable;
    }
    return result.getFirst();
  }

  /** {@code unreadable} in the place of each element that is, or of the list where that is none. */
  <T> List<T> lenientList(Supplier<T> element, T unreadable) {
    Supplier<T> each = () -> isNull() ? unreadable : lenient(element, unreadable);
    return lenient(() -> list(each), List.of(unreadable));
  }

  List<String> lenientTexts(String unreadable) {
    return pooled(lenientList(this::pooledText, unreadable));
  }

  void skip() {
    parser.skipChildren();
  }

  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /**
   * Runs {@code read} on the current object; where that finds the object malformed, moves on to the
   * object's end before it passes the exception on, so that the stream can be read further.
   */
  void whole(Runnable read) {
    boolean container = parser.currentToken().isStructStart();
    int outside = parser.streamReadContext().getNestingDepth() - (container ? 1 : 0);
    try {
      read.run();
    } catch (Malformed e) {
      while (parser.streamReadContext().getNestingDepth() > outside) {
        parser.nextToken();
      }
      throw e;
    }
  }

  private boolean absent(JsonToken wanted, String what) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return true;
    }
    if (token != wanted) {
      throw malformed(what);
    }
    return false;
  }

  private Malformed malformed(String wanted) {
    return new Malformed(
        "expected " + wanted + " at " + parser.streamReadContext().pathAsPointer(false));
  }

  @Override
  public void close() {
    parser.close();
  }
}
