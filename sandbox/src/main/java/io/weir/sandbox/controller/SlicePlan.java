package io.weir.sandbox.controller;

import io.weir.values.Family;
import io.weir.values.IpAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What to do so that the slices of one Service say what its pods are. Endpoints stay in the slice
 * they are in, at most 100 in one; slices that somebody else manages are never touched.
 *
 * @param create complete objects
 * @param update existing objects with their new content
 * @param delete names
 */
public record SlicePlan(List<ObjectNode> create, List<ObjectNode> update, List<String> delete) {
  public static final String SERVICE_NAME = "kubernetes.io/service-name";
  public static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  public static final String MANAGER = "endpointslice-controller.k8s.io";
  private static final String HEADLESS = "service.kubernetes.io/headless";
  private static final String TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time";
  private static final int MOST_ENDPOINTS = 100;

  /**
   * What the plan is made from.
   *
   * @param pods of the Service's namespace
   * @param zones zone of each node that has one
   * @param existing slices that carry the Service's name
   * @param now noted in the slices that change
   */
  public record Facts(
      JsonNode service,
      List<? extends JsonNode> pods,
      Map<String, String> zones,
      List<ObjectNode> existing,
      Instant now,
      RandomGenerator random) {}

  /** A Service without selector keeps whatever slices it has: they are its user's. */
  public static SlicePlan of(Facts facts) {
    SlicePlan plan = new SlicePlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    if (Json.map(facts.service, "spec/selector").isEmpty()
        || Json.text(facts.service, "spec/type").equals("ExternalName")) {
      return plan;
    }
    Set<String> kept = new HashSet<>();
    for (Family family : families(facts.service)) {
      Map<ArrayNode, List<ObjectNode>> wanted =
          ServiceEndpoints.of(facts.service, family, facts.pods, facts.zones).byPorts();
      if (wanted.isEmpty()) {
        // The placeholder tells "no endpoints" from "not looked at yet".
        wanted.put(JsonNodeFactory.instance.arrayNode(), List.of());
      }
      wanted.forEach((ports, endpoints) -> plan.group(facts, family, ports, endpoints, kept));
    }
    managed(facts.existing).stream()
        .map(Json::name)
        .filter(name -> !kept.contains(name))
        .forEach(plan.delete::add);
    return plan;
  }

  /** The slices that this controller made. */
  public static List<ObjectNode> managed(Collection<ObjectNode> slices) {
    return slices.stream()
        .filter(s -> Json.map(s, "metadata/labels").getOrDefault(MANAGED_BY, "").equals(MANAGER))
        .toList();
  }

  private static List<Family> families(JsonNode service) {
    List<Family> declared =
        Json.texts(service, "spec/ipFamilies").stream()
            .map(f -> f.equals("IPv6") ? Family.IPV6 : Family.IPV4)
            .toList();
    if (!declared.isEmpty()) {
      return declared;
    }
    return IpAddress.parse(Json.text(service, "spec/clusterIP"))
        .map(ip -> List.of(ip.family()))
        .orElse(List.of(Family.IPV4));
  }

  /** Brings the slices of one family and one port set up to date; names what stays. */
  private void group(
      Facts facts, Family family, ArrayNode ports, List<ObjectNode> endpoints, Set<String> kept) {
    Map<String, ObjectNode> waiting = new LinkedHashMap<>();
    endpoints.forEach(e -> waiting.put(Json.text(e, "targetRef/uid"), e));
    List<ObjectNode> slices =
        managed(facts.existing).stream().filter(s -> fits(s, family, ports)).toList();
    List<List<ObjectNode>> contents = slices.stream().map(s -> stay(s, waiting)).toList();
    Deque<ObjectNode> rest = new ArrayDeque<>(waiting.values());
    contents.forEach(content -> fill(content, rest));
    boolean empty = contents.stream().allMatch(List::isEmpty) && rest.isEmpty();
    for (int i = 0; i < slices.size(); i++) {
      if (!contents.get(i).isEmpty() || empty && i == 0) {
        kept.add(Json.name(slices.get(i)));
        updateIfChanged(facts, slices.get(i), contents.get(i));
      }
    }
    if (empty && slices.isEmpty()) {
      create.add(newSlice(facts, family, ports, List.of()));
    }
    while (!rest.isEmpty()) {
      List<ObjectNode> content = new ArrayList<>();
      fill(content, rest);
      create.add(newSlice(facts, family, ports, content));
    }
  }

  private static void fill(List<ObjectNode> content, Deque<ObjectNode> rest) {
    while (content.size() < MOST_ENDPOINTS && !rest.isEmpty()) {
      content.add(rest.removeFirst());
    }
  }

  private static boolean fits(JsonNode slice, Family family, ArrayNode ports) {
    return Json.text(slice, "addressType").equals(addressType(family))
        && (slice.path("ports").equals(ports)
            || ports.isEmpty() && Json.items(slice, "ports").isEmpty());
  }

  /** The endpoints of a slice that are still wanted, as they are now; taken out of waiting. */
  private static List<ObjectNode> stay(JsonNode slice, Map<String, ObjectNode> waiting) {
    List<ObjectNode> content = new ArrayList<>();
    for (JsonNode old : Json.items(slice, "endpoints")) {
      ObjectNode now = waiting.remove(Json.text(old, "targetRef/uid"));
      if (now != null) {
        content.add(now);
      }
    }
    return content;
  }

  private void updateIfChanged(Facts facts, ObjectNode slice, List<ObjectNode> content) {
    ArrayNode endpoints = JsonNodeFactory.instance.arrayNode().addAll(content);
    ObjectNode labels = labels(facts.service);
    boolean same =
        slice.path("metadata").path("labels").equals(labels)
            && (slice.path("endpoints").equals(endpoints)
                || endpoints.isEmpty() && Json.items(slice, "endpoints").isEmpty());
    if (!same) {
      ObjectNode changed = slice.deepCopy();
      changed.withObject("/metadata").set("labels", labels);
      changed.withObject("/metadata/annotations").put(TRIGGER, facts.now.toString());
      changed.set("endpoints", endpoints);
      update.add(changed);
    }
  }

  private static ObjectNode newSlice(
      Facts facts, Family family, ArrayNode ports, List<ObjectNode> endpoints) {
    ObjectNode slice = Json.object();
    slice.put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
    ObjectNode metadata = slice.putObject("metadata");
    metadata.put("name", Names.generate(Json.name(facts.service), facts.random));
    metadata.put("generateName", Json.name(facts.service) + "-");
    metadata.put("namespace", Json.namespace(facts.service));
    metadata.set("labels", labels(facts.service));
    metadata.putObject("annotations").put(TRIGGER, facts.now.toString());
    Json.own(slice, facts.service);
    slice.put("addressType", addressType(family));
    slice.set("ports", ports);
    slice.putArray("endpoints").addAll(endpoints);
    return slice;
  }

  private static String addressType(Family family) {
    return family == Family.IPV4 ? "IPv4" : "IPv6";
  }

  /** The Service's own labels, and those that say whose slice it is. */
  private static ObjectNode labels(JsonNode service) {
    ObjectNode labels = Json.object();
    Map<String, String> own = Json.map(service, "metadata/labels");
    own.remove(HEADLESS);
    own.forEach(labels::put);
    labels.put(MANAGED_BY, MANAGER).put(SERVICE_NAME, Json.name(service));
    if (Json.text(service, "spec/clusterIP").equals("None")) {
      labels.put(HEADLESS, "");
    }
    return labels;
  }
}
