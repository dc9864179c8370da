package io.weir.values;

import java.util.ArrayList;
import java.util.List;

/** Gathers the faults of one object; what exceeds the limit is not told. */
public final class FaultList {
  private static final int LONGEST_VALUE = 60;

  private final String kind;
  private final Object name;
  private List<Fault> told = List.of();

  public FaultList(String kind, ObjectName name) {
    this.kind = kind;
    this.name = name;
  }

  /**
   * @param name kind and name by its text, which is only asked for where there is a fault
   */
  public FaultList(Object name) {
    this.kind = "";
    this.name = name;
  }

  public void add(String field, String value, String wrong) {
    if (told.isEmpty()) {
      told = new ArrayList<>();
    }
    if (told.size() < Fault.MOST_PER_OBJECT) {
      told.add(new Fault(object(), field, "value=" + cut(value) + ": " + wrong));
    }
  }

  private String object() {
    return kind.isEmpty() ? name.toString() : kind + " " + name;
  }

  public void add(String field, long value, String wrong) {
    add(field, Long.toString(value), wrong);
  }

  /** As an element of a list, {@code list[index].rest}; the path is only built where it is told. */
  public void addAt(String list, int index, String rest, String value, String wrong) {
    if (told.size() < Fault.MOST_PER_OBJECT) {
      add(list + "[" + index + "]" + rest, value, wrong);
    }
  }

  public void addAt(String list, int index, String rest, long value, String wrong) {
    addAt(list, index, rest, Long.toString(value), wrong);
  }

  public List<Fault> told() {
    return told;
  }

  private static String cut(String value) {
    return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
  }
}
