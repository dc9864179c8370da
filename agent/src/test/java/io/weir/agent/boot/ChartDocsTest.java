package io.weir.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/chart-values.md is what values.yaml says. {@code -Dgolden.update=true} updates. */
class ChartDocsTest {
  private static final Path VALUES = Path.of("../helm/weir/values.yaml");
  private static final Path DOCS = Path.of("../docs/chart-values.md");
  private static final String BEGIN = "<!-- values: written by ChartDocsTest -->\n";
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):(?: (.*))?");
  private static final Pattern REMARK = Pattern.compile(" *# ?(.*)");
  private static final int INDENT = 2;

  @Test
  void everyValueIsDocumentedWithItsDefault() throws IOException {
    String text = Files.readString(DOCS);
    String expected = text.substring(0, text.indexOf(BEGIN) + BEGIN.length()) + values();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(DOCS, expected);
    }
    assertThat(Files.readString(DOCS)).isEqualTo(expected);
  }

  /** A remark belongs to the key below it. */
  private static String values() throws IOException {
    StringBuilder text = new StringBuilder();
    Deque<String> parents = new ArrayDeque<>();
    List<String> remarks = new ArrayList<>();
    for (String line : Files.readAllLines(VALUES)) {
      Matcher remark = REMARK.matcher(line);
      Matcher key = KEY.matcher(line);
      if (remark.matches()) {
        remarks.add(remark.group(1));
      } else if (key.matches()) {
        while (parents.size() > key.group(1).length() / INDENT) {
          parents.removeLast();
        }
        parents.addLast(key.group(2));
        describe(String.join(".", parents), key.group(3), remarks, text);
        remarks.clear();
      } else {
        assertThat(line).as("a line of values.yaml that is no key and no remark").isBlank();
      }
    }
    return text.toString();
  }

  private static void describe(String key, String value, List<String> remarks, StringBuilder text) {
    if (value == null && remarks.isEmpty()) {
      return;
    }
    text.append("\n### `").append(key).append("`\n");
    remarks.forEach(remark -> text.append(remark).append('\n'));
    if (value != null) {
      text.append(remarks.isEmpty() ? "" : "\n").append("Default `").append(value).append("`.\n");
    }
  }
}
