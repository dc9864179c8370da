package io.weir.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.model.PortMatch;
import io.weir.values.Protocol;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges as prefixes: exact, few, and pushed down. */
class PortRowsTest {
  @ParameterizedTest(name = "{0}..{1} is {2}")
  @CsvSource({
    "80, 80, 1",
    "1, 65535, 16",
    "1024, 65535, 6",
    "32768, 65535, 1",
    "1, 65534, 30",
    "65535, 65535, 1",
    "8080, 9090, 8",
  })
  void aRangeIsItsPortsAndNoOther(int from, int to, int prefixes) {
    List<PortPrefix> cut = new ArrayList<>();
    PortRows.cut(new PortMatch.Range(Protocol.TCP, from, to), cut::add);
    assertThat(cut).hasSize(prefixes);
    for (int port = 0; port <= 65535; port++) {
      int at = port;
      long covering = cut.stream().filter(prefix -> prefix.contains(6, at)).count();
      assertThat(covering).as("port %d", port).isEqualTo(port >= from && port <= to ? 1 : 0);
    }
  }

  @Test
  void theLongestPrefixHasAllRulesThatCoverIt() {
    PortRows rows = new PortRows();
    rows.anyPort(0);
    rows.every(1, Protocol.TCP);
    rows.range(2, new PortMatch.Range(Protocol.TCP, 8080, 8090));
    rows.number(3, Protocol.TCP.number(), 8081);
    rows.number(4, Protocol.UDP.number(), 8081);
    assertThat(covering(rows, 6, 8081)).isEqualTo("{0, 1, 2, 3}");
    assertThat(covering(rows, 6, 8082)).isEqualTo("{0, 1, 2}");
    assertThat(covering(rows, 6, 1)).isEqualTo("{0, 1}");
    assertThat(covering(rows, 17, 8081)).isEqualTo("{0, 4}");
    assertThat(covering(rows, 17, 1)).isEqualTo("{0}");
    assertThat(covering(rows, 1, 0)).isEqualTo("{0}");
  }

  private static String covering(PortRows rows, int protocol, int port) {
    return rows.rows().stream()
        .filter(row -> row.prefix().contains(protocol, port))
        .reduce((a, b) -> length(a) > length(b) ? a : b)
        .orElseThrow()
        .covering()
        .toString();
  }

  private static int length(PortRow row) {
    return row.prefix().protocol() == 0 ? -1 : row.prefix().length();
  }
}
