package io.weir.policy.oracle;

import io.weir.policy.compile.AddressParts;
import io.weir.policy.compile.EndpointPolicy;
import io.weir.policy.compile.PartKind;
import io.weir.policy.compile.PolicyDelta;
import io.weir.policy.compile.PrefixPart;
import io.weir.policy.compile.RowKey;
import io.weir.policy.compile.RuleBits;
import io.weir.policy.compile.RuleSet;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All that is in the tables after some changes. */
final class TableImage {
  private final Map<Integer, RuleSet> sets = new HashMap<>();
  private final Map<RowKey, RuleBits> rows = new HashMap<>();
  private final Map<IpPrefix, PrefixPart> prefixes = new HashMap<>();
  private final Map<IpAddress, AddressParts> addresses = new HashMap<>();
  private final Map<ObjectName, EndpointPolicy> endpoints = new HashMap<>();

  void apply(PolicyDelta delta) {
    sets.putAll(delta.sets());
    rows.putAll(delta.rows());
    rows.values().removeIf(RuleBits::isEmpty);
    delta.prefixes().forEach((key, value) -> replace(prefixes, key, value));
    delta.addresses().forEach((key, value) -> replace(addresses, key, value));
    delta.endpoints().forEach((key, value) -> replace(endpoints, key, value));
    sets.keySet().removeAll(delta.retired());
    rows.keySet().removeIf(key -> delta.retired().contains(key.set()));
  }

  private static <K, V> void replace(Map<K, V> map, K key, Optional<V> value) {
    value.ifPresentOrElse(v -> map.put(key, v), () -> map.remove(key));
  }

  int entries() {
    return sets.size() + rows.size() + prefixes.size() + addresses.size() + endpoints.size();
  }

  /** What an endpoint names must be there, every set must be named, every row be of a set. */
  boolean whole() {
    Set<Integer> named = new java.util.HashSet<>();
    endpoints
        .values()
        .forEach(
            e -> named.addAll(List.of(e.ingress(), e.egress(), e.auditIngress(), e.auditEgress())));
    named.remove(RuleSet.NONE);
    return named.equals(sets.keySet())
        && rows.keySet().stream().allMatch(key -> named.contains(key.set()));
  }

  /** Every entry as text, with what an id stands for in place of the id. */
  Map<String, String> content() {
    Map<String, String> content = new TreeMap<>();
    endpoints.forEach((pod, e) ->
        content.put(
            "endpoint " + pod,
            set(e.ingress()) + set(e.egress()) + set(e.auditIngress()) + set(e.auditEgress())));
    addresses.forEach((address, parts) ->
        content.put(
            "address " + address,
            parts.pod()
                + rows(PartKind.POD, parts.podPart())
                + rows(PartKind.NAMESPACE, parts.namespacePart())));
    prefixes.forEach((prefix, part) ->
        content.put("prefix " + prefix, part.podRange() + rows(PartKind.PREFIX, part.part())));
    content.put("entries", "" + entries());
    return content;
  }

  private String set(int id) {
    RuleSet set = sets.get(id);
    return set == null ? id + "\n" : set.toString().replaceFirst("id=-?[0-9]+", "id") + "\n";
  }

  private String rows(PartKind kind, int part) {
    Map<String, String> found = new TreeMap<>();
    rows.forEach((key, bits) -> {
      if (key.kind() == kind && key.part() == part) {
        found.put(set(key.set()), bits.toString());
      }
    });
    return part == 0 ? "{}" : found.toString();
  }
}
