package io.weir.agent.loop;

import static io.weir.agent.loop.Cluster.changed;
import static io.weir.agent.loop.Cluster.lists;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.answer.Answers;
import io.weir.agent.answer.Dataplane;
import io.weir.agent.answer.FlowAnswers;
import io.weir.agent.answer.WireMemory;
import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.NodeId;
import io.weir.agent.compile.WireFlags;
import io.weir.agent.flows.FlowPair.Found;
import io.weir.agent.flows.FlowTables;
import io.weir.agent.flows.Tracked;
import io.weir.agent.maps.MemoryKernel;
import io.weir.agent.maps.MemoryWire;
import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.MacAddress;
import io.weir.agent.model.Neighbour;
import io.weir.agent.model.NodeInterface;
import io.weir.agent.model.OwnNode;
import io.weir.agent.model.PodLink;
import io.weir.agent.observe.WhyAnswer;
import io.weir.agent.observe.WhyAnswer.Outcome;
import io.weir.agent.observe.WhyAnswer.Step;
import io.weir.agent.observe.WhyQuestion;
import io.weir.agent.observe.WirePath;
import io.weir.bpf.abi.Affinity;
import io.weir.bpf.abi.AffinityKey;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.Translation;
import io.weir.bpf.abi.Tuple;
import io.weir.policy.model.PodFacts;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.ServiceFacts;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.L4Address;
import io.weir.values.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client outside is told of the corners that real packets seldom come to; that the choice
 * itself is the programs' is {@code WhyOutsideIT}'s part.
 */
class WireWhyTest {
  private static final int UPLINK = 2;
  private static final String CLIENT = "198.51.100.7";
  private static final String VIP = "203.0.113.5";
  private static final String HERE = "10.1.0.5";
  private static final String THERE = "10.1.1.9";

  private final MemoryKernel kernel = new MemoryKernel(64, 256);
  private final MemoryWire wire = new MemoryWire();
  private final TestLoop agent = TestLoop.onTheWire(kernel, wire);
  private final Remembering memory = new Remembering();

  /** What the programs are to know. */
  private static final class Remembering implements WireMemory {
    private Optional<Tracked.Translated> flow = Optional.empty();
    private Optional<Remembered> affinity = Optional.empty();
    private boolean denied;
    private boolean silent;

    @Override
    public Optional<Tracked.Translated> flow(Tuple tuple) {
      return flow.filter(f -> f.tuple().equals(tuple));
    }

    @Override
    public Optional<Remembered> affinity(AffinityKey key) {
      return affinity;
    }

    @Override
    public boolean denied(IpAddress client) {
      return denied;
    }

    @Override
    public boolean takesTunnels(IpAddress node) {
      return !silent && node.equals(ip("192.168.0.2"));
    }
  }

  private static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  private static ServiceFacts web(String mode, String externalPolicy, String affinity) {
    return new ServiceFacts(
        Cluster.name("web"),
        "uid-web",
        1,
        "ClusterIP",
        "10.96.0.1",
        List.of("10.96.0.1"),
        List.of("IPv4"),
        List.of(new ServiceFacts.Port("main", "TCP", 80, 30080)),
        List.of(VIP),
        List.of(),
        List.of(),
        "Cluster",
        externalPolicy,
        affinity,
        affinity.equals("ClientIP") ? 100 : 0,
        0,
        new ServiceFacts.Annotations(mode, ""));
  }

  private static EndpointSliceFacts.Endpoint endpoint(String address, String node) {
    return new EndpointSliceFacts.Endpoint(address, true, true, false, node, List.of(), List.of());
  }

  private static ClusterEvent slice(EndpointSliceFacts.Endpoint... endpoints) {
    return new ClusterEvent.SliceChanged(
        new EndpointSliceFacts(
            Cluster.name("web-1"),
            "web",
            "IPv4",
            "1",
            List.of(new EndpointSliceFacts.Port("main", "TCP", 8080)),
            List.of(endpoints),
            ""));
  }

