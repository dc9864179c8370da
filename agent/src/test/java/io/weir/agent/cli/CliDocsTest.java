package io.weir.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.boot.AgentMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** docs/cli.md is what every command says of itself. {@code -Dgolden.update=true} updates. */
class CliDocsTest {
  private static final Path DOCS = Path.of("../docs/cli.md");
  private static final String BEGIN = "<!-- commands: written by CliDocsTest -->\n";
  private static final int WIDTH = 110;

  @Test
  void everyCommandIsDocumentedWithAllItsFlags() throws IOException {
    StringBuilder commands = new StringBuilder();
    describe(WeirCommand.commandLine(new AgentMain()), commands);
    String text = Files.readString(DOCS);
    String expected = text.substring(0, text.indexOf(BEGIN) + BEGIN.length()) + commands;
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(DOCS, expected);
    }
    assertThat(Files.readString(DOCS)).isEqualTo(expected);
  }

  /** The flags of the agent are its settings, which docs/configuration.md explains. */
  private static void describe(CommandLine command, StringBuilder text) {
    command.setUsageHelpAutoWidth(false).setUsageHelpWidth(WIDTH);
    String name = command.getCommandSpec().qualifiedName();
    text.append("\n## `").append(name).append("`\n\n```\n");
    text.append(command.getUsageMessage(Ansi.OFF).stripTrailing()).append("\n```\n");
    command.getSubcommands().values().forEach(sub -> describe(sub, text));
  }
}
