package io.weir.agent.kubeproxy;

import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Frontends and backends as kube-proxy's table of nftables has them. */
final class NftServices {
  private final Family family;
  private final Map<String, List<JsonNode>> rules = new HashMap<>();
  private final Map<Proxied, Set<L4Address>> found = new TreeMap<>();

  private NftServices(Family family) {
    this.family = family;
  }

  /**
   * By frontend, the backends that its chains lead to.
   *
   * @param table as {@code nft -j list table} tells it
   */
  static Map<Proxied, Set<L4Address>> read(Family family, JsonNode table) {
    NftServices services = new NftServices(family);
    JsonNode objects = table.path("nftables");
    objects
        .valueStream()
        .map(o -> o.path("rule"))
        .filter(rule -> !rule.isMissingNode())
        .forEach(rule ->
            services
                .rules
                .computeIfAbsent(rule.path("chain").asString(), _ -> new ArrayList<>())
                .add(rule.path("expr")));
    objects
        .valueStream()
        .map(o -> o.path("map"))
        .filter(map -> !map.isMissingNode())
        .forEach(services::map);
    return services.found;
  }

  private void map(JsonNode map) {
    boolean nodePorts = map.path("name").asString().endsWith("-nodeports");
    switch (map.path("name").asString()) {
      case "service-ips", "no-endpoint-services", "service-nodeports", "no-endpoint-nodeports" ->
          map.path("elem").valueStream().forEach(pair -> element(pair, nodePorts));
      default -> {
        // the others are about sources
      }
    }
  }

  private void element(JsonNode pair, boolean nodePort) {
    JsonNode key = pair.get(0).has("elem") ? pair.get(0).at("/elem/val") : pair.get(0);
    JsonNode words = key.path("concat");
    int last = words.size() - 1;
    frontend(words, last, nodePort)
        .ifPresent(f -> {
          Set<L4Address> backends = found.computeIfAbsent(f, _ -> new TreeSet<>());
          follow(pair.get(1), backends, new HashSet<>());
        });
  }

  private Optional<Proxied> frontend(JsonNode words, int last, boolean nodePort) {
    if (last < 1) {
      return Optional.empty();
    }
    int port = words.get(last).asInt();
    String protocol = words.get(last - 1).asString();
    return nodePort
        ? Optional.of(Proxied.nodePort(family, port, protocol))
        : IpAddress.parse(words.get(0).asString()).map(ip -> Proxied.at(ip, port, protocol));
  }

  /** Every chain that a verdict somewhere in {@code expression} leads to. */
  private void follow(JsonNode expression, Set<L4Address> into, Set<String> seen) {
    JsonNode destination = expression.path("dnat");
    if (destination.has("addr") && destination.has("port")) {
      IpAddress.parse(destination.path("addr").asString())
          .ifPresent(ip -> into.add(new L4Address(ip, destination.path("port").asInt())));
    }
    JsonNode target = expression.path("target");
    if (target.isString() && seen.add(target.asString())) {
      rules.getOrDefault(target.asString(), List.of()).forEach(rule -> follow(rule, into, seen));
    }
    expression.valueStream().forEach(part -> follow(part, into, seen));
  }
}
