package io.weir.policy.compile;

import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tables as the dataplane holds them, and the lookup that it does on them: what explains a
 * verdict, and what tests hold against the oracle. Not thread-safe.
 */
public final class PolicyTables {
  private final Map<Integer, RuleSet> sets = new HashMap<>();

  /** By set, so that a set takes its rows with it. */
  private final Map<Integer, Map<RowKey, RuleBits>> rows = new HashMap<>();

  private final Map<IpPrefix, PrefixPart> prefixes = new HashMap<>();
  private final Map<IpAddress, AddressParts> addresses = new HashMap<>();
  private final Map<ObjectName, EndpointPolicy> endpoints = new HashMap<>();

  /** Takes a change in; what is retired goes at once. */
  public void apply(PolicyDelta delta) {
    sets.putAll(delta.sets());
    delta.rows().forEach(this::row);
    delta.prefixes().forEach((key, part) -> replace(prefixes, key, part));
    delta.addresses().forEach((key, parts) -> replace(addresses, key, parts));
    delta.endpoints().forEach((key, policy) -> replace(endpoints, key, policy));
    sets.keySet().removeAll(delta.retired());
    rows.keySet().removeAll(delta.retired());
  }

  private void row(RowKey key, RuleBits bits) {
    Map<RowKey, RuleBits> own = rows.computeIfAbsent(key.set(), s -> new HashMap<>());
    if (bits.isEmpty()) {
      own.remove(key);
    } else {
      own.put(key, bits);
    }
  }

  private static <K, V> void replace(Map<K, V> map, K key, Optional<V> value) {
    value.ifPresentOrElse(v -> map.put(key, v), () -> map.remove(key));
  }

  public Optional<RuleSet> set(int id) {
    return Optional.ofNullable(sets.get(id));
  }

  public Optional<EndpointPolicy> endpoint(ObjectName pod) {
    return Optional.ofNullable(endpoints.get(pod));
  }

  public Optional<AddressParts> address(IpAddress address) {
    return Optional.ofNullable(addresses.get(address));
  }

  /** The rules of {@code set} whose peer {@code remote} is. */
  public RuleBits peers(RuleSet set, IpAddress remote) {
    RuleBits bits = set.base();
    AddressParts parts = addresses.get(remote);
    PrefixPart prefix = prefix(remote);
    if (parts != null) {
      bits = bits.or(row(set, PartKind.POD, parts.podPart()));
      bits = bits.or(row(set, PartKind.NAMESPACE, parts.namespacePart()));
      bits = parts.pod() ? bits.or(set.anyPod()) : bits;
    } else if (prefix.podRange()) {
      bits = bits.or(set.unknown());
    }
    return bits.or(row(set, PartKind.PREFIX, prefix.part()));
  }

  /** The rules of {@code set} that speak of this port; port 0 for protocols without ports. */
  public static RuleBits ports(RuleSet set, int protocol, int port) {
    PortRow longest = null;
    for (PortRow row : set.ports()) {
      if (row.prefix().contains(protocol, port)
          && (longest == null || specific(row.prefix()) > specific(longest.prefix()))) {
        longest = row;
      }
    }
    return longest == null ? RuleBits.NONE : longest.covering();
  }

  private static int specific(PortPrefix prefix) {
    return (prefix.protocol() == 0 ? 0 : 1) + prefix.length();
  }

  private RuleBits row(RuleSet set, PartKind kind, int part) {
    return rows.getOrDefault(set.id(), Map.of())
        .getOrDefault(new RowKey(set.id(), kind, part), RuleBits.NONE);
  }

  /** What holds for the address by its longest known prefix. */
  public PrefixPart prefix(IpAddress address) {
    PrefixPart found = new PrefixPart(0, false);
    for (int length = address.family() == io.weir.values.Family.IPV4 ? 32 : 128;
        length >= 0;
        length--) {
      PrefixPart at = prefixes.get(new IpPrefix(address, length));
      if (at != null) {
        return at;
      }
    }
    return found;
  }

  /**
   * What the dataplane says to a new flow.
   *
   * @param setId of the endpoint in the flow's direction
   * @param remote the other end, its real address
   * @param fromOwnNode made by the host itself and on its way into the pod
   */
  public Decision decide(int setId, IpAddress remote, int protocol, int port, boolean fromOwnNode) {
    if (setId == RuleSet.NONE) {
      return Decision.of(true, Decision.Cause.NO_POLICY);
    }
    RuleSet set = sets.get(setId);
    if (set == null) {
      return fromOwnNode
          ? Decision.of(true, Decision.Cause.OWN_NODE)
          : Decision.of(false, Decision.Cause.CLOSED);
    }
    RuleBits matched = peers(set, remote).and(ports(set, protocol, port));
    int bit = next(matched, 0);
    if (bit >= 0 && bit < set.adminRules()) {
      if (set.accept().get(bit) || set.deny().get(bit)) {
        return Decision.by(set, bit);
      }
      bit = next(matched, set.adminRules());
    }
    if (set.isolated() && fromOwnNode) {
      return Decision.of(true, Decision.Cause.OWN_NODE);
    }
    if (bit >= 0) {
      return Decision.by(set, bit);
    }
    return set.isolated()
        ? Decision.of(false, Decision.Cause.ISOLATED)
        : Decision.of(true, Decision.Cause.NO_RULE);
  }

  private static int next(RuleBits bits, int from) {
    return bits.toBitSet().nextSetBit(from);
  }
}
