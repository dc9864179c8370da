package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.SYN;
import static io.weir.bpf.workload.Counter.FLOWS_OPENED;
import static io.weir.bpf.workload.Counter.FORWARDED_FROM_POD;
import static io.weir.bpf.workload.Counter.FORWARDED_TO_POD;
import static io.weir.bpf.workload.Rule.ANY_POD;
import static io.weir.bpf.workload.Rule.accept;
import static io.weir.bpf.workload.Rule.deny;
import static io.weir.bpf.workload.Rule.namespace;
import static io.weir.bpf.workload.Rule.pass;
import static io.weir.bpf.workload.Rule.pod;
import static io.weir.bpf.workload.Rule.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.PacketCounter;
import io.weir.bpf.abi.PeerParts;
import io.weir.bpf.abi.PrefixPart;
import io.weir.bpf.abi.RuleSetKey;
import io.weir.bpf.packet.Packet;

/** Which rule decides on a new flow. */
class VerdictIT extends WorkloadCase {
  private static final int POD_RANGE = 1;
  private static final int PART = 77;

  private static Packet syn(Family family, Address from) {
    return family.in(from).tcp(40000, 80, SYN);
  }

  private Seen from(Family family, Address source) {
    return lab.toPod(syn(family, source));
  }

  private static void allowed(Seen seen) {
    seen.passed(FORWARDED_TO_POD, FLOWS_OPENED);
  }

  private long hits(int counter) {
    return lab.ruleCounters.sum(counter).packets();
  }

  @BothFamilies
  void withoutPolicyEverythingPassesAndNothingIsRecorded(Family family) {
    lab.put(Pod.open());
    from(family, family.outside).passed();
    lab.fromPod(family.out(family.outside).udp(5, 53)).passed();
    lab.nodeToPod(syn(family, family.node)).passed();
    assertThat(lab.openingFlows.entries()).isEmpty();
  }

  @BothFamilies
  @Provokes(Drop.UNKNOWN_ENDPOINT)
  void interfaceThatNobodySaidIsAPodsIsShut(Family family) {
    from(family, family.peer).dropped(Drop.UNKNOWN_ENDPOINT);
    lab.fromPod(family.out(family.peer).udp(5, 53)).dropped(Drop.UNKNOWN_ENDPOINT);
  }

  @BothFamilies
  @Provokes(Drop.ENDPOINT_CLOSED)
  void closedEndpointLetsOnlyTheNodeIn(Family family) {
    lab.put(Pod.open().sets(CLOSED, CLOSED));
    from(family, family.peer).dropped(Drop.ENDPOINT_CLOSED);
    lab.fromPod(family.out(family.peer).udp(5, 53)).dropped(Drop.ENDPOINT_CLOSED);
    allowed(lab.nodeToPod(syn(family, family.node)));
  }

  @BothFamilies
  @Provokes(Drop.RULES_MISSING)
  void setThatIsNotThereDropsAndIsNamedABug(Family family) {
    lab.put(Pod.open().sets(INGRESS, EGRESS));
    from(family, family.peer).dropped(Drop.RULES_MISSING);
    lab.fromPod(family.out(family.peer).udp(5, 53)).dropped(Drop.RULES_MISSING);
  }

  @BothFamilies
  @Provokes(Drop.RULES_MISSING)
  void setThatLacksAChunkDropsWhatTheChunkWouldDecide(Family family) {
    enforce(ManyRules.of(300, 299, accept(pod(PART))));
    lab.knowPod(family.peer, PART, 0);
    allowed(from(family, family.peer));
    lab.ruleSets.delete(new RuleSetKey(INGRESS, 1));
    from(family, family.peer).dropped(Drop.RULES_MISSING);
    from(family, family.other).dropped(Drop.ISOLATED);
    lab.ruleSets.delete(new RuleSetKey(INGRESS, 0xff));
    from(family, family.other).dropped(Drop.RULES_MISSING);
  }

