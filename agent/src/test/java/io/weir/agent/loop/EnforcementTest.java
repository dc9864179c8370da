package io.weir.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.maps.MemoryKernel;
import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.MacAddress;
import io.weir.agent.model.OwnNode;
import io.weir.agent.model.PeerNode;
import io.weir.agent.model.PodLink;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Endpoint;
import io.weir.bpf.abi.RuleSetKey;
import io.weir.policy.compile.RuleSet;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.SelectorFacts;
import io.weir.service.model.NodeFacts;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Policies from events to the maps of endpoints, over maps in memory. */
class EnforcementTest {
  private static final ObjectName WEB = new ObjectName("shop", "web");
  private static final PolicyName DENY = PolicyName.networkPolicy("shop", "deny");

  private final MemoryKernel kernel = new MemoryKernel(64, 64);
  private final TestLoop agent = new TestLoop(kernel);

  private static PodFacts pod(ObjectName name, String node, String... addresses) {
    List<IpAddress> ips = new ArrayList<>();
    for (String address : addresses) {
      ips.add(IpAddress.parse(address).orElseThrow());
    }
    return new PodFacts(
        name, name.toString(), node, 0, false, ips, Map.of("app", name.name()), List.of(), true);
  }

  private static PodLink link(int ifindex, String... addresses) {
    Set<IpAddress> ips =
        Set.copyOf(List.of(addresses).stream().map(a -> IpAddress.parse(a).orElseThrow()).toList());
    return new PodLink(
        ifindex,
        ifindex,
        "veth" + ifindex,
        new MacAddress(ifindex),
        new MacAddress(1000 + ifindex),
        ips);
  }

  private static ClusterEvent links(PodLink... links) {
    return new ClusterEvent.PodLinksChanged(Set.of(links));
  }

  private static ClusterEvent changed(PodFacts pod) {
    return new ClusterEvent.PodChanged(pod);
  }

  /** Isolates every pod of the namespace. */
  private static ClusterEvent deny() {
    return new ClusterEvent.NetworkPolicyChanged(
        new NetworkPolicyFacts(
            DENY,
            "deny",
            Optional.of(new SelectorFacts(Map.of(), List.of())),
            List.of("Ingress"),
            List.of(),
            List.of(),
            false));
  }

  /** The cluster's lists, then {@code objects}, before anything is written. */
  private static List<ClusterEvent> cluster(ClusterEvent... objects) {
    List<ClusterEvent> events = new ArrayList<>(Cluster.lists(List.of()));
    events.addAll(List.of(objects));
    return events;
  }

  private Endpoint endpoint(int ifindex) {
    return kernel.endpoints.entries.get(ifindex);
  }

  @Test
  void aPodWithoutPolicyIsAnOpenEndpointWithItsAddresses() {
    agent.turn(
        cluster(
            changed(pod(WEB, Cluster.NODE, "10.1.0.2", "fd00::2")), links(link(7, "10.1.0.2"))));

    assertThat(endpoint(7).ingressSet()).isEqualTo(RuleSet.NONE);
    assertThat(endpoint(7).ipv4()).hasToString("10.1.0.2");
    assertThat(endpoint(7).ipv6().high()).isNotZero();
    assertThat(endpoint(7).mac()).isEqualTo(7);
    assertThat(kernel.hooks.attached).containsExactly(7);
  }

  @Test
  void aPolicyGivesTheEndpointASetThatIsThereBeforeTheEndpointPointsAtIt() {
    List<Boolean> complete = new ArrayList<>();
    kernel.endpoints.witness =
        before ->
            complete.add(
                kernel.endpoints.entries.values().stream()
                    .allMatch(e ->
                        e.ingressSet() == 0
                            || kernel.ruleSets.entries.containsKey(
                                new RuleSetKey(e.ingressSet(), 0))));
    agent.turn(cluster(changed(pod(WEB, Cluster.NODE, "10.1.0.2")), links(link(7, "10.1.0.2"))));
    agent.turn(List.of(deny()));

    assertThat(endpoint(7).ingressSet()).isGreaterThan(RuleSet.CLOSED).isNotZero();
    assertThat(endpoint(7).egressSet()).isEqualTo(RuleSet.NONE);
    assertThat(complete).isNotEmpty().doesNotContain(false);
  }

