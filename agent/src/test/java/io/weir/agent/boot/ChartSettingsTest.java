package io.weir.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.boot.ConfigSettings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The chart's schema knows the settings that {@link Config} declares, their words and bounds.
 * {@code -Dgolden.update=true} writes that part of it.
 */
class ChartSettingsTest {
  private static final Path SCHEMA = Path.of("../helm/weir/values.schema.json");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** The chart gives them itself, by what it mounts and where it runs. */
  private static final Set<String> OF_THE_CHART =
      Set.of("nodeName", "kubeconfig", "apiServer", "pinDirectory", "cgroupRoot", "runDirectory");

  private static final String CIDR = "[0-9a-fA-F.:]+/[0-9]+";

  @Test
  void theSchemaHasEverySettingOfTheAgent() throws IOException {
    ObjectNode schema = (ObjectNode) JSON.readTree(Files.readString(SCHEMA));
    ((ObjectNode) schema.get("definitions")).set("config", settings());
    String expected = JSON.writeValueAsString(schema) + "\n";
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(SCHEMA, expected);
    }
    assertThat(SCHEMA).content().isEqualTo(expected);
  }

  private static ObjectNode settings() {
    ObjectNode all = group();
    for (Setting setting : ConfigSettings.ALL) {
      if (!OF_THE_CHART.contains(setting.key())) {
        String[] path = setting.key().split("\\.");
        ObjectNode properties = (ObjectNode) all.get("properties");
        for (String name : Arrays.copyOf(path, path.length - 1)) {
          properties = (ObjectNode) child(properties, name).get("properties");
        }
        properties.set(path[path.length - 1], schema(setting));
      }
    }
    return all;
  }

  private static ObjectNode group() {
    ObjectNode group = JSON.createObjectNode().put("type", "object");
    group.put("additionalProperties", false).putObject("properties");
    return group;
  }

  private static ObjectNode child(ObjectNode properties, String name) {
    if (!properties.has(name)) {
      properties.set(name, group());
    }
    return (ObjectNode) properties.get(name);
  }

  private static ObjectNode schema(Setting setting) {
    ObjectNode schema = JSON.createObjectNode().put("description", setting.declared().text());
    return switch (setting.type()) {
      case "boolean" -> schema.put("type", "boolean");
      case "int" ->
          schema
              .put("type", "integer")
              .put("minimum", setting.declared().least())
              .put("maximum", setting.declared().most());
      case "java.time.Duration" -> text(schema, "([0-9]+(ms|s|m|h))+");
      case "java.util.Optional<java.nio.file.Path>" -> text(schema, "(/.*)?");
      case "java.util.Optional<java.net.InetSocketAddress>" ->
          text(schema, "(\\[?[0-9a-fA-F.:]+\\]?:[0-9]+)?");
      case "java.lang.String" -> text(schema, "[a-z0-9]([-a-z0-9]*[a-z0-9])?");
      case "java.util.List<io.weir.values.IpPrefix>" -> list(schema, CIDR, "");
      case "java.util.List<java.lang.String>" -> list(schema, "[^\\s/:,]+", "");
      case "io.weir.agent.boot.Config$NodePortAddresses" -> list(schema, CIDR, "|primary");
      case "io.weir.agent.boot.ServiceSettings$PortRange" -> text(schema, "[0-9]+-[0-9]+");
      default -> words(schema, setting.type());
    };
  }

  private static ObjectNode text(ObjectNode schema, String pattern) {
    return schema.put("type", "string").put("pattern", "^" + pattern + "$");
  }

  /** A list, or text with commas. */
  private static ObjectNode list(ObjectNode schema, String item, String other) {
    ObjectNode text = JSON.createObjectNode();
    ObjectNode items = JSON.createObjectNode().put("type", "array");
    items.set("items", text(JSON.createObjectNode(), item));
    schema
        .putArray("anyOf")
        .add(items)
        .add(text(text, "((" + item + "(, *" + item + ")*)?" + other + ")"));
    return schema;
  }

  private static ObjectNode words(ObjectNode schema, String type) {
    List<String> words;
    try {
      words =
          Arrays.stream(Class.forName(type).getEnumConstants()).map(ConfigValues::text).toList();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no schema for settings of type " + type, e);
    }
    words.forEach(schema.putArray("enum")::add);
    return schema;
  }
}
