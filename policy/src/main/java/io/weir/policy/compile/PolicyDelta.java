package io.weir.policy.compile;

import io.weir.policy.model.PolicyName;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What changed in the tables, each entry whole. To be applied in this order: sets and rows, then
 * prefixes and addresses, then endpoints, then {@link PolicyCompiler#confirm}, then (after a grace
 * period) rows that are none any more and what is retired: at every moment an endpoint's set has
 * its rows.
 *
 * @param sets new ones
 * @param prefixes to be put the longest first and taken away the shortest first, else an address
 *     passes through a prefix that it has neither before nor after
 * @param rows {@link RuleBits#NONE} = there is none any more
 * @param addresses empty = not known any more
 * @param endpoints pods of this node; empty = gone
 * @param retired sets that no endpoint has any more, nor had when {@link PolicyCompiler#confirm}
 *     was last called; their rows go with them and are not listed
 * @param refused every policy whose rules do not fit a set right now, changed or not, with the
 *     reason; the endpoints they select keep what they had, or are {@link RuleSet#CLOSED}
 * @param reconsider flows that are open must be judged again: an address, prefix or namespace has
 *     other rules than before (endpoints that get another set reconsider anyway)
 */
public record PolicyDelta(
    Map<Integer, RuleSet> sets,
    Map<RowKey, RuleBits> rows,
    Map<IpPrefix, Optional<PrefixPart>> prefixes,
    Map<IpAddress, Optional<AddressParts>> addresses,
    Map<ObjectName, Optional<EndpointPolicy>> endpoints,
    Set<Integer> retired,
    Map<PolicyName, String> refused,
    boolean reconsider) {
  public PolicyDelta {
    sets = Map.copyOf(sets);
    rows = Map.copyOf(rows);
    prefixes = Map.copyOf(prefixes);
    addresses = Map.copyOf(addresses);
    endpoints = Map.copyOf(endpoints);
    retired = Set.copyOf(retired);
    refused = Map.copyOf(refused);
  }
}