  @Test
  void aChangeOfSetsRaisesTheEpochAndNothingElseDoes() {
    agent.turn(cluster(changed(pod(WEB, Cluster.NODE, "10.1.0.2")), links(link(7, "10.1.0.2"))));
    int open = endpoint(7).epoch();
    agent.turn(List.of(changed(pod(new ObjectName("shop", "other"), "elsewhere", "10.1.9.9"))));
    assertThat(endpoint(7).epoch()).isEqualTo(open);

    agent.turn(List.of(deny()));
    assertThat(endpoint(7).epoch()).isEqualTo(open + 1);
    assertThat(endpoint(7).enforcedSince()).as("flows before are half known").isNotNegative();
  }

  @Test
  void whatDoesNotFitLeavesTheOldSetInForceAndANewPodClosed() {
    agent.turn(cluster(changed(pod(WEB, Cluster.NODE, "10.1.0.2")), links(link(7, "10.1.0.2"))));
    kernel.ruleSets.broken = true;
    ObjectName late = new ObjectName("shop", "late");
    agent.turn(
        List.of(
            deny(),
            changed(pod(late, Cluster.NODE, "10.1.0.3")),
            links(link(7, "10.1.0.2"), link(8, "10.1.0.3"))));

    assertThat(endpoint(7).ingressSet()).isEqualTo(RuleSet.NONE);
    assertThat(endpoint(8).ingressSet()).isEqualTo(RuleSet.CLOSED);

    kernel.ruleSets.broken = false;
    agent.turnAfter(Duration.ofSeconds(6));
    assertThat(endpoint(7).ingressSet()).isNotZero().isEqualTo(endpoint(8).ingressSet());
  }

  @Test
  void aSetThatNobodyHasGoesAfterAWhile() {
    agent.turn(
        cluster(changed(pod(WEB, Cluster.NODE, "10.1.0.2")), links(link(7, "10.1.0.2")), deny()));
    agent.turn(List.of(new ClusterEvent.NetworkPolicyDeleted(DENY)));
    assertThat(endpoint(7).ingressSet()).isEqualTo(RuleSet.NONE);
    assertThat(kernel.ruleSets.entries).as("a packet may be looking at it").isNotEmpty();

    agent.turnAfter(Duration.ofSeconds(6));
    agent.turnAfter(Duration.ofSeconds(1));
    assertThat(kernel.ruleSets.entries).isEmpty();
    assertThat(kernel.peerRows.entries).isEmpty();
  }

  @Test
  void aFinishedPodLeavesItsInterfaceAtOnce() {
    agent.turn(cluster(changed(pod(WEB, Cluster.NODE, "10.1.0.2")), links(link(7, "10.1.0.2"))));
    agent.turn(List.of(new ClusterEvent.PodDeleted(WEB)));

    assertThat(kernel.hooks.attached).isEmpty();
    assertThat(kernel.endpoints.entries).isEmpty();
    assertThat(kernel.peers.entries.keySet())
        .extracting(Object::toString)
        .doesNotContain("10.1.0.2");
  }

  @Test
  void anInterfaceIsClosedWhileAPodOfAStrictNamespaceIsAwaited() {
    NamespaceFacts strict = new NamespaceFacts("shop", Map.of(), true, true, false);
    agent.turn(
        cluster(
            new ClusterEvent.NamespaceChanged(strict),
            changed(pod(WEB, Cluster.NODE)),
            links(link(7))));
    assertThat(endpoint(7).ingressSet()).isEqualTo(RuleSet.CLOSED);
    assertThat(endpoint(7).egressSet()).isEqualTo(RuleSet.CLOSED);
    assertThat(endpoint(7).flags()).as("addresses are not known, so not checked").isZero();

    agent.turn(List.of(changed(pod(WEB, Cluster.NODE, "10.1.0.2")), links(link(7, "10.1.0.2"))));
    assertThat(endpoint(7).ingressSet()).isEqualTo(RuleSet.NONE);
  }

  @Test
  void anotherInterfaceWithTheSameIndexIsAttachedAgain() {
    agent.turn(cluster(changed(pod(WEB, Cluster.NODE, "10.1.0.2")), links(link(7, "10.1.0.2"))));
    kernel.hooks.attached.clear();
    PodLink reborn =
        new PodLink(
            7,
            99,
            "veth7b",
            new MacAddress(9),
            new MacAddress(10),
            Set.of(IpAddress.parse("10.1.0.2").orElseThrow()));
    agent.turn(List.of(links(reborn)));

    assertThat(kernel.hooks.attached).containsExactly(7);
    assertThat(endpoint(7).mac()).isEqualTo(9);
  }

