package io.weir.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.boot.ConfigSettings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/configuration.md says what {@link Config} says. {@code -Dgolden.update=true} updates. */
class ConfigDocsTest {
  private static final Path DOCS = Path.of("../docs/configuration.md");
  private static final String BEGIN = "<!-- settings: written by ConfigDocsTest -->\n";

  @Test
  void everySettingIsDocumentedAsDeclared() throws IOException {
    String text = Files.readString(DOCS);
    String head = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(DOCS, head + settings());
    }
    assertThat(Files.readString(DOCS)).isEqualTo(head + settings());
  }

  @Test
  void thereAreFewSettingsAndEachSaysWhoTurnsIt() {
    assertThat(ConfigSettings.ALL).hasSizeLessThanOrEqualTo(36);
    assertThat(ConfigSettings.ALL)
        .allSatisfy(s -> assertThat(s.declared().text()).as(s.key()).endsWith("."))
        .allSatisfy(s -> assertThat(s.declared().who()).as(s.key()).isNotBlank());
  }

  private static String settings() {
    StringBuilder text = new StringBuilder();
    for (Setting s : ConfigSettings.ALL) {
      text.append("\n### `").append(s.key()).append("`\n").append(s.declared().text());
      text.append("\n\nDefault ").append(quoted(s.declared().value()));
      if (s.declared().least() != Long.MIN_VALUE) {
        String unit = s.type().equals("int") ? "" : " ms";
        text.append(", from ").append(s.declared().least()).append(unit);
        text.append(" to ").append(s.declared().most()).append(unit);
      }
      text.append(". Variable `").append(s.environment());
      text.append("`, flag `").append(s.flag()).append("`.\n");
      text.append("Who turns it: ").append(s.declared().who()).append(".\n");
    }
    return text.toString();
  }

  private static String quoted(String value) {
    return value.isEmpty() ? "empty" : "`" + value + "`";
  }
}
