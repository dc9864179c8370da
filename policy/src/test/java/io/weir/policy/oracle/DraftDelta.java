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
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A delta that can be edited. */
final class DraftDelta {
  final Map<Integer, RuleSet> sets = new HashMap<>();
  final Map<RowKey, RuleBits> rows = new HashMap<>();
  final Map<IpPrefix, Optional<PrefixPart>> prefixes = new HashMap<>();
  final Map<IpAddress, Optional<AddressParts>> addresses = new HashMap<>();
  final Map<ObjectName, Optional<EndpointPolicy>> endpoints = new HashMap<>();
  final Set<Integer> retired = new HashSet<>();

  static DraftDelta of(PolicyDelta delta) {
    DraftDelta draft = new DraftDelta();
    draft.sets.putAll(delta.sets());
    draft.rows.putAll(delta.rows());
    draft.prefixes.putAll(delta.prefixes());
    draft.addresses.putAll(delta.addresses());
    draft.endpoints.putAll(delta.endpoints());
    draft.retired.addAll(delta.retired());
    return draft;
  }

  PolicyDelta delta() {
    return new PolicyDelta(sets, rows, prefixes, addresses, endpoints, retired, Map.of(), false);
  }
}
