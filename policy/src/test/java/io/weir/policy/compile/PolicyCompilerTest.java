package io.weir.policy.compile;

import static io.weir.policy.compile.World.accept;
import static io.weir.policy.compile.World.block;
import static io.weir.policy.compile.World.cidr;
import static io.weir.policy.compile.World.cluster;
import static io.weir.policy.compile.World.created;
import static io.weir.policy.compile.World.egress;
import static io.weir.policy.compile.World.in;
import static io.weir.policy.compile.World.ingress;
import static io.weir.policy.compile.World.ip;
import static io.weir.policy.compile.World.name;
import static io.weir.policy.compile.World.named;
import static io.weir.policy.compile.World.namespace;
import static io.weir.policy.compile.World.node;
import static io.weir.policy.compile.World.of;
import static io.weir.policy.compile.World.pod;
import static io.weir.policy.compile.World.port;
import static io.weir.policy.compile.World.ports;
import static io.weir.policy.compile.World.rule;
import static io.weir.policy.compile.World.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.model.Action;
import io.weir.policy.model.Peer;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.Rule;
import io.weir.policy.model.Tier;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the compiler makes of small clusters; the oracle's suites ask it of large ones. */
class PolicyCompilerTest {
  private static final String DB = "shop/db";

  private final World world = new World();

  @BeforeEach
  void smallCluster() {
    world.compiler.put(pod(DB, "n1", "app=db", "10.0.0.1", "fd00::1"));
    world.compiler.put(pod("shop/web", "n2", "app=web", "10.0.1.1", "fd00:1::1"));
    world.compiler.put(pod("shop/other", "n2", "app=other", "10.0.1.2"));
    world.compiler.put(namespace("lab", "team=lab"));
    world.compiler.put(pod("lab/web", "n2", "app=web", "10.0.1.3"));
    world.compiler.put(node("n1", "rack=a", "10.0.0.0/24", "192.168.0.1"));
    world.compiler.put(node("n2", "rack=b", "10.0.1.0/24", "192.168.0.2"));
  }

  private void put(Policy... policies) {
    List.of(policies).forEach(world.compiler::put);
    world.drain();
  }

  private boolean reaches(String remote, int port) {
    return world.in(DB, remote, port).allowed();
  }

  @ParameterizedTest(name = "{0}:{1}")
  @CsvSource({
    "10.0.1.1, 5432, true",
    "fd00:1::1, 5432, true",
    "10.0.1.1, 22, false",
    "10.0.1.2, 5432, false",
    "10.0.1.3, 5432, false",
    "192.168.0.2, 5432, false",
    "198.51.100.1, 5432, false",
  })
  void onlyTheListedPeersReachTheListedPort(String remote, int port, boolean allowed) {
    put(ingress(DB, "app=db", accept(List.of(of("shop", "app=web")), port(5432))));
    assertThat(reaches(remote, port)).isEqualTo(allowed);
    assertThat(world.out(DB, remote, port).cause()).isEqualTo(Decision.Cause.NO_POLICY);
  }

