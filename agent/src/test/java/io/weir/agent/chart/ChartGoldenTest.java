package io.weir.agent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What values make of the manifests in deploy/, which are the chart with its defaults: a golden
 * file for each set of values holds the difference.
 */
class ChartGoldenTest {
  private static final Path DEPLOY = Path.of("../deploy");
  private static final String WRITTEN =
      "# helm template weir helm/weir --namespace kube-system --no-hooks; a test writes it.\n";

  private static final String DEFAULTS = "no-values";

  @TempDir private static Path directory;

  static List<String> cases() throws IOException {
    List<String> names = ChartCases.names();
    assertThat(names).hasSizeGreaterThanOrEqualTo(12);
    return names;
  }

  @BeforeAll
  static void render() throws IOException {
    Files.writeString(file(DEFAULTS), Chart.rendered());
    for (String name : cases()) {
      Files.writeString(file(name), ChartCases.rendered(name));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valuesChangeWhatTheyAreMeantToChange(String name) throws IOException {
    Chart.assertGolden(
        ChartCases.GOLDEN.resolve(name + ".diff"), difference(file(DEFAULTS), file(name)));
  }

  @Test
  void kubernetesKnowsEveryField() throws IOException {
    try (Stream<Path> rendered = Files.list(directory)) {
      Chart.checked(rendered.toArray(Path[]::new)).orFail();
    }
  }

  @Test
  void helmFindsNothingToMend() throws IOException {
    Chart.helm("lint", "--strict", Chart.DIRECTORY.toString()).orFail();
    for (String name : cases()) {
      Chart.helm(
              "lint", "--strict", Chart.DIRECTORY.toString(), "--values", ChartCases.values(name))
          .orFail();
    }
  }

  private static Path file(String name) {
    return directory.resolve(name + ".yaml");
  }

  /** Without the places, which move with every change of the defaults. */
  private static String difference(Path from, Path to) {
    Chart.Result diff = Chart.run("diff", "-U2", from.toString(), to.toString());
    assertThat(diff.code()).as(diff.text()).isEqualTo(1);
    return diff.text()
        .lines()
        .skip(2)
        .map(line -> line.startsWith("@@ ") ? "@@" : line)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  void deployHoldsTheChartWithItsDefaults() throws IOException {
    Path install = DEPLOY.resolve("install.yaml");
    Chart.assertGolden(install, WRITTEN + Chart.rendered("--set", "crds.install=false"));
    Path crd = Path.of("crds", "clusternetworkpolicies.yaml");
    Chart.assertGolden(
        DEPLOY.resolve(crd), Files.readString(Chart.DIRECTORY.resolve("files").resolve(crd)));
    String base = Files.readString(DEPLOY.resolve("kustomization.yaml"));
    assertThat(Chart.objects(base).getFirst().get("resources"))
        .extracting(resource -> Path.of(resource.asString()))
        .containsExactly(crd, DEPLOY.relativize(install));
  }
}
