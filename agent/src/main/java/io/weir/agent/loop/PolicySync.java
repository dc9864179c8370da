package io.weir.agent.loop;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.PeerCompiler;
import io.weir.agent.maps.PolicyMaps;
import io.weir.agent.maps.WriteFailure;
import io.weir.policy.compile.PolicyCompiler;
import io.weir.policy.compile.PolicyDelta;
import io.weir.policy.compile.PolicyTables;
import io.weir.policy.compile.PrefixPart;
import io.weir.policy.model.PolicyName;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Brings what the policies say into the maps, in the order that {@link PolicyDelta} asks for: an
 * endpoint has at every moment the old set or the new one, and all of it. Not thread-safe: the loop
 * owns it.
 */
final class PolicySync {
  private final PolicyCompiler compiler;
  private final PolicyMaps maps;
  private final LongSupplier nanos;
  private final RuleSets sets;
  private final PolicyTables tables = new PolicyTables();
  private final Map<PolicyName, String> refused = new HashMap<>();
  private boolean reconsider;

  PolicySync(PolicyCompiler compiler, PolicyMaps maps, LongSupplier nanos) {
    this.compiler = compiler;
    this.maps = maps;
    this.nanos = nanos;
    this.sets = new RuleSets(maps);
  }

  /** Compiles what was touched and writes rules and addresses; endpoints are not told yet. */
  PolicyDelta prepare(Consumer<WriteFailure> failures) {
    PolicyDelta delta = compiler.drain();
    long now = nanos.getAsLong();
    delta.sets().values().forEach(sets::put);
    delta.rows().forEach(sets::row);
    prefixes(delta.prefixes());
    delta
        .addresses()
        .forEach((address, parts) ->
            maps.peers()
                .delta()
                .replace(
                    address,
                    parts
                        .map(p -> Map.of(AbiAddress.of(address), PeerCompiler.parts(address, p)))
                        .orElse(Map.of())));
    delta.retired().forEach(id -> sets.retire(id, now));
    tables.apply(delta);
    refused.clear();
    refused.putAll(delta.refused());
    reconsider |= delta.reconsider();
    maps.putRules(failures);
    if (reconsider && maps.rulesWritten()) {
      maps.switches().reconsider();
      reconsider = false;
    }
    return delta;
  }

  /**
   * Longest first in, shortest first out: an address then goes from the prefix that was its longest
   * to the one that will be, by no third one.
   */
  private void prefixes(Map<IpPrefix, Optional<PrefixPart>> changes) {
    List<IpPrefix> longest = new ArrayList<>(changes.keySet());
    longest.sort(Comparator.comparingInt(IpPrefix::length).reversed());
    for (IpPrefix prefix : longest) {
      changes
          .get(prefix)
          .ifPresent(part ->
              maps.prefixes()
                  .delta()
                  .replace(prefix, Map.of(PeerCompiler.key(prefix), PeerCompiler.part(part))));
    }
    for (IpPrefix prefix : longest.reversed()) {
      if (changes.get(prefix).isEmpty()) {
        maps.prefixes().delta().replace(prefix, Map.of());
      }
    }
  }

  /**
   * After the endpoints have their sets: what none of them needs any more goes.
   *
   * @param flipped every endpoint has the sets that it should have
   * @param behind the pods whose endpoints have not
   */
  void finish(boolean flipped, Collection<ObjectName> behind, Consumer<WriteFailure> failures) {
    compiler.confirm(behind);
    if (compiler.awaitsDrain()) {
      prepare(failures);
    }
    maps.deleteAddresses(failures);
    sets.release(nanos.getAsLong());
    if (flipped) {
      maps.deleteRules(failures);
    }
  }

  boolean awaitsRelease() {
    return sets.awaitsRelease();
  }

  boolean settled() {
    return maps.settled() && !reconsider;
  }

  void resync() {
    maps.resync();
  }

  /** How many entries each map holds. */
  Map<String, Integer> entries() {
    return Map.of(
        "rule_sets", maps.sets().delta().installed().size(),
        "port_rows", maps.portRows().delta().installed().size(),
        "peer_rows", maps.peerRows().delta().installed().size(),
        "prefixes", maps.prefixes().delta().installed().size(),
        "peers", maps.peers().delta().installed().size(),
        "endpoints", maps.endpoints().delta().installed().size());
  }

  RuleSets sets() {
    return sets;
  }

  PolicyTables tables() {
    return tables;
  }

  /** Policies whose rules do not fit, with the reason. */
  Map<PolicyName, String> refused() {
    return Map.copyOf(refused);
  }
}
