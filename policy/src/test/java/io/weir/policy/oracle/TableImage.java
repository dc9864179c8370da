package io.weir.policy.oracle;

import io.weir.policy.compile.AddressParts;
import io.weir.policy.compile.EndpointPolicy;
import io.weir.policy.compile.PolicyDelta;
import io.weir.policy.compile.PrefixPart;
import io.weir.policy.compile.RowKey;
import io.weir.policy.compile.RuleBits;
import io.weir.policy.compile.RuleSet;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All that is in the tables after some changes, to be compared. */
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

  /** By table. */
  Map<String, Map<?, ?>> tables() {
    return Map.of(
        "sets",
        sets,
        "rows",
        rows,
        "prefixes",
        prefixes,
        "addresses",
        addresses,
        "endpoints",
        endpoints);
  }

  /** What an endpoint names must be there, and every row must be of a set. */
  boolean whole() {
    Set<Integer> ids = sets.keySet();
    return endpoints.values().stream()
            .allMatch(e ->
                there(e.ingress())
                    && there(e.egress())
                    && there(e.auditIngress())
                    && there(e.auditEgress()))
        && rows.keySet().stream().allMatch(key -> ids.contains(key.set()));
  }

  private boolean there(int set) {
    return set == RuleSet.NONE || set == RuleSet.CLOSED || sets.containsKey(set);
  }
}