  private static ClusterEvent node(String name, String address) {
    return changed(new OwnNode(new NodeFacts(name, "", List.of(ip(address))), false, false));
  }

  /** Our node, node-b beside it, and what more there is. */
  private void begin(ClusterEvent... more) {
    agent.turn(
        lists(
            List.of(
                new ClusterEvent.NodeAddressesChanged(
                    Set.of(new NodeInterface(UPLINK, "eth0", Set.of(ip("192.168.0.1"))))))));
    agent.turn(List.of(more));
    agent.turn(List.of(node("node-b", "192.168.0.2"), pod(HERE)));
  }

  private static ClusterEvent pod(String address) {
    return new ClusterEvent.PodChanged(
        new PodFacts(
            Cluster.name("here"),
            "uid-here",
            Cluster.NODE,
            1,
            false,
            List.of(ip(address)),
            Map.of(),
            List.of(),
            true));
  }

  private static ClusterEvent interfaceOf(String address) {
    return new ClusterEvent.PodLinksChanged(
        Set.of(
            new PodLink(
                9, 9, "veth9", new MacAddress(9), new MacAddress(1009), Set.of(ip(address)))));
  }

  private WhyAnswer ask(String address, int port, int fromPort) {
    return ask(address, port, CLIENT, fromPort);
  }

  private WhyAnswer ask(String address, int port, String client, int fromPort) {
    Answers answers =
        new Answers(
            agent.loop(),
            Dataplane.NONE,
            memory,
            new FlowAnswers(agent.loop(), FlowTables.NONE, Runnable::run, () -> 0));
    CompletableFuture<WhyAnswer> answer =
        answers.why(
            new WhyQuestion(
                new L4Address(ip(address), port),
                Protocol.TCP,
                Optional.of(client),
                fromPort == 0 ? OptionalInt.empty() : OptionalInt.of(fromPort)));
    agent.turn(List.of());
    return answer.join();
  }

