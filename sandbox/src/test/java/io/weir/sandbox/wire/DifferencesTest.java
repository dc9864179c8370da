package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The list that the tests with the real kube-proxy go by is the one that users read. */
final class DifferencesTest {
  private static final Pattern SEEN = Pattern.compile("(?m)^\\| (.+) † \\|");

  @Test
  void whatIsMarkedAsSeenIsWhatTheTestsExpect() throws IOException {
    String text = Files.readString(Path.of("../docs/differences.md"));
    List<String> expected =
        Stream.concat(
                Arrays.stream(Difference.values()).map(d -> d.row),
                Stream.of(KubeProxyRefusals.DIFFERENCE))
            .toList();
    assertThat(SEEN.matcher(text).results().map(m -> m.group(1)))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @EnumSource
  void everyDifferenceIsOneInEveryCellItConcerns(Difference difference) {
    List<Cell> cells =
        Arrays.stream(From.values())
            .flatMap(from -> Cell.all(from, List.of(Mode.SNAT)).stream())
            .filter(difference::concerns)
            .toList();
    assertThat(cells)
        .isNotEmpty()
        .allSatisfy(cell -> assertThat(difference.expected(cell)).isNotEqualTo(cell.expected()));
  }
}
