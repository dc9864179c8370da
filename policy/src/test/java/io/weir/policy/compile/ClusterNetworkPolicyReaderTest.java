package io.weir.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.model.Action;
import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Peer;
import io.weir.policy.model.ClusterNetworkPolicyFacts.PodsPeer;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Port;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Rule;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Subject;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.SelectorFacts;
import io.weir.policy.model.Tier;
import io.weir.values.Fault;
import io.weir.values.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** policy.md 2.1: what cannot be read is matched by Deny, by no Accept, and makes Pass a Deny. */
class ClusterNetworkPolicyReaderTest {
  private static final SelectorFacts ALL = new SelectorFacts(Map.of(), List.of());
  private static final SelectorFacts UNREADABLE =
      new SelectorFacts(
          Map.of("app", "web"), List.of(new SelectorFacts.Requirement("x", "Like", List.of("a"))));
  private static final Subject EVERYBODY = new Subject(Optional.of(ALL), Optional.empty());
  private static final Peer ANYBODY = namespaces(ALL);

  private static Peer peer(SelectorFacts nodes, List<String> networks, List<String> domains) {
    return new Peer(
        Optional.empty(), Optional.empty(), networks, Optional.ofNullable(nodes), domains);
  }

  private static Peer namespaces(SelectorFacts selector) {
    return new Peer(
        Optional.of(selector), Optional.empty(), List.of(), Optional.empty(), List.of());
  }

  private static Peer pods(SelectorFacts namespaces, SelectorFacts pods) {
    return new Peer(
        Optional.empty(),
        Optional.of(new PodsPeer(Optional.of(namespaces), Optional.of(pods))),
        List.of(),
        Optional.empty(),
        List.of());
  }

  private static Rule rule(String action, Peer peer, Port... ports) {
    return new Rule("r", action, List.of(peer), List.of(ports));
  }

  private static Reading<Policy> read(
      String tier, Integer priority, Subject subject, Rule... egress) {
    return ClusterNetworkPolicyReader.read(
        new ClusterNetworkPolicyFacts(
            PolicyName.clusterNetworkPolicy("cnp"),
            "uid",
            1,
            tier,
            Optional.ofNullable(priority),
            subject,
            List.of(),
            List.of(egress),
            false));
  }

  private static Reading<Policy> read(Rule... egress) {
    return read("Admin", 5, EVERYBODY, egress);
  }

  private static List<String> fields(Reading<Policy> reading) {
    return reading.faults().stream().map(Fault::field).toList();
  }

  private static List<Action> actions(Reading<Policy> reading) {
    return reading.value().orElseThrow().egress().stream()
        .map(io.weir.policy.model.Rule::action)
        .toList();
  }

  private static final Rule[] ONE_OF_EACH = {
    rule("Accept", ANYBODY), rule("Deny", ANYBODY), rule("Pass", ANYBODY)
  };

  @ParameterizedTest(name = "tier={0} priority={1}")
  @CsvSource({
    "Admin, 0, ADMIN, 0, 3, ''",
    "Baseline, 1000, BASELINE, 1000, 3, ''",
    "Admin, -1, ADMIN, 0, 3, spec.priority",
    "Baseline, 1001, BASELINE, 1000, 3, spec.priority",
    "Baseline, , BASELINE, 0, 1, spec.priority",
    "Middle, 7, ADMIN, 7, 1, spec.tier",
    "'', 7, ADMIN, 7, 1, spec.tier",
  })
  void onlyDenyRemainsWhereThePlaceIsNotSure(
      String tier, Integer priority, Tier asTier, int asPriority, int rules, String fault) {
    Reading<Policy> reading = read(tier, priority, EVERYBODY, ONE_OF_EACH);
    Policy policy = reading.value().orElseThrow();
    assertThat(policy.tier()).isEqualTo(asTier);
    assertThat(policy.priority()).isEqualTo(asPriority);
    assertThat(policy.egress()).hasSize(rules);
    assertThat(actions(reading)).contains(Action.DENY);
    assertThat(fields(reading)).isEqualTo(fault.isEmpty() ? List.of() : List.of(fault));
  }

  @Test
  void aRuleKeepsItsIndexWhenThoseBeforeItAreLeftOut() {
    Policy policy = read("Middle", 7, EVERYBODY, ONE_OF_EACH).value().orElseThrow();
    assertThat(policy.egress().getFirst().index()).isEqualTo(1);
  }

  @Test
  void anUnreadableSubjectIsWhatCanBeReadOfIt() {
    Subject pods =
        new Subject(
            Optional.empty(), Optional.of(new PodsPeer(Optional.of(ALL), Optional.of(UNREADABLE))));
    Reading<Policy> reading = read("Admin", 5, pods, ONE_OF_EACH);
    assertThat(reading.value().orElseThrow().subject()).isEqualTo(World.in("", "app=web"));
    assertThat(actions(reading)).containsExactly(Action.DENY);
    assertThat(fields(reading))
        .containsExactly("spec.subject.pods.podSelector.matchExpressions[0].operator");

    Reading<Policy> none =
        read("Admin", 5, new Subject(Optional.empty(), Optional.empty()), ONE_OF_EACH);
    assertThat(none.value().orElseThrow().subject()).isEqualTo(World.in("", ""));
    assertThat(actions(none)).containsExactly(Action.DENY);
    assertThat(fields(none)).containsExactly("spec.subject");
  }