  @Test
  void aPodThatChangesItsAddressesNeitherEscapesNorBecomesAnother() {
    ObjectName other = new ObjectName("shop", "other");
    List<ClusterEvent> cluster =
        cluster(
            changed(pod(WEB, Cluster.NODE, "10.1.0.2")),
            changed(pod(other, Cluster.NODE, "10.1.0.3")),
            links(link(7, "10.1.0.2"), link(8, "10.1.0.3")));
    agent.turn(cluster);

    for (String[] pretended : new String[][] {{}, {"10.1.0.3"}, {"10.1.0.1", "10.1.0.3"}}) {
      agent.turn(List.of(links(link(7, pretended), link(8, "10.1.0.3"))));
      assertThat(endpoint(7).ipv4()).hasToString("10.1.0.2");
      assertThat(kernel.hooks.attached).containsExactlyInAnyOrder(7, 8);
    }
    TestLoop restarted = new TestLoop(kernel);
    restarted.turn(cluster(changed(pod(WEB, Cluster.NODE, "10.1.0.2")), links(link(7))));
    assertThat(endpoint(7).ipv4()).as("after a restart").hasToString("10.1.0.2");
  }

  @Test
  void anInterfaceGoesOverToThePodThatHasItsAddressNow() {
    ObjectName other = new ObjectName("shop", "other");
    agent.turn(cluster(changed(pod(WEB, Cluster.NODE, "10.1.0.2")), links(link(7, "10.1.0.2"))));
    agent.turn(
        List.of(
            changed(pod(WEB, Cluster.NODE, "10.1.0.9")),
            changed(pod(other, Cluster.NODE, "10.1.0.2", "fd00::3"))));
    assertThat(endpoint(7).ipv6()).as("that of the pod other").isNotEqualTo(new Address(0, 0));
  }

  @Test
  void aRestartWritesNothingThatIsThere() {
    List<ClusterEvent> cluster =
        cluster(changed(pod(WEB, Cluster.NODE, "10.1.0.2")), links(link(7, "10.1.0.2")), deny());
    agent.turn(cluster);
    Endpoint before = endpoint(7);
    int operations = operations();

    new TestLoop(kernel).turn(cluster);
    assertThat(endpoint(7)).isEqualTo(before);
    assertThat(operations()).isEqualTo(operations);
  }

  private int operations() {
    return kernel.ruleSets.operations
        + kernel.peerRows.operations
        + kernel.portRows.operations
        + kernel.peers.operations
        + kernel.prefixes.operations
        + kernel.endpoints.operations;
  }

  @Test
  void aHookThatFailsIsToldAndTriedAgain() {
    kernel.hooks.broken.add(7);
    agent.turn(cluster(changed(pod(WEB, Cluster.NODE, "10.1.0.2")), links(link(7, "10.1.0.2"))));
    assertThat(kernel.hooks.attached).isEmpty();

    kernel.hooks.broken.clear();
    agent.turnAfter(Duration.ofSeconds(6));
    assertThat(kernel.hooks.attached).containsExactly(7);
  }

  @Test
  void anInterfaceWithAPodsAddressHasProgramsBeforeItsPodIsKnown() {
    agent.turn(cluster(ownRange("10.1.0.0/24"), links(link(7, "10.1.0.2"), link(8, "172.17.0.2"))));
    assertThat(kernel.hooks.attached).as("172.17.0.2 is no pod's").containsExactly(7);
    assertThat(endpoint(7).ingressSet()).isEqualTo(RuleSet.NONE);
    assertThat(endpoint(7).flags()).isZero();

    agent.turn(List.of(deny(), changed(pod(WEB, Cluster.NODE, "10.1.0.2"))));
    assertThat(endpoint(7).ingressSet()).isNotZero();
  }

  private static ClusterEvent ownRange(String range) {
    NodeFacts node = new NodeFacts(Cluster.NODE, "", List.of());
    return new ClusterEvent.NodeChanged(
        new OwnNode(node, false, false),
        new io.weir.policy.model.NodeFacts(
            Cluster.NODE, Map.of(), List.of(), List.of(IpPrefix.parse(range).orElseThrow())),
        new PeerNode(Cluster.NODE, List.of(), List.of()));
  }
}
