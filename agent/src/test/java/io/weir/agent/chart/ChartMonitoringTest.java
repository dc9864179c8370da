package io.weir.agent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Alerts and boards ask for series that there are, and every alert says what to do. */
class ChartMonitoringTest {
  private static final Pattern SERIES =
      Pattern.compile("\\b(?:weir|kubeproxy|process|kube|rest_client|jvm)_[a-z0-9_]+");

  private static final Path TESTS = Path.of("src/test/resources/alerts/alerts.test.yaml");

  /** Of kube-state-metrics and of every Prometheus client. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "kube_daemonset_status_number_unavailable",
          "process_resident_memory_bytes",
          "process_cpu_seconds_total",
          "jvm_memory_used_bytes",
          "jvm_gc_collection_seconds_sum");

  @Test
  void everySeriesAskedForIsServed() throws IOException {
    String asked =
        Chart.rendered(
            "--set", "monitoring.dashboards.enabled=true",
            "--set", "monitoring.prometheusRule.enabled=true",
            "--show-only", "templates/prometheusrule.yaml",
            "--show-only", "templates/dashboards.yaml");
    Set<String> served = new TreeSet<>(OF_OTHERS);
    for (MatchResult row : rows(Files.readString(Path.of("../docs/metrics.md")))) {
      served.add(row.group(1));
      if (row.group(2).equals("histogram")) {
        served.add(row.group(1) + "_bucket");
      }
    }
    Set<String> names =
        SERIES.matcher(asked).results().map(MatchResult::group).collect(Collectors.toSet());
    assertThat(names).hasSizeGreaterThan(30).isSubsetOf(served);
  }

  private static List<MatchResult> rows(String table) {
    return Pattern.compile("^\\| `(\\w+)` \\| (\\w+) \\|", Pattern.MULTILINE)
        .matcher(table)
        .results()
        .toList();
  }

  @Test
  void everyAlertHasASectionThatSaysWhatToDo() throws IOException {
    String file = Files.readString(Chart.DIRECTORY.resolve("files/alerts.yaml"));
    List<String> alerts =
        StreamSupport.stream(
                Chart.objects("alerts:\n" + file).getFirst().get("alerts").spliterator(), false)
            .map(alert -> alert.get("alert").asString())
            .toList();
    List<String> sections =
        Files.readString(Path.of("../docs/alerts.md"))
            .lines()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3))
            .toList();
    assertThat(alerts).isNotEmpty().isEqualTo(sections);
  }

  /** promtool, with the rules as they reach a cluster. */
  @Test
  void everyAlertFiresWhereItShouldAndIsSilentOneStepBefore(@TempDir Path directory)
      throws IOException {
    JsonNode groups =
        Chart.objects(
                Chart.rendered(
                    "--set", "monitoring.prometheusRule.enabled=true",
                    "--show-only", "templates/prometheusrule.yaml"))
            .getFirst()
            .get("spec");
    Path rules = Files.writeString(directory.resolve("rules.yaml"), groups.toString());
    Path tests = Files.copy(TESTS, directory.resolve("alerts.test.yaml"));
    Chart.run("promtool", "check", "rules", rules.toString()).orFail();
    Chart.run("promtool", "test", "rules", tests.toString()).orFail();

    String names = Files.readString(tests);
    for (JsonNode alert : groups.at("/groups/0/rules")) {
      String name = alert.get("alert").asString();
      assertThat(names).contains("name: " + name + " fires\n", "name: " + name + " is silent\n");
    }
  }

  @Test
  void boardsHavePanelsThatDoNotOverlap() throws IOException {
    List<Path> boards = files(Chart.DIRECTORY.resolve("files/dashboards"));
    assertThat(boards).hasSize(4);
    for (Path file : boards) {
      checkPanels(Chart.objects(Files.readString(file)).getFirst());
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static void checkPanels(JsonNode board) {
    Set<String> places = new TreeSet<>();
    Set<Integer> ids = new TreeSet<>();
    for (JsonNode panel : board.get("panels")) {
      JsonNode place = panel.get("gridPos");
      assertThat(place.get("x").asInt() + place.get("w").asInt()).isLessThanOrEqualTo(24);
      assertThat(places.add(place.get("x") + ":" + place.get("y"))).as(place.toString()).isTrue();
      assertThat(ids.add(panel.get("id").asInt())).isTrue();
      assertThat(panel.get("targets")).isNotEmpty();
    }
  }
}
