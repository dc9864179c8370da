package io.weir.agent.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sets of values that the chart is rendered with, by name. */
public final class ChartCases {
  static final Path GOLDEN = Path.of("src/test/resources/golden-chart");
  private static final String VALUES = ".values.yaml";

  private ChartCases() {}

  public static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(VALUES))
          .map(name -> name.substring(0, name.length() - VALUES.length()))
          .sorted()
          .toList();
    }
  }

  public static String rendered(String name) {
    return Chart.rendered("--values", values(name));
  }

  static String values(String name) {
    return GOLDEN.resolve(name + VALUES).toString();
  }
}