  @Test
  void aRuleWithPortsIsNotForProtocolsWithoutAndTheNodeMayAlwaysIn() {
    put(ingress(DB, "app=db", accept(List.of(), port(5432))));
    int set = world.tables.endpoint(name(DB)).orElseThrow().ingress();
    assertThat(world.tables.decide(set, ip("10.0.1.1"), 1, 0, false).allowed()).isFalse();
    assertThat(world.tables.decide(set, ip("192.168.0.1"), 6, 22, true).cause())
        .isEqualTo(Decision.Cause.OWN_NODE);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "10.0.1.1, false",
    "10.0.0.9, true",
    "10.9.0.1, true",
    "fd00:1::1, false",
    "::ffff:10.9.0.1, true",
    "9.0.0.1, false",
  })
  void aBlockIsForEveryAddressButItsExceptWhoeverOwnsIt(String remote, boolean allowed) {
    put(ingress(DB, "app=db", accept(List.of(block("10.0.0.0/8", "10.0.1.0/24")))));
    assertThat(reaches(remote, 80)).isEqualTo(allowed);
  }

  @Test
  void whatOneBlockExceptsAnotherMayAccept() {
    put(
        ingress(
            DB,
            "app=db",
            accept(List.of(block("10.0.0.0/8", "10.0.1.0/24"), block("10.0.1.2/32")))));
    assertThat(reaches("10.0.1.2", 80)).isTrue();
    assertThat(reaches("10.0.1.1", 80)).isFalse();
  }

  @Test
  void everythingOfOneFamilyIsNothingOfTheOther() {
    put(ingress(DB, "app=db", accept(List.of(block("::/0")))));
    assertThat(reaches("fd00:1::1", 80)).isTrue();
    assertThat(reaches("10.0.1.1", 80)).isFalse();
    assertThat(reaches("198.51.100.1", 80)).isFalse();
  }

  @Test
  void aPortsNameIsWhatTheSelectedPodSays() {
    world.compiler.put(
        ports(pod(DB, "n1", "app=db", "10.0.0.1"), tcp("sql", 5432), tcp("sql", 5433)));
    put(ingress(DB, "app=db", accept(List.of(), named("sql"), named("nobody"))));
    assertThat(reaches("10.0.1.1", 5432)).isTrue();
    assertThat(reaches("10.0.1.1", 5433)).isTrue();
    assertThat(reaches("10.0.1.1", 80)).isFalse();
    world.compiler.put(ports(pod(DB, "n1", "app=db", "10.0.0.1"), tcp("sql", 80)));
    world.drain();
    assertThat(reaches("10.0.1.1", 5432)).isFalse();
    assertThat(reaches("10.0.1.1", 80)).isTrue();
  }

  @Test
  void aPortsNameOnEgressIsWhatEachPeerSays() {
    world.compiler.put(ports(pod("shop/web", "n2", "app=web", "10.0.1.1"), tcp("http", 8080)));
    world.compiler.put(ports(pod("shop/other", "n2", "app=web", "10.0.1.2"), tcp("http", 9090)));
    put(egress(DB, "app=db", accept(List.of(of("shop", "app=web")), named("http"))));
    assertThat(world.out(DB, "10.0.1.1", 8080).allowed()).isTrue();
    assertThat(world.out(DB, "10.0.1.1", 9090).allowed()).isFalse();
    assertThat(world.out(DB, "10.0.1.2", 9090).allowed()).isTrue();
    world.compiler.put(ports(pod("shop/new", "n2", "app=web", "10.0.1.9"), tcp("http", 7070)));
    PolicyDelta delta = world.drain();
    assertThat(delta.sets()).as("a number that no pod gave before").hasSize(1);
    assertThat(world.out(DB, "10.0.1.9", 7070).allowed()).isTrue();
    assertThat(world.out(DB, "10.0.1.9", 8080).allowed()).isFalse();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"10.0.1.1, true", "10.0.1.2, false", "198.51.100.1, false"})
  void aPortsNameInABlockIsOnlyForPodsThatGiveIt(String remote, boolean allowed) {
    world.compiler.put(ports(pod("shop/web", "n2", "app=web", "10.0.1.1"), tcp("http", 80)));
    world.compiler.put(ports(pod("shop/other", "n2", "app=web", "10.0.1.2"), tcp("http", 81)));
    put(egress(DB, "app=db", accept(List.of(block("0.0.0.0/0")), named("http"))));
    assertThat(world.out(DB, remote, 80).allowed()).isEqualTo(allowed);
  }

  private static Rule deny(Peer... peers) {
    return rule(Action.DENY, List.of(peers));
  }

  private static Rule pass(Peer... peers) {
    return rule(Action.PASS, List.of(peers));
  }

  @Test
  void adminDecidesFirstThenNetworkPolicyAndBaselineOnlyWithoutOne() {
    Rule all = accept(List.of(in("", "")));
    put(
        cluster("b", Tier.ADMIN, 2, List.of(all), List.of()),
        cluster(
            "a",
            Tier.ADMIN,
            1,
            List.of(deny(of("lab", "")), pass(of("shop", "app=web"))),
            List.of()),
        cluster("c", Tier.BASELINE, 0, List.of(deny(in("", ""))), List.of()));
    assertThat(world.in(DB, "10.0.1.3", 1).rule().orElseThrow().policy().name()).isEqualTo("a");
    assertThat(reaches("10.0.1.2", 1)).isTrue();
    assertThat(world.in(DB, "10.0.1.1", 1).rule().orElseThrow().policy().name()).isEqualTo("c");
    assertThat(reaches("10.0.1.1", 1)).isFalse();
    put(ingress(DB, "app=db", accept(List.of(of("shop", "")))));
    assertThat(reaches("10.0.1.1", 1)).isTrue();
    assertThat(reaches("10.0.1.3", 1)).isFalse();
  }

  @Test
  void aPodThatNobodyKnowsYetIsDeniedAsIfItWereThePeer() {
    put(
        cluster(
            "a",
            Tier.ADMIN,
            1,
            List.of(deny(of("lab", "app=web")), accept(List.of(in("", "")))),
            List.of()));
    assertThat(reaches("10.0.1.77", 1)).as("in a range of pods").isFalse();
    assertThat(reaches("198.51.100.1", 1)).as("no pod").isTrue();
    assertThat(reaches("192.168.0.2", 1)).as("a node").isTrue();
  }

  @Test
  void nodesAreFoundByTheirLabels() {
    Peer rack = new Peer.Nodes(World.selector("rack=b"));
    put(cluster("a", Tier.ADMIN, 1, List.of(), List.of(deny(rack))));
    assertThat(world.out(DB, "192.168.0.2", 1).allowed()).isFalse();
    assertThat(world.out(DB, "192.168.0.1", 1).allowed()).isTrue();
    world.compiler.put(node("n1", "rack=b", "10.0.0.0/24", "192.168.0.1"));
    world.drain();
    assertThat(world.out(DB, "192.168.0.1", 1).allowed()).isFalse();
  }

  @Test
  void whatIsAuditedIsToldAndNotEnforced() {
    put(World.audit(ingress(DB, "app=db")));
    EndpointPolicy policy = world.tables.endpoint(name(DB)).orElseThrow();
    assertThat(policy.ingress()).isEqualTo(RuleSet.NONE);
    assertThat(policy.auditIngress()).isNotEqualTo(RuleSet.NONE);
    assertThat(policy.auditEgress()).isEqualTo(policy.egress());
    put(ingress(DB, "app=db"));
    EndpointPolicy enforced = world.tables.endpoint(name(DB)).orElseThrow();
    assertThat(enforced.ingress())
        .as("the same content is the same set")
        .isEqualTo(policy.auditIngress())
        .isEqualTo(enforced.auditIngress());
    world.compiler.put(World.audited("shop"));
    world.drain();
    assertThat(world.tables.endpoint(name(DB))).contains(policy);
  }

  @Test
  void theNewestPodHasAnAddressAndWhenItGoesTheOtherHasItBack() {
    put(ingress(DB, "app=db", accept(List.of(of("shop", "app=web")))));
    world.compiler.put(created(pod("lab/late", "n1", "app=x", "10.0.1.1", "10.0.0.1"), 2));
    PolicyDelta delta = world.drain();
    assertThat(reaches("10.0.1.1", 1)).isFalse();
    assertThat(delta.reconsider()).isTrue();
    assertThat(world.tables.endpoint(name("lab/late"))).contains(EndpointPolicy.OPEN);
    assertThat(world.tables.endpoint(name(DB))).as("it has its IPv6 address").isPresent();
    world.compiler.put(created(pod("lab/later", "n1", "app=x", "fd00::1"), 3));
    world.drain();
    assertThat(world.tables.endpoint(name(DB))).as("it has no address").isEmpty();
    world.compiler.removePod(name("lab/late"));
    world.drain();
    assertThat(reaches("10.0.1.1", 1)).isTrue();
  }

  @Test
  void aNamespaceThatIsNotKnownHasItsNameAsLabel() {
    put(ingress(DB, "app=db", accept(List.of(in("kubernetes.io/metadata.name=shop", "app=web")))));
    assertThat(reaches("10.0.1.1", 1)).isTrue();
    assertThat(reaches("10.0.1.3", 1)).isFalse();
  }

  @Test
  void moreRulesThanASetHoldsLeaveTheOldSetAndCloseANewPod() {
    put(ingress(DB, "app=db", accept(List.of(of("shop", "app=web")))));
    EndpointPolicy before = world.tables.endpoint(name(DB)).orElseThrow();
    Rule[] rules = Collections.nCopies(RuleSet.MOST_RULES, accept(List.of())).toArray(Rule[]::new);
    world.compiler.put(ingress("shop/much", "", rules));
    world.compiler.put(pod("shop/new", "n1", "app=new", "10.0.0.2"));
    world.compiler.put(ingress("shop/one", "app=new", accept(List.of())));
    PolicyDelta delta = world.drain();
    assertThat(delta.refused())
        .containsOnlyKeys(
            PolicyName.networkPolicy("shop", "much"), PolicyName.networkPolicy("shop", "one"));
    assertThat(world.tables.endpoint(name(DB))).contains(before);
    assertThat(reaches("10.0.1.1", 1)).isTrue();
    assertThat(world.in("shop/new", "10.0.1.1", 1).cause()).isEqualTo(Decision.Cause.CLOSED);
    world.compiler.remove(PolicyName.networkPolicy("shop", "much"));
    assertThat(world.drain().refused()).isEmpty();
    assertThat(world.in("shop/new", "10.0.1.1", 1).allowed()).isTrue();
  }

  @Test
  void anEndpointThatIsBehindKeepsItsOldSetRight() {
    put(ingress(DB, "app=db", accept(List.of(of("shop", "app=web")))));
    world.compiler.confirm();
    int old = world.tables.endpoint(name(DB)).orElseThrow().ingress();
    put(ingress(DB, "app=db", accept(List.of(of("shop", "app=other")))));
    world.compiler.confirm(List.of(name(DB)));
    world.compiler.put(pod("shop/late", "n2", "app=web", "10.0.1.8"));
    assertThat(world.drain().retired()).isEmpty();
    assertThat(world.tables.decide(old, ip("10.0.1.8"), 6, 1, false).allowed()).isTrue();
    world.compiler.confirm();
    assertThat(world.compiler.awaitsDrain()).isTrue();
    assertThat(world.drain().retired()).containsExactly(old);
    assertThat(world.compiler.awaitsDrain()).isFalse();
  }

  @Test
  void idsFollowFromContent() {
    put(ingress(DB, "app=db", accept(List.of(of("shop", "app=web"), block("10.0.0.0/8")))));
    World other = new World();
    other.compiler.put(
        ingress(DB, "app=db", accept(List.of(of("shop", "app=web"), block("10.0.0.0/8")))));
    other.compiler.put(pod("shop/web", "n2", "app=web", "10.0.1.1"));
    other.drain();
    other.compiler.put(pod(DB, "n1", "app=db", "10.0.0.1"));
    other.drain();
    assertThat(other.tables.endpoint(name(DB))).isEqualTo(world.tables.endpoint(name(DB)));
    assertThat(other.tables.address(ip("10.0.1.1")))
        .isEqualTo(world.tables.address(ip("10.0.1.1")));
  }

  @Test
  void aRangeInsideARangeOfPodsIsOneTooAndRangesGoWithTheirNode() {
    put(ingress(DB, "app=db", accept(List.of(block("10.0.1.128/25")))));
    World later = new World();
    later.compiler.put(node("n2", "", "10.0.1.0/24", "192.168.0.2"));
    PolicyDelta delta = later.drain();
    assertThat(delta.prefixes().get(cidr("10.0.1.0/24")).orElseThrow().podRange()).isTrue();
    later.compiler.removeNode("n2");
    assertThat(later.drain().prefixes().get(cidr("10.0.1.0/24"))).isEmpty();
    assertThat(reaches("10.0.1.200", 1)).as("the block, in a range of pods").isTrue();
    put(cluster("a", Tier.ADMIN, 1, List.of(deny(of("lab", "app=web"))), List.of()));
    assertThat(reaches("10.0.1.200", 1)).as("an unknown pod of the block").isFalse();
  }
}
