package io.weir.sandbox.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A board of the chart.
 *
 * @param name of its file, without the ending
 */
record Board(String name, String title, List<Panel> panels) {
  private static final Path DIRECTORY = Path.of("../helm/weir/files/dashboards");
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * One panel.
   *
   * @param place in Grafana's grid of 24 columns
   * @param unit as Grafana names it
   */
  record Panel(String title, boolean heatmap, String unit, Place place, List<Target> targets) {}

  /** Where a panel stands. */
  record Place(int x, int y, int w, int h) {}

  /**
   * One query.
   *
   * @param expression with all agents chosen
   * @param legend with {@code {{label}}} to be filled in
   */
  record Target(String expression, String legend) {}

  static List<Board> all() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.sorted().map(Board::read).toList();
    }
  }

  private static Board read(Path file) {
    JsonNode json = JSON.readTree(file.toFile());
    return new Board(
        file.getFileName().toString().replace(".json", ""),
        json.path("title").asString(),
        json.path("panels").valueStream().map(Board::panel).toList());
  }

  private static Panel panel(JsonNode json) {
    JsonNode place = json.path("gridPos");
    return new Panel(
        json.path("title").asString(),
        json.path("type").asString().equals("heatmap"),
        json.at("/fieldConfig/defaults/unit").asString(),
        new Place(
            place.path("x").asInt(),
            place.path("y").asInt(),
            place.path("w").asInt(),
            place.path("h").asInt()),
        json.path("targets")
            .valueStream()
            .map(target ->
                new Target(
                    target.path("expr").asString().replace("$instance", ".*"),
                    target.path("legendFormat").asString()))
            .toList());
  }
}
