package io.weir.agent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The chart as helm renders it. helm and kubeconform are built by tools/chart, once. */
public final class Chart {
  /** From the directory of a module, where tests run. */
  static final Path DIRECTORY = Path.of("../helm/weir");

  static final String NAMESPACE = "kube-system";

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Path TOOLS = tools();

  private Chart() {}

  /** How a program ended, and what it printed. */
  record Result(int code, String text) {
    String orFail() {
      assertThat(code).as(text).isZero();
      return text;
    }
  }

  static Result helm(String... arguments) {
    return run(TOOLS.resolve("helm").toString(), arguments);
  }

  /**
   * What helm would install, hooks aside.
   *
   * @param arguments of {@code helm template}, such as {@code --values FILE}
   */
  public static String rendered(String... arguments) {
    List<String> all = new ArrayList<>(List.of("template", "weir", DIRECTORY.toString()));
    all.addAll(List.of("--namespace", NAMESPACE, "--no-hooks"));
    all.addAll(List.of(arguments));
    return helm(all.toArray(String[]::new)).orFail();
  }

  /** Every object of a rendered text. */
  public static List<JsonNode> objects(String rendered) {
    return YAML.readerFor(JsonNode.class).<JsonNode>readValues(rendered).readAll().stream()
        .filter(JsonNode::isObject)
        .toList();
  }

  /** Fields that Kubernetes does not know, and values of another type, are faults. */
  static Result checked(Path... files) {
    List<String> arguments = new ArrayList<>(List.of("-strict", "-schema-location"));
    arguments.add(TOOLS + "/schemas/{{.ResourceKind}}{{.KindSuffix}}.json");
    for (Path file : files) {
      arguments.add(file.toString());
    }
    return run(TOOLS.resolve("kubeconform").toString(), arguments.toArray(String[]::new));
  }

  static Result run(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + program + " ran", e);
    }
  }

  /** Holds a file against what it ought to be; {@code -Dgolden.update=true} writes it. */
  static void assertGolden(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, expected);
    }
    assertThat(file).content().isEqualTo(expected);
  }

  private static Path tools() {
    try {
      Process build =
          new ProcessBuilder("../tools/chart/build.sh")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String directory = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (build.waitFor() != 0) {
        throw new IllegalStateException("tools/chart/build.sh cannot make helm and kubeconform");
      }
      return Path.of(directory.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while tools/chart/build.sh ran", e);
    }
  }
}
