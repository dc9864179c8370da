package io.weir.sandbox.api.proto;

import io.weir.sandbox.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** From the {@code k8s\0} envelope to the object it holds, as JSON. */
public final class Protobuf {
  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private Protobuf() {}

  /**
   * @throws IllegalArgumentException for a broken body, and for a kind or field that is not in the
   *     table; the message tells how to send it as JSON
   */
  public static ObjectNode decode(byte[] body) {
    if (body.length < MAGIC.length || !Arrays.equals(Arrays.copyOf(body, MAGIC.length), MAGIC)) {
      throw new IllegalArgumentException(
          "the body is not Kubernetes protobuf: it does not begin with k8s\\0");
    }
    Wire envelope = new Wire(Arrays.copyOfRange(body, MAGIC.length, body.length));
    String apiVersion = "";
    String kind = "";
    byte[] raw = {};
    while (envelope.next()) {
      switch (envelope.field()) {
        case 1 -> {
          Wire type = new Wire(envelope.bytes());
          while (type.next()) {
            String text = type.text();
            apiVersion = type.field() == 1 ? text : apiVersion;
            kind = type.field() == 2 ? text : kind;
          }
        }
        case 2 -> raw = envelope.bytes();
        default -> envelope.skip();
      }
    }
    ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
    return object.setAll(message(kind, raw));
  }

  private static ObjectNode message(String name, byte[] data) {
    Map<Integer, Messages.Field> fields =
        Messages.of(name).orElseThrow(() -> unread("a %s".formatted(name)));
    ObjectNode object = Json.object();
    Wire wire = new Wire(data);
    while (wire.next()) {
      Messages.Field field = fields.get(wire.field());
      if (field == null) {
        if (!wire.skip()) {
          throw unread("field %d of %s".formatted(wire.field(), name));
        }
      } else {
        add(object, field, wire);
      }
    }
    return object;
  }

  private static void add(ObjectNode object, Messages.Field field, Wire wire) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    switch (field.type()) {
      case "-" -> wire.skip();
      case "map", "bytesmap", "quantities" ->
          entry(Json.child(object, field.name()), field.type(), wire.bytes());
      case "string" -> put(object, field, nodes.stringNode(wire.text()), field.repeated());
      case "int", "int*" -> {
        long value = wire.number();
        JsonNode node =
            value == (int) value ? nodes.numberNode((int) value) : nodes.numberNode(value);
        put(object, field, node, value != 0 || field.type().endsWith("*"));
      }
      case "bool", "bool*" -> {
        boolean value = wire.number() != 0;
        put(object, field, nodes.booleanNode(value), value || field.type().endsWith("*"));
      }
      case "IntOrString" -> {
        JsonNode value = intOrString(new Wire(wire.bytes()));
        put(object, field, value, !value.asString("").equals("0"));
      }
      case "Time" -> {
        Wire time = new Wire(wire.bytes());
        if (time.next() && time.field() == 1) {
          put(
              object,
              field,
              nodes.stringNode(Instant.ofEpochSecond(time.number()).toString()),
              true);
        }
      }
      default -> {
        ObjectNode value = message(field.type(), wire.bytes());
        put(object, field, value, field.repeated() || !value.isEmpty());
      }
    }
  }

  private static void put(
      ObjectNode object, Messages.Field field, JsonNode value, boolean evenIfEmpty) {
    if (field.repeated()) {
      object.withArray(field.name()).add(value);
    } else if (evenIfEmpty || value.isString() && !value.asString("").isEmpty()) {
      object.set(field.name(), value);
    }
  }

  private static JsonNode intOrString(Wire wire) {
    boolean isText = false;
    int number = 0;
    String text = "";
    while (wire.next()) {
      switch (wire.field()) {
        case 1 -> isText = wire.number() == 1;
        case 2 -> number = (int) wire.number();
        case 3 -> text = wire.text();
        default -> wire.skip();
      }
    }
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return isText ? nodes.stringNode(text) : nodes.numberNode(number);
  }

  private static void entry(ObjectNode map, String type, byte[] data) {
    Wire wire = new Wire(data);
    String key = "";
    byte[] value = {};
    while (wire.next()) {
      if (wire.field() == 1) {
        key = wire.text();
      } else {
        value = wire.bytes();
      }
    }
    map.put(key, shown(type, value));
  }

  private static String shown(String type, byte[] value) {
    if (type.equals("bytesmap")) {
      return Base64.getEncoder().encodeToString(value);
    }
    if (type.equals("quantities")) {
      Wire quantity = new Wire(value);
      return quantity.next() ? quantity.text() : "0";
    }
    return new String(value, StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException unread(String what) {
    String message =
        "the sandbox does not read %s in protobuf: add --dry-run=client -o yaml and pipe it to"
            + " kubectl apply -f -";
    return new IllegalArgumentException(message.formatted(what));
  }
}
