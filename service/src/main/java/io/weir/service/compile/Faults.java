package io.weir.service.compile;

import io.weir.service.model.ObjectName;
import java.util.ArrayList;
import java.util.List;

/** Gathers the faults of one object; what exceeds the limit is not told. */
final class Faults {
  private static final int LONGEST_VALUE = 60;

  private final String kind;
  private final ObjectName name;
  private List<Fault> told = List.of();

  Faults(String kind, ObjectName name) {
    this.kind = kind;
    this.name = name;
  }

  void add(String field, String value, String wrong) {
    if (told.isEmpty()) {
      told = new ArrayList<>();
    }
    if (told.size() < Fault.MOST_PER_OBJECT) {
      told.add(new Fault(kind + " " + name, field, "value=" + cut(value) + ": " + wrong));
    }
  }

  void add(String field, long value, String wrong) {
    add(field, Long.toString(value), wrong);
  }

  /** As an element of a list, {@code list[index].rest}; the path is only built where it is told. */
  void addAt(String list, int index, String rest, String value, String wrong) {
    if (told.size() < Fault.MOST_PER_OBJECT) {
      add(list + "[" + index + "]" + rest, value, wrong);
    }
  }

  void addAt(String list, int index, String rest, long value, String wrong) {
    addAt(list, index, rest, Long.toString(value), wrong);
  }

  List<Fault> told() {
    return told;
  }

  private static String cut(String value) {
    return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
  }
}
