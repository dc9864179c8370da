package io.weir.agent.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads a configuration file: YAML whose keys are the components of {@link Config}. */
final class ConfigFile {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private ConfigFile() {}

  /** The values by dotted key; what is wrong with the file itself is added to {@code faults}. */
  static Map<String, String> read(Path file, List<String> faults) {
    Map<String, String> values = new LinkedHashMap<>();
    if (!Files.isReadable(file)) {
      faults.add("--config=" + file + ": does not exist, or may not be read");
      return values;
    }
    try {
      JsonNode root = YAML.readTree(file);
      if (root.isObject()) {
        flatten(root, "", values);
      } else if (!root.isMissingNode() && !root.isNull()) {
        faults.add("--config=" + file + ": not a mapping of settings to values");
      }
    } catch (JacksonException e) {
      faults.add("--config=" + file + ": not YAML: " + where(e));
    }
    return values;
  }

  private static String where(JacksonException e) {
    String problem = e.getOriginalMessage().lines().findFirst().orElse("");
    return Optional.ofNullable(e.getLocation())
        .map(at -> "line " + at.getLineNr() + ": " + problem)
        .orElse(problem);
  }

  private static void flatten(JsonNode node, String prefix, Map<String, String> values) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = prefix + entry.getKey();
      if (entry.getValue().isObject()) {
        flatten(entry.getValue(), key + ".", values);
      } else {
        values.put(key, text(entry.getValue()));
      }
    }
  }

  private static String text(JsonNode value) {
    return value.isArray()
        ? StreamSupport.stream(value.spliterator(), false)
            .map(ConfigFile::text)
            .collect(Collectors.joining(","))
        : value.isNull() ? "" : value.asString();
  }
}
