package io.weir.agent.chart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every right that the chart grants, a line each: a new one is a line that a person must read. */
class ChartRightsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden-chart/rights.txt");

  @Test
  void noRightIsGrantedUnseen() throws IOException {
    String rendered =
        Chart.helm("template", "weir", Chart.DIRECTORY.toString(), "--namespace", Chart.NAMESPACE)
            .orFail();
    String rights =
        Chart.objects(rendered).stream()
            .filter(object -> object.get("kind").asString().endsWith("Role"))
            .flatMap(role ->
                StreamSupport.stream(role.get("rules").spliterator(), false)
                    .map(rule -> line(role, rule)))
            .sorted()
            .collect(Collectors.joining("\n", "", "\n"));
    Chart.assertGolden(GOLDEN, rights);
  }

  private static String line(JsonNode role, JsonNode rule) {
    String names = rule.has("resourceNames") ? " named " + words(rule.get("resourceNames")) : "";
    return "%s %s: %s %s in %s%s"
        .formatted(
            role.get("kind").asString(),
            role.get("metadata").get("name").asString(),
            words(rule.get("verbs")),
            words(rule.get("resources")),
            words(rule.get("apiGroups")).isEmpty() ? "core" : words(rule.get("apiGroups")),
            names);
  }

  private static String words(JsonNode list) {
    List<String> words =
        StreamSupport.stream(list.spliterator(), false).map(JsonNode::asString).sorted().toList();
    return String.join(",", words);
  }
}
