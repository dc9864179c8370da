package io.weir.policy.oracle;

import io.weir.policy.compile.AddressParts;
import io.weir.policy.compile.EndpointPolicy;
import io.weir.policy.compile.PartKind;
import io.weir.policy.compile.PortPrefix;
import io.weir.policy.compile.PortRow;
import io.weir.policy.compile.PrefixPart;
import io.weir.policy.compile.RowKey;
import io.weir.policy.compile.RuleBits;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Mistakes one could make with the tables, by bending what comes out of the real compiler. */
final class BrokenTables {
  private BrokenTables() {}

  /** Each is made anew for a cluster: some remember what they saw. */
  static Map<String, Supplier<Bend>> all() {
    Map<String, Supplier<Bend>> all = new TreeMap<>();
    all.put("no port push-down", () -> ports(r -> new PortRow(r.prefix(), r.own(), r.own())));
    all.put("ranges of ports are their protocol", () -> ports(BrokenTables::wide));
    all.put("base forgotten", () -> sets(s -> s.base = RuleBits.NONE));
    all.put("any pod forgotten", () -> sets(s -> s.anyPod = RuleBits.NONE));
    all.put("any pod is anybody", () -> sets(s -> s.base = s.base.or(s.anyPod)));
    all.put("unknown pods are not denied", () -> sets(s -> s.unknown = RuleBits.NONE));
    all.put("Deny is Pass", () -> sets(s -> s.deny = RuleBits.NONE));
    all.put("Accept is Pass", () -> sets(s -> s.accept = RuleBits.NONE));
    all.put("isolation ignored", () -> sets(s -> s.isolated = false));
    all.put("Admin is as the next tier", () -> sets(s -> s.adminRules = 0));
    all.put("nodes are pods", () -> addresses(a -> new AddressParts(a.podPart(), 0, true)));
    all.put("no namespace part", () -> addresses(a -> new AddressParts(a.podPart(), 0, a.pod())));
    all.put("no pod part", () -> addresses(a -> new AddressParts(0, a.namespacePart(), a.pod())));
    all.put("addresses are not taken away", () -> deltas(BrokenTables::keepAddresses));
    all.put(
        "wrong class of a single address",
        () -> deltas(d -> d.prefixes.keySet().removeIf(p -> p.mappedLength() == 128)));
    all.put(
        "wrong class of a nested block",
        () -> deltas(d -> d.prefixes.keySet().removeIf(p -> p.length() == 24)));
    all.put("ranges of pods forgotten", () -> deltas(BrokenTables::withoutRanges));
    all.put(
        "rows of blocks forgotten",
        () -> deltas(d -> d.rows.keySet().removeIf(key -> key.kind() == PartKind.PREFIX)));
    all.put(
        "rows are not taken away", () -> deltas(d -> d.rows.values().removeIf(RuleBits::isEmpty)));
    all.put("rows never change", BrokenTables::rowsOnce);
    all.put(
        "directions swapped",
        () ->
            endpoints(e ->
                new EndpointPolicy(e.egress(), e.ingress(), e.auditEgress(), e.auditIngress())));
    all.put(
        "audited is enforced",
        () ->
            endpoints(e ->
                new EndpointPolicy(
                    e.auditIngress(), e.auditEgress(), e.auditIngress(), e.auditEgress())));
    all.put(
        "audited is forgotten",
        () -> endpoints(e -> new EndpointPolicy(e.ingress(), e.egress(), e.ingress(), e.egress())));
    all.put("endpoints keep their first sets", BrokenTables::endpointsOnce);
    return all;
  }

  private static Bend deltas(Consumer<DraftDelta> edit) {
    return Bend.delta(delta -> {
      DraftDelta draft = DraftDelta.of(delta);
      edit.accept(draft);
      return draft.delta();
    });
  }

  private static Bend sets(Consumer<DraftSet> edit) {
    return deltas(d ->
        d.sets.replaceAll((id, set) -> {
          DraftSet draft = new DraftSet(set);
          edit.accept(draft);
          return draft.set();
        }));
  }

  private static Bend ports(UnaryOperator<PortRow> edit) {
    return sets(s -> s.ports = s.ports.stream().map(edit).toList());
  }

  private static PortRow wide(PortRow row) {
    PortPrefix whole = new PortPrefix(row.prefix().protocol(), 0, 0);
    return new PortRow(whole, row.own(), row.covering());
  }

  private static Bend addresses(UnaryOperator<AddressParts> edit) {
    return deltas(d -> d.addresses.replaceAll((address, parts) -> parts.map(edit)));
  }

  private static void keepAddresses(DraftDelta delta) {
    delta.addresses.values().removeIf(Optional::isEmpty);
  }

  private static void withoutRanges(DraftDelta delta) {
    delta.prefixes.replaceAll((p, part) -> part.map(of -> new PrefixPart(of.part(), false)));
  }

  private static Bend endpoints(UnaryOperator<EndpointPolicy> edit) {
    return deltas(d -> d.endpoints.replaceAll((pod, policy) -> policy.map(edit)));
  }

  private static Bend rowsOnce() {
    Set<RowKey> seen = new HashSet<>();
    return deltas(d -> d.rows.keySet().removeIf(key -> !seen.add(key)));
  }

  private static Bend endpointsOnce() {
    Set<Object> seen = new HashSet<>();
    return deltas(d -> {
      d.endpoints.keySet().removeIf(key -> !seen.add(key));
      d.retired.clear();
    });
  }
}
