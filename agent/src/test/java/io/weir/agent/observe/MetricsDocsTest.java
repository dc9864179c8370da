package io.weir.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/metrics.md lists what a scrape shows. {@code -Dgolden.update=true} updates it. */
class MetricsDocsTest {
  private static final Path DOCS = Path.of("../docs/metrics.md");
  private static final String BEGIN = "<!-- series: written by MetricsDocsTest -->\n";
  private static final Pattern SERIES = Pattern.compile("([a-z0-9_]+?)(_bucket)?\\{(.*)} .*");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");

  @Test
  void everySeriesIsDocumentedAsItIsExposed() throws IOException {
    String text = Files.readString(DOCS);
    String head = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(DOCS, head + table());
    }
    assertThat(Files.readString(DOCS)).isEqualTo(head + table());
  }

  private static String table() {
    AgentMetrics metrics =
        new AgentMetrics(Snapshots::healthy, Duration.ofSeconds(60), () -> Snapshots.NOW);
    metrics.withKernelTimes(() -> KernelHistogram.rows(index -> 0, 4 * 26));
    metrics.restClient().ended("GET", "https://192.0.2.1:6443", 200, Duration.ofMillis(1));
    String scrape = new String(metrics.scrape("").text(), StandardCharsets.UTF_8);
    Map<String, TreeSet<String>> labels = labels(scrape);
    StringBuilder rows =
        new StringBuilder("| Series | Type | Labels | Meaning |\n|---|---|---|---|\n");
    String help = "";
    for (String line : scrape.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        help = words[3];
      } else if (line.startsWith("# TYPE ")) {
        List<String> cells = new ArrayList<>(List.of("`" + words[2] + "`", words[3]));
        cells.add(String.join(", ", labels.getOrDefault(words[2], new TreeSet<>())));
        cells.add(help);
        rows.append("| ").append(String.join(" | ", cells)).append(" |\n");
      }
    }
    return rows.toString();
  }

  private static Map<String, TreeSet<String>> labels(String scrape) {
    Map<String, TreeSet<String>> labels = new LinkedHashMap<>();
    for (String line : scrape.lines().toList()) {
      Matcher series = SERIES.matcher(line);
      if (series.matches()) {
        for (Matcher label = LABEL.matcher(series.group(3)); label.find(); ) {
          if (!label.group(1).equals("le")) {
            labels.computeIfAbsent(series.group(1), n -> new TreeSet<>()).add(label.group(1));
          }
        }
      }
    }
    return labels;
  }
}