  @Test
  void anUnknownActionDenies() {
    Reading<Policy> reading = read(rule("Log", ANYBODY));
    assertThat(actions(reading)).containsExactly(Action.DENY);
    assertThat(fields(reading)).containsExactly("spec.egress[0].action");
  }

  /** A peer, what of it a Deny is about ("any" or the one peer), and the fault's field. */
  record Unsure(Peer peer, String widened, String field) {}

  static List<Unsure> unsure() {
    return List.of(
        new Unsure(peer(null, List.of(), List.of()), "any", ""),
        new Unsure(peer(ALL, List.of("10.0.0.0/8"), List.of()), "any", ""),
        new Unsure(peer(null, List.of(), List.of("a.example")), "any", ".domainNames"),
        new Unsure(peer(null, List.of("10.0.0.0/99"), List.of()), "any", ".networks[0]"),
        new Unsure(
            namespaces(UNREADABLE),
            World.in("app=web", "").toString(),
            ".namespaces.matchExpressions[0].operator"),
        new Unsure(
            pods(ALL, UNREADABLE),
            World.in("", "app=web").toString(),
            ".pods.podSelector.matchExpressions[0].operator"),
        new Unsure(
            peer(UNREADABLE, List.of(), List.of()),
            "Nodes[nodes=" + World.selector("app=web") + "]",
            ".nodes.matchExpressions[0].operator"));
  }

  @ParameterizedTest
  @MethodSource("unsure")
  void aPeerThatIsNotSureIsMatchedByDenyOnly(Unsure unsure) {
    Reading<Policy> reading =
        read(
            rule("Accept", unsure.peer()),
            rule("Deny", unsure.peer()),
            rule("Pass", unsure.peer()));
    assertThat(actions(reading)).containsExactly(Action.ACCEPT, Action.DENY, Action.DENY);
    var rules = reading.value().orElseThrow().egress();
    assertThat(rules.get(0).anyPeer()).isFalse();
    assertThat(rules.get(0).peers()).isEmpty();
    for (var denies : rules.subList(1, 3)) {
      assertThat(denies.anyPeer()).isEqualTo(unsure.widened().equals("any"));
      if (!denies.anyPeer()) {
        assertThat(denies.peers().getFirst().toString()).isEqualTo(unsure.widened());
      }
    }
    assertThat(fields(reading).getFirst()).isEqualTo("spec.egress[0].to[0]" + unsure.field());
  }

  @Test
  void whatIsSureBesideItIsStillAccepted() {
    Rule mixed =
        new Rule(
            "r",
            "Accept",
            List.of(peer(null, List.of("10.0.0.0/8", "x"), List.of()), namespaces(UNREADABLE)),
            List.of());
    assertThat(read(mixed).value().orElseThrow().egress().getFirst().peers())
        .containsExactly(World.block("10.0.0.0/8"));
  }

  @ParameterizedTest(name = "{0} number={1} {2}..{3} name={4}")
  @CsvSource({
    "TCP, 80, , , , 'Range[protocol=TCP, from=80, to=80]', same",
    "UDP, , 1, 65535, , 'Range[protocol=UDP, from=1, to=65535]', same",
    "'', , , , web, 'Named[protocol=Optional.empty, name=web]', same",
    "TCP, , , , , '', 'Every[protocol=TCP]'",
    "TCP, 80, 1, 2, , '', 'Every[protocol=TCP]'",
    "SCTP, , 9, 8, , '', 'Every[protocol=SCTP]'",
    "SCTP, , 9, , , '', 'Every[protocol=SCTP]'",
    "TCP, 0, , , , '', 'Every[protocol=TCP]'",
    "TCP, 70000, , , , '', 'Every[protocol=TCP]'",
    "ICMP, 80, , , , '', any",
    "'', , , , , '', any",
    "TCP, 80, , , web, '', any",
    "'', , , , Web, '', any",
  })
  void aPortThatIsNotSureIsMatchedByDenyOnly(
      String protocol,
      Integer number,
      Integer start,
      Integer end,
      String name,
      String accepted,
      String denied) {
    Port port =
        new Port(
            protocol,
            Optional.ofNullable(number),
            Optional.ofNullable(start),
            Optional.ofNullable(end),
            Optional.ofNullable(name));
    Reading<Policy> reading =
        read(
            rule("Accept", ANYBODY, port),
            rule("Deny", ANYBODY, port),
            rule("Pass", ANYBODY, port));
    boolean sure = denied.equals("same");
    assertThat(actions(reading))
        .containsExactly(Action.ACCEPT, Action.DENY, sure ? Action.PASS : Action.DENY);
    List<String> found =
        reading.value().orElseThrow().egress().stream()
            .map(r -> r.anyPort() ? "any" : r.ports().isEmpty() ? "" : r.ports().getFirst() + "")
            .toList();
    String widened = sure ? accepted : denied;
    assertThat(found).containsExactly(accepted, widened, widened);
    assertThat(reading.faults().isEmpty()).isEqualTo(sure);
  }

  @Test
  void aRuleWithoutPeersIsMatchedByDenyOnly() {
    Reading<Policy> reading =
        read(
            new Rule("", "Accept", List.of(), List.of()),
            new Rule("", "Deny", List.of(), List.of()));
    var rules = reading.value().orElseThrow().egress();
    assertThat(rules.get(0).anyPeer()).isFalse();
    assertThat(rules.get(1).anyPeer()).isTrue();
    assertThat(fields(reading)).containsExactly("spec.egress[0].to", "spec.egress[1].to");
  }
}
