package io.weir.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every drop reason has its name, sentence and advice; {@code -Dgolden.update=true} updates. */
class DropReasonDocsTest {
  private static final Path HEADER = Path.of("../dataplane-bpf/src/main/bpf/weir/flow_abi.h");
  private static final Path DOCS = Path.of("../docs/drop-reasons.md");
  private static final String BEGIN = "<!-- reasons: written by DropReasonDocsTest -->\n";
  private static final Pattern REASON = Pattern.compile("\\bDROP_(\\w+) = (\\d+)");

  @Test
  void reasonsAreThoseOfTheDataplaneInItsOrder() throws IOException {
    List<String> reasons = new ArrayList<>();
    Matcher reason = REASON.matcher(Files.readString(HEADER));
    while (reason.find()) {
      assertThat(reason.group(2)).isEqualTo(String.valueOf(reasons.size()));
      reasons.add(reason.group(1));
    }

    assertThat(reasons.removeLast()).isEqualTo("REASONS");
    assertThat(Arrays.stream(DropReason.values()).map(Enum::name)).isEqualTo(reasons);
  }

  @Test
  void everyReasonIsDocumented() throws IOException {
    String text = Files.readString(DOCS);
    String head = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(DOCS, head + table());
    }
    assertThat(Files.readString(DOCS)).isEqualTo(head + table());
  }

  private static String table() {
    StringBuilder table = new StringBuilder("| Reason | Meaning | What to do |\n|---|---|---|\n");
    Arrays.stream(DropReason.values())
        .filter(reason -> reason != DropReason.NONE)
        .forEach(r ->
            table.append("| `%s` | %s | %s |\n".formatted(r.label(), r.meaning(), r.remedy())));
    return table.toString();
  }
}
