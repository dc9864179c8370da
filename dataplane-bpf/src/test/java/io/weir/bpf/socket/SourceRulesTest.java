package io.weir.bpf.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house rules of the C sources, which no Java tool sees. */
class SourceRulesTest {
  private static final Path SOURCES = Path.of("src/main/bpf");
  private static final Pattern INCLUDE = Pattern.compile("#include [<\"](.*)[>\"]");

  private static List<Path> files(String suffix) {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(f -> f.toString().endsWith(suffix)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void filesAndFunctionsAreShort() {
    assertThat(files(".c"))
        .isNotEmpty()
        .allSatisfy(f -> assertThat(lines(f)).hasSizeLessThanOrEqualTo(300));
    assertThat(files(".h"))
        .isNotEmpty()
        .allSatisfy(f -> assertThat(lines(f)).hasSizeLessThanOrEqualTo(250));
    Stream.concat(files(".c").stream(), files(".h").stream())
        .forEach(f -> assertThat(longestBlock(lines(f))).as(f.toString()).isLessThanOrEqualTo(60));
  }

  /** Lines between a brace that opens and one that closes in the first column, data left out. */
  private static int longestBlock(List<String> lines) {
    int longest = 0;
    int start = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals("{")) {
        start = i;
      } else if (lines.get(i).equals("}")) {
        longest = Math.max(longest, i - start - 1);
      }
    }
    return longest;
  }

  @Test
  void mapsAreDefinedInTheHeadersOfMapsOnly() {
    assertThat(Stream.concat(files(".c").stream(), files(".h").stream()))
        .filteredOn(f -> lines(f).stream().anyMatch(l -> l.contains("SEC(\".maps\")")))
        .containsExactlyInAnyOrder(
            SOURCES.resolve("weir/maps.h"),
            SOURCES.resolve("weir/workload_maps.h"),
            SOURCES.resolve("weir/wire_maps.h"),
            SOURCES.resolve("weir/hash.h"));
  }

  @Test
  void fewKnowTheFamilies() {
    assertThat(withLine(".*->(user|msg_src)_ip.*")).containsExactly("weir/sock.h");
    assertThat(withLine(".*struct (iphdr|ipv6hdr) .*"))
        .containsExactlyInAnyOrder(
            "weir/parse.h",
            "weir/plain.h",
            "weir/source.h",
            "weir/frame.h",
            "weir/outer.h",
            "weir/tunnel.h",
            "weir/xdp_frame.h",
            "weir/answer.h");
  }

  private static List<String> withLine(String pattern) {
    return Stream.concat(files(".c").stream(), files(".h").stream())
        .filter(f -> lines(f).stream().anyMatch(l -> l.matches(pattern)))
        .map(f -> SOURCES.relativize(f).toString())
        .toList();
  }

  @Test
  void layoutsNeedTheKernelsTypesOnlyAndNoHeaderNeedsAHook() {
    assertThat(includes(SOURCES.resolve("weir/abi.h"))).containsExactly("linux/types.h");
    for (String twin : List.of("weir/workload_abi.h", "weir/flow_abi.h", "weir/wire_abi.h")) {
      assertThat(includes(SOURCES.resolve(twin))).containsExactly("weir/abi.h");
    }
    assertThat(files(".h"))
        .allSatisfy(f -> assertThat(includes(f)).noneMatch(i -> i.endsWith(".c")));
    assertThat(includes(SOURCES.resolve("weir/maps.h")).filter(i -> i.startsWith("weir/")))
        .containsExactly("weir/abi.h", "weir/hash.h");
    assertThat(includes(SOURCES.resolve("weir/workload_maps.h")).filter(i -> i.startsWith("weir/")))
        .containsExactly("weir/flow_abi.h", "weir/hash.h", "weir/workload_abi.h");
  }

  private static Stream<String> includes(Path file) {
    return lines(file).stream()
        .map(INCLUDE::matcher)
        .filter(java.util.regex.Matcher::matches)
        .map(m -> m.group(1));
  }
}