  @BothFamilies
  @Provokes(Drop.ISOLATED)
  void isolatedPodWithoutRulesIsShutBothWaysAndCountsTheDefault(Family family) {
    int counters = enforce(Rules.isolated());
    Packet packet = syn(family, family.peer);
    lab.toPod(packet).dropped(Drop.ISOLATED);
    lab.fromPod(family.out(family.peer).udp(5, 53)).dropped(Drop.ISOLATED);
    assertThat(lab.ruleCounters.sum(counters))
        .isEqualTo(new PacketCounter(1, packet.bytes().length));
    assertThat(lab.openingFlows.entries()).isEmpty();
  }

  @BothFamilies
  void ruleForEveryPeerAllowsAddressesNobodyKnows(Family family) {
    int counters = enforce(Rules.isolated().then(accept()));
    allowed(from(family, family.outside));
    lab.fromPod(family.out(family.outside).udp(5, 53)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    assertThat(hits(counters + 1)).isEqualTo(1);
    assertThat(hits(counters)).isZero();
  }

  @BothFamilies
  void peersMatchByPodByNamespaceAndByBeingAPod(Family family) {
    lab.knowPod(family.peer, 5, 6);
    lab.knowPod(family.other, 0, 7);
    lab.peers.put(family.node, PeerParts.of(family.node, 8, 0, 0));
    int counters =
        enforce(
            Rules.isolated()
                .then(
                    accept(pod(5), pod(9)).on(PortRange.tcp(80)),
                    accept(namespace(6)).on(PortRange.udp(80)),
                    accept(pod(8)).on(PortRange.tcp(80)),
                    accept(ANY_POD).on(PortRange.tcp(81))));
    allowed(from(family, family.peer));
    allowed(lab.toPod(family.in(family.peer).udp(40000, 80)));
    from(family, family.other).dropped(Drop.ISOLATED);
    allowed(lab.toPod(family.in(family.other).tcp(40000, 81, SYN)));
    allowed(from(family, family.node));
    lab.toPod(family.in(family.node).tcp(40000, 81, SYN)).dropped(Drop.ISOLATED);
    from(family, family.outside).dropped(Drop.ISOLATED);
    assertThat(lab.ruleCounters.sums(counters, 5))
        .extracting(PacketCounter::packets)
        .containsExactly(3L, 1L, 1L, 1L, 1L);
  }

  @BothFamilies
  void longestPrefixDecidesAndAnExceptTakesAway(Family family) {
    int wide = family.is6() ? 48 : 16;
    lab.prefixes.put(family.prefix(family.peer, wide), new PrefixPart(1, 0));
    lab.prefixes.put(family.prefix(family.other, family.is6() ? 128 : 32), new PrefixPart(0, 0));
    enforce(Rules.isolated().then(accept(prefix(1))));
    allowed(from(family, family.peer));
    from(family, family.other).dropped(Drop.ISOLATED);
    from(family, family.outside).dropped(Drop.ISOLATED);
  }

  @BothFamilies
  void prefixOfAllOfAFamilyIsOfThatFamilyOnly(Family family) {
    Family other = family == Family.V4 ? Family.V6 : Family.V4;
    lab.prefixes.put(family.prefix(family.peer, 0), new PrefixPart(1, 0));
    enforce(Rules.isolated().then(accept(prefix(1))));
    allowed(from(family, family.outside));
    from(other, other.outside).dropped(Drop.ISOLATED);
  }

  @BothFamilies
  void podsInABlockMatchItAsAnyAddress(Family family) {
    lab.knowPod(family.peer, 5, 6);
    lab.prefixes.put(family.prefix(family.peer, family.is6() ? 48 : 16), new PrefixPart(1, 0));
    enforce(Rules.isolated().then(accept(prefix(1))));
    allowed(from(family, family.peer));
  }

  @BothFamilies
  @Provokes(Drop.DENY_RULE)
  void unknownPodCountsAsMatchedByWhatDeniesPodsAndByNothingElse(Family family) {
    int range = family.is6() ? 16 : 8;
    lab.prefixes.put(family.prefix(family.peer, range), new PrefixPart(0, POD_RANGE));
    int counters = enforce(Rules.open().admin(accept(pod(PART), ANY_POD), deny(pod(PART))));
    from(family, family.peer).dropped(Drop.DENY_RULE);
    assertThat(hits(counters + 2)).isEqualTo(1);
    allowed(from(family, family.outside));
    lab.knowPod(family.peer, 0, 0);
    allowed(from(family, family.peer));
    assertThat(hits(counters + 1)).isEqualTo(1);
  }

  @BothFamilies
  @Provokes(Drop.DENY_RULE)
  void adminComesBeforeTheRestAndPassLeadsToIt(Family family) {
    lab.knowPod(family.peer, 1, 0);
    lab.knowPod(family.other, 2, 0);
    int counters =
        enforce(
            Rules.isolated()
                .admin(
                    accept(ANY_POD).on(PortRange.tcp(1)),
                    deny(pod(1)).on(PortRange.tcp(2)),
                    pass(ANY_POD).on(PortRange.tcp(3)),
                    deny(ANY_POD).on(PortRange.tcp(3)))
                .then(accept(pod(1))));
    allowed(lab.toPod(family.in(family.other).tcp(40000, 1, SYN)));
    lab.toPod(family.in(family.peer).tcp(40000, 2, SYN)).dropped(Drop.DENY_RULE);
    allowed(lab.toPod(family.in(family.peer).tcp(40000, 3, SYN)));
    lab.toPod(family.in(family.other).tcp(40000, 3, SYN)).dropped(Drop.ISOLATED);
    assertThat(lab.ruleCounters.sums(counters, 6))
        .extracting(PacketCounter::packets)
        .containsExactly(1L, 1L, 1L, 0L, 0L, 1L);
  }

  @BothFamilies
  void baselineDecidesWhereNothingIsolatesAndPassMeansAllow(Family family) {
    lab.knowPod(family.peer, 1, 0);
    int counters =
        enforce(
            Rules.open()
                .then(
                    pass(pod(1)).on(PortRange.tcp(1)),
                    deny(pod(1)).on(PortRange.tcp(1, 2)),
                    accept(ANY_POD)));
    allowed(lab.toPod(family.in(family.peer).tcp(40000, 1, SYN)));
    lab.toPod(family.in(family.peer).tcp(40000, 2, SYN)).dropped(Drop.DENY_RULE);
    allowed(lab.toPod(family.in(family.peer).tcp(40000, 3, SYN)));
    allowed(lab.toPod(family.in(family.outside).tcp(40000, 2, SYN)));
    assertThat(lab.ruleCounters.sums(counters, 4))
        .extracting(PacketCounter::packets)
        .containsExactly(1L, 1L, 1L, 1L);
  }

  @BothFamilies
  void ownNodeEntersAnIsolatedPodButNotPastAdminRules(Family family) {
    lab.peers.put(family.node, PeerParts.of(family.node, 8, 0, 0));
    enforce(
        Rules.isolated()
            .admin(deny(pod(8)).on(PortRange.tcp(22)), pass(pod(8)))
            .then(accept(pod(1))));
    allowed(lab.nodeToPod(family.in(family.node).tcp(40000, 80, SYN)));
    lab.nodeToPod(family.in(family.node).tcp(40000, 22, SYN)).dropped(Drop.DENY_RULE);
    allowed(lab.nodeToPod(family.in(family.outside).tcp(40000, 80, SYN)));
    from(family, family.node).dropped(Drop.ISOLATED);
    lab.fromPod(family.out(family.node).tcp(40001, 10250, SYN)).dropped(Drop.ISOLATED);
  }

  @BothFamilies
  void ownNodeIsJudgedByBaseline(Family family) {
    lab.peers.put(family.node, PeerParts.of(family.node, 8, 0, 0));
    enforce(Rules.open().then(deny(pod(8))));
    lab.nodeToPod(syn(family, family.node)).dropped(Drop.DENY_RULE);
    allowed(lab.nodeToPod(syn(family, family.outside)));
  }
}
