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
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Alerts and boards ask for series that there are, and every alert says what to do. */
class ChartMonitoringTest {
  private static final Pattern SERIES =
      Pattern.compile("\\b(?:weir|kubeproxy|process|kube)_[a-z0-9_]+");

  /** Of kube-state-metrics and of every Prometheus client. */
  private static final Set<String> OF_OTHERS =
      Set.of("kube_daemonset_status_number_unavailable", "process_resident_memory_bytes");

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

  @Test
  void aBoardHasPanelsThatDoNotOverlap() throws IOException {
    JsonNode board =
        Chart.objects(Files.readString(Chart.DIRECTORY.resolve("files/dashboards/weir.json")))
            .getFirst();
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