  private static String step(WhyAnswer answer, String rule) {
    return answer.steps().stream()
        .filter(s -> s.rule().equals(rule))
        .map(Step::outcome)
        .findFirst()
        .orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    "snat, snat, next_hop, 192.168.0.1",
    "forward, forward, forward, 198.51.100.7",
    "dsr-geneve, dsr-geneve, geneve, 198.51.100.7",
    "dsr-ipip, dsr-ipip, ipip, 198.51.100.7",
    "dsr-l2, dsr-geneve, geneve, 198.51.100.7",
  })
  void aModeThatDoesNotReachTheNodeGivesWay(String wanted, String mode, String path, String seen) {
    begin(changed(web(wanted, "Cluster", "None")), slice(endpoint(THERE, "node-b")));

    WhyAnswer answer = ask(VIP, 80, 40_000);

    assertThat(answer.outcome()).isEqualTo(Outcome.TRANSLATED);
    assertThat(answer.ways())
        .extracting(
            WhyAnswer.Way::mode, WhyAnswer.Way::path, WhyAnswer.Way::seenAs, WhyAnswer.Way::node)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(mode, path, seen, "node-b"));
    assertThat(step(answer, "externalMode")).startsWith(wanted);
  }

  @Test
  void theLinkLayerReachesNodesOnOurLinks() {
    begin(changed(web("dsr-l2", "Cluster", "None")), slice(endpoint(THERE, "node-b")));
    agent.turn(
        List.of(
            new ClusterEvent.NeighboursChanged(
                Set.of(
                    new Neighbour(
                        ip("192.168.0.2"), UPLINK, new MacAddress(0xb), new MacAddress(0xa))))));

    assertThat(ask(VIP, 80, 40_000).ways())
        .extracting(WhyAnswer.Way::mode)
        .containsExactly("dsr-l2");
  }

  @Test
  void aBackendWhoseNodeIsNotKnownIsReachedByItsAddress() {
    begin(changed(web("forward", "Cluster", "None")), slice(endpoint(THERE, "node-z")));

    WhyAnswer answer = ask(VIP, 80, 40_000);

    assertThat(answer.ways()).extracting(WhyAnswer.Way::mode).containsExactly("snat");
    assertThat(step(answer, "externalMode"))
        .isEqualTo("forward; snat where that does not reach the node");
  }

  @ParameterizedTest
  @ValueSource(strings = {"forward", "dsr-l2", "dsr-geneve", "dsr-ipip"})
  void aNodeThatDoesNotAnswerTunnelsIsReachedBySnat(String mode) {
    begin(changed(web(mode, "Cluster", "None")), slice(endpoint(THERE, "node-b")));
    memory.silent = true;

    assertThat(ask(VIP, 80, 40_000).ways())
        .extracting(WhyAnswer.Way::mode, WhyAnswer.Way::path, WhyAnswer.Way::node)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("snat", "next_hop", "node-b"));
  }

  /** Whose packets come here by DSR in the link layer: backends of this node are meant. */
  @Test
  void atTheNodePortOfAnotherNodeOnlyBackendsHereCount() {
    begin(
        changed(web("dsr-l2", "Cluster", "None")),
        slice(endpoint(HERE, Cluster.NODE), endpoint(THERE, "node-b")),
        interfaceOf(HERE));

    for (int port = 40_000; port < 40_020; port++) {
      WhyAnswer answer = ask("192.168.0.2", 30_080, port);
      assertThat(answer.chosen()).as("port %d", port).containsExactly(HERE + ":8080");
      assertThat(step(answer, "handed over")).isNotEmpty();
    }
    assertThat(ask("192.168.0.1", 30_080, 0).chosen())
        .containsExactlyInAnyOrder(HERE + ":8080", THERE + ":8080");
  }

  @Test
  void aBackendHereWithoutAnInterfaceIsOutOfReach() {
    begin(changed(web("forward", "Cluster", "None")), slice(endpoint(HERE, Cluster.NODE)));
    assertThat(ask(VIP, 80, 40_000).outcome()).isEqualTo(Outcome.NO_WAY);

    agent.turn(List.of(interfaceOf(HERE)));
    assertThat(ask(VIP, 80, 40_000).ways())
        .containsExactly(
            new WhyAnswer.Way(
                HERE + ":8080",
                "local",
                "pod",
                Cluster.NODE,
                CLIENT,
                "from here, straight to the client"));
  }

  @ParameterizedTest
  @CsvSource({
    "10.96.0.1, 81, UNUSED_PORT",
    "10.96.0.9, 80, UNUSED_ADDRESS",
    "203.0.113.5, 81, NOT_A_SERVICE",
    "192.168.0.1, 30081, NOT_A_SERVICE",
    "192.0.2.200, 80, NOT_A_SERVICE",
  })
  void whatNoServiceHas(String address, int port, Outcome outcome) {
    begin(
        changed(web("forward", "Cluster", "None")),
        new ClusterEvent.ServiceCidrChanged(
            "kubernetes", List.of(IpPrefix.parse("10.96.0.0/16").orElseThrow())));
    assertThat(ask(address, port, 0).outcome()).isEqualTo(outcome);
  }

  @Test
  void localPolicyDropsWhereAnotherNodeCouldAndRefusesWhereNobodyCan() {
    begin(changed(web("forward", "Local", "None")), slice(endpoint(THERE, "node-b")));
    assertThat(ask(VIP, 80, 40_000).outcome()).isEqualTo(Outcome.NO_LOCAL);
    assertThat(ask("10.96.0.1", 80, 40_000).outcome()).isEqualTo(Outcome.TRANSLATED);

    agent.turn(List.of(slice()));
    assertThat(ask(VIP, 80, 40_000).outcome()).isEqualTo(Outcome.REFUSED);
  }

  /** A node of the cluster is never shut out, and our own addresses are no client outside. */
  @Test
  void denyListsShutOutClientsOutside() {
    begin(changed(web("forward", "Cluster", "None")), slice(endpoint(THERE, "node-b")));
    memory.denied = true;

    assertThat(ask(VIP, 80, 40_000).outcome()).isEqualTo(Outcome.DENIED);
    assertThat(ask(VIP, 80, "192.168.0.2", 40_000).outcome()).isEqualTo(Outcome.TRANSLATED);
    assertThat(ask(VIP, 80, "192.168.0.1", 40_000).ways()).isEmpty();
  }

  @Test
  void whereOnlySocketsAreServedItIsAnotherProxysBusiness() {
    TestLoop sockets = new TestLoop(kernel);
    sockets.turn(lists(List.of(changed(web("forward", "Cluster", "None")))));
    CompletableFuture<WhyAnswer> answer =
        new Answers(
                sockets.loop(),
                Dataplane.NONE,
                memory,
                new FlowAnswers(sockets.loop(), FlowTables.NONE, Runnable::run, () -> 0))
            .why(
                new WhyQuestion(
                    new L4Address(ip(VIP), 80),
                    Protocol.TCP,
                    Optional.of(CLIENT),
                    OptionalInt.empty()));
    sockets.turn(List.of());
    assertThat(answer.join().outcome()).isEqualTo(Outcome.NOT_OURS);
  }

  @Test
  void affinityHoldsWhileItIsRecentAndItsBackendServes() {
    begin(
        changed(web("forward", "Cluster", "ClientIP")),
        slice(
            endpoint(THERE, "node-b"),
            endpoint("10.1.1.10", "node-b"),
            endpoint("10.1.1.11", "node-b")));
    List<String> alone = ask(VIP, 80, 0).chosen();
    assertThat(alone).as("the client's address decides").hasSize(1);

    for (String backend : new String[] {THERE, "10.1.1.10", "10.1.1.11"}) {
      remember(backend, 100);
      assertThat(ask(VIP, 80, 0).chosen()).containsExactly(backend + ":8080");
      remember(backend, 101);
      assertThat(ask(VIP, 80, 0).chosen()).isEqualTo(alone);
    }
    remember("10.1.1.12", 1);
    assertThat(ask(VIP, 80, 0).chosen()).isEqualTo(alone);
  }

  private void remember(String backend, long seconds) {
    Slot slot = new Slot(AbiAddress.of(ip(backend)), 8080, 0, NodeId.of("node-b"));
    memory.affinity = Optional.of(new WireMemory.Remembered(new Affinity(slot, 0), seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, true",
    WireFlags.TRANSLATION_FIN + ", 0, true",
    WireFlags.TRANSLATION_FIN + ", " + WireFlags.TRANSLATION_FIN + ", false",
    WireFlags.TRANSLATION_RESET + ", 0, false",
    WireFlags.TRANSLATION_ONE_WAY + ", , true",
    (WireFlags.TRANSLATION_ONE_WAY | WireFlags.TRANSLATION_FIN) + ", , false",
    "0, , false",
  })
  void aFlowThatIsKnownAndNotOverGoesWhereItWent(int flags, Integer back, boolean goesOn) {
    begin(changed(web("forward", "Cluster", "None")), slice(endpoint(THERE, "node-b")));
    String old = "10.1.1.77";
    memory.flow =
        Optional.of(
            new Tracked.Translated(
                new Tuple(AbiAddress.of(ip(CLIENT)), AbiAddress.of(ip(VIP)), 40_000, 80, 6),
                new Found<>(entry(old, flags), true),
                Optional.ofNullable(back).map(b -> new Found<>(entry(CLIENT, b), true))));

    assertThat(ask(VIP, 80, 40_000).chosen()).containsExactly((goesOn ? old : THERE) + ":8080");
    assertThat(ask(VIP, 80, 40_001).chosen()).containsExactly(THERE + ":8080");
  }

  private static Translation entry(String destination, int flags) {
    return new Translation(
        AbiAddress.of(ip(CLIENT)),
        AbiAddress.of(ip(destination)),
        40_000,
        8080,
        1,
        1,
        2,
        2,
        100,
        NodeId.of("node-b"),
        UPLINK,
        0,
        WirePath.FORWARD.ordinal(),
        flags | WireFlags.TRANSLATION_EXTERNAL);
  }
}
