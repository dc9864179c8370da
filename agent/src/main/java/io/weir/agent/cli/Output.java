package io.weir.agent.cli;

import io.weir.agent.observe.Wire;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** {@code -o}: how a command prints. Add it as a {@link Mixin}. No colours in any form. */
final class Output {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  /** Forms of output. */
  enum Format {
    TABLE,
    JSON,
    YAML;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = FormatConverter.class,
      completionCandidates = Forms.class,
      description = "table, json or yaml. Default: table.")
  private Format format;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Prints {@code json} as asked, or the table. */
  void print(JsonNode json, Supplier<String> table) {
    PrintWriter out = command.commandLine().getOut();
    out.print(
        switch (format) {
          case TABLE -> table.get();
          case JSON -> Wire.JSON.writeValueAsString(json) + "\n";
          case YAML -> YAML.writeValueAsString(json);
        });
    out.flush();
  }

  /** Reads a format in lower case, as the help names it. */
  static final class FormatConverter implements ITypeConverter<Format> {
    @Override
    public Format convert(String text) {
      return Arrays.stream(Format.values())
          .filter(format -> format.toString().equals(text))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException(text + " is not table, json or yaml"));
    }
  }

  /** What completion offers. */
  static final class Forms extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Forms() {
      super(Arrays.stream(Format.values()).map(Format::toString).toList());
    }
  }
}
