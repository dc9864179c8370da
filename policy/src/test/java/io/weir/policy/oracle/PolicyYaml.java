package io.weir.policy.oracle;

import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.SelectorFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Facts of a NetworkPolicy as the YAML that somebody would have written. */
final class PolicyYaml {
  private PolicyYaml() {}

  static String text(NetworkPolicyFacts policy) {
    StringBuilder text = new StringBuilder();
    block(object(policy), 0, text);
    return text.toString();
  }

  private static Map<String, Object> object(NetworkPolicyFacts policy) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("podSelector", policy.podSelector().map(PolicyYaml::object).orElse(Map.of()));
    put(spec, "policyTypes", policy.policyTypes());
    put(spec, "ingress", policy.ingress().stream().map(r -> object(r, "from")).toList());
    put(spec, "egress", policy.egress().stream().map(r -> object(r, "to")).toList());
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("apiVersion", "networking.k8s.io/v1");
    object.put("kind", "NetworkPolicy");
    object.put(
        "metadata",
        new TreeMap<>(
            Map.of("namespace", policy.name().namespace(), "name", policy.name().name())));
    object.put("spec", spec);
    return object;
  }

  private static Map<String, Object> object(NetworkPolicyFacts.Rule rule, String peers) {
    Map<String, Object> object = new LinkedHashMap<>();
    put(object, peers, rule.peers().stream().map(PolicyYaml::object).toList());
    put(object, "ports", rule.ports().stream().map(PolicyYaml::object).toList());
    return object;
  }

  private static Map<String, Object> object(NetworkPolicyFacts.Peer peer) {
    Map<String, Object> object = new LinkedHashMap<>();
    peer.namespaceSelector().ifPresent(s -> object.put("namespaceSelector", object(s)));
    peer.podSelector().ifPresent(s -> object.put("podSelector", object(s)));
    peer.ipBlock()
        .ifPresent(b -> {
          Map<String, Object> block = new LinkedHashMap<>();
          block.put("cidr", b.cidr());
          put(block, "except", b.except());
          object.put("ipBlock", block);
        });
    return object;
  }

  private static Map<String, Object> object(NetworkPolicyFacts.Port port) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("protocol", port.protocol());
    if (!port.port().isEmpty()) {
      object.put("port", port.numeric() ? (Object) Integer.valueOf(port.port()) : port.port());
    }
    port.endPort().ifPresent(end -> object.put("endPort", end));
    return object;
  }

  private static Map<String, Object> object(SelectorFacts selector) {
    Map<String, Object> object = new LinkedHashMap<>();
    if (!selector.matchLabels().isEmpty()) {
      object.put("matchLabels", new TreeMap<>(selector.matchLabels()));
    }
    put(
        object,
        "matchExpressions",
        selector.matchExpressions().stream()
            .map(e -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("key", e.key());
              one.put("operator", e.operator());
              put(one, "values", e.values());
              return one;
            })
            .toList());
    return object;
  }

  private static void put(Map<String, Object> object, String key, List<?> list) {
    if (!list.isEmpty()) {
      object.put(key, list);
    }
  }

  private static void block(Map<?, ?> object, int indent, StringBuilder text) {
    for (Map.Entry<?, ?> field : object.entrySet()) {
      text.append(" ".repeat(indent)).append(field.getKey()).append(':');
      switch (field.getValue()) {
        case Map<?, ?> map when !map.isEmpty() -> {
          text.append('\n');
          block(map, indent + 2, text);
        }
        case List<?> list when !list.isEmpty() -> {
          text.append('\n');
          list.forEach(item -> item(item, indent + 2, text));
        }
        default -> text.append(' ').append(scalar(field.getValue())).append('\n');
      }
    }
  }

  /** The first field of an object stands behind the dash. */
  private static void item(Object item, int indent, StringBuilder text) {
    text.append(" ".repeat(indent)).append("- ");
    if (item instanceof Map<?, ?> map && !map.isEmpty()) {
      StringBuilder inner = new StringBuilder();
      block(map, indent + 2, inner);
      text.append(inner.substring(indent + 2));
    } else {
      text.append(scalar(item)).append('\n');
    }
  }

  private static String scalar(Object value) {
    return switch (value) {
      case Map<?, ?> _ -> "{}";
      case List<?> _ -> "[]";
      case Integer number -> number.toString();
      default -> '"' + value.toString() + '"';
    };
  }
}
