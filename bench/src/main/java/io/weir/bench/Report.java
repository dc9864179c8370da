package io.weir.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The figures of one run: a table for people, a file for scripts. */
final class Report {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final String bench;
  private final List<Figure> figures = new ArrayList<>();

  /** Begins with what the machine was doing besides: figures of a busy one mean little. */
  Report(String bench) {
    this.bench = bench;
    add("machine", "before", "load_1min", loadAverage(), "processes");
  }

  private static double loadAverage() {
    try {
      return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(String row, String variant, String metric, double value, String unit) {
    figures.add(new Figure(bench, row, variant, metric, value, unit, OptionalDouble.empty()));
  }

  /**
   * @param direct the same metric of the variant {@code direct}
   */
  void add(String row, String variant, Metric metric, double value, double direct) {
    figures.add(
        new Figure(
            bench,
            row,
            variant,
            metric.name(),
            value,
            metric.unit(),
            OptionalDouble.of(value / direct)));
  }

  /** What is measured, and in which unit. */
  record Metric(String name, String unit) {}

  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "%-18s %-10s %-22s %12s %-10s %s%n"
            .formatted("row", "variant", "metric", "value", "unit", "ratio to direct"));
    for (Figure f : figures) {
      String ratio =
          f.ratioToDirect().isPresent()
              ? String.format(Locale.ROOT, "%.3f", f.ratioToDirect().getAsDouble())
              : "";
      table.append(
          String.format(
                  Locale.ROOT,
                  "%-18s %-10s %-22s %12.1f %-10s %s",
                  f.row(),
                  f.variant(),
                  f.metric(),
                  f.value(),
                  f.unit(),
                  ratio)
              .stripTrailing());
      table.append('\n');
    }
    return table.toString();
  }

  /** A list of {bench, row, variant, metric, value, unit, ratio_to_direct}. */
  String json() {
    ArrayNode list = JSON.createArrayNode();
    for (Figure f : figures) {
      ObjectNode node = list.addObject();
      node.put("bench", f.bench()).put("row", f.row()).put("variant", f.variant());
      node.put("metric", f.metric()).put("value", rounded(f.value())).put("unit", f.unit());
      if (f.ratioToDirect().isPresent()) {
        node.put("ratio_to_direct", rounded(f.ratioToDirect().getAsDouble()));
      } else {
        node.putNull("ratio_to_direct");
      }
    }
    return JSON.writeValueAsString(list) + "\n";
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  /** Prints the table and writes {@code bench/results/NAME.json}. */
  void publish() {
    add("machine", "after", "load_1min", loadAverage(), "processes");
    Path file = Main.ROOT.resolve("bench/results").resolve(bench + ".json");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, json());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    System.out.print(table());
    System.out.println("written to " + file);
  }
}
