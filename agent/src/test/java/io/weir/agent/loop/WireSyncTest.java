package io.weir.agent.loop;

import static io.weir.agent.compile.WireFlags.SERVICE_ADDRESS_CLUSTER_IP;
import static io.weir.agent.compile.WireFlags.SERVICE_ADDRESS_EXTERNAL;
import static io.weir.agent.compile.WireFlags.SERVICE_ADDRESS_NODE;
import static io.weir.agent.compile.WireFlags.SERVICE_ADDRESS_PEER;
import static io.weir.agent.loop.Cluster.changed;
import static io.weir.agent.loop.Cluster.lists;
import static io.weir.agent.loop.Cluster.pods;
import static io.weir.agent.loop.Cluster.service;
import static io.weir.agent.loop.Cluster.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.NodeId;
import io.weir.agent.compile.ServiceRanges;
import io.weir.agent.maps.MemoryKernel;
import io.weir.agent.maps.MemoryWire;
import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.MacAddress;
import io.weir.agent.model.Neighbour;
import io.weir.agent.model.NodeInterface;
import io.weir.agent.model.OwnNode;
import io.weir.agent.model.PodLink;
import io.weir.bpf.abi.LocalPod;
import io.weir.bpf.abi.MacKey;
import io.weir.bpf.abi.NextHop;
import io.weir.bpf.abi.ServiceRange;
import io.weir.bpf.abi.WireNode;
import io.weir.policy.model.PodFacts;
import io.weir.service.model.NodeFacts;
import io.weir.values.Fault;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What packets on the wire depend on, from events to maps in memory. */
class WireSyncTest {
  private static final int UPLINK = 2;

  private final MemoryKernel kernel = new MemoryKernel(64, 256);
  private final MemoryWire wire = new MemoryWire();
  private final TestLoop agent = TestLoop.onTheWire(kernel, wire);

  private static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  private static List<IpAddress> ips(String... texts) {
    return Stream.of(texts).map(WireSyncTest::ip).toList();
  }

  private static ClusterEvent uplink() {
    return new ClusterEvent.NodeAddressesChanged(
        Set.of(
            new NodeInterface(UPLINK, "eth0", Set.of(ip("192.168.0.1"))),
            new NodeInterface(3, "cni0", Set.of(ip("10.1.0.254")))));
  }

  private static ClusterEvent node(String name, String... addresses) {
    return changed(new OwnNode(new NodeFacts(name, "", ips(addresses)), false, false));
  }

  private static ClusterEvent range(String name, String... ranges) {
    return new ClusterEvent.ServiceCidrChanged(
        name, Stream.of(ranges).map(r -> IpPrefix.parse(r).orElseThrow()).toList());
  }

  private static ClusterEvent pod(String name, boolean hostNetwork, String... addresses) {
    return new ClusterEvent.PodChanged(
        new PodFacts(
            Cluster.name(name),
            "uid-" + name,
            Cluster.NODE,
            1,
            hostNetwork,
            ips(addresses),
            Map.of(),
            List.of(),
            true));
  }

  private static PodLink link(int ifindex, String... addresses) {
    return new PodLink(
        ifindex,
        ifindex,
        "veth" + ifindex,
        new MacAddress(ifindex),
        new MacAddress(1000 + ifindex),
        Set.of(addresses).stream().map(WireSyncTest::ip).collect(Collectors.toSet()));
  }

  private static ClusterEvent links(PodLink... links) {
    return new ClusterEvent.PodLinksChanged(Set.of(links));
  }

  private static ClusterEvent neighbours(Neighbour... all) {
    return new ClusterEvent.NeighboursChanged(Set.of(all));
  }

  private static Neighbour neighbour(String address, int ifindex, long mac) {
    return new Neighbour(ip(address), ifindex, new MacAddress(mac), new MacAddress(0xa));
  }

  private Map<String, Integer> addresses() {
    Map<String, Integer> flags = new TreeMap<>();
    wire.addresses.entries.forEach((k, v) -> flags.put(AbiAddress.toIp(k).toString(), v.flags()));
    return flags;
  }

  private static List<ServiceRange> ranges(String... ranges) {
    return Stream.of(ranges).map(r -> ServiceRanges.of(IpPrefix.parse(r).orElseThrow())).toList();
  }

  private List<Fault> faults() {
    CompletableFuture<List<Fault>> answer = agent.loop().ask(view -> view.faults(10));
    agent.turn(List.of());
    return answer.join();
  }

  private List<String> localPods() {
    List<String> found = new ArrayList<>();
    wire.pods.entries.forEach((k, v) -> found.add(AbiAddress.toIp(k) + " " + v.ifindex()));
    return found.stream().sorted().toList();
  }

  private void begin(ClusterEvent... objects) {
    agent.turn(lists(Stream.concat(Stream.of(uplink()), Stream.of(objects)).toList()));
  }

  @Test
  void addressesOfServicesWithoutEndpointsAreKnownBesideThoseOfTheNode() {
    begin(changed(service("web", "10.96.0.1", "TCP", 30080, List.of("203.0.113.5"))));
    assertThat(addresses())
        .isEqualTo(
            Map.of(
                "10.96.0.1", SERVICE_ADDRESS_CLUSTER_IP,
                "203.0.113.5", SERVICE_ADDRESS_EXTERNAL,
                "192.168.0.1", SERVICE_ADDRESS_NODE));
    assertThat(wire.control.nodeIpv4()).isEqualTo(AbiAddress.of(ip("192.168.0.1")));
    assertThat(wire.control.nodeIpv6()).isEqualTo(AbiAddress.NONE);
    assertThat(wire.uplinkHooks.attached).containsExactly(UPLINK);
  }

  @Test
  void anAddressStaysUntilTheLastWhoHasItIsGone() {
    begin(
        changed(service("tcp", "10.96.0.1", "TCP", 0, List.of("192.168.0.1"))),
        changed(service("udp", "10.96.0.2", "UDP", 0, List.of("192.168.0.1"))));
    assertThat(addresses())
        .containsEntry("192.168.0.1", SERVICE_ADDRESS_NODE | SERVICE_ADDRESS_EXTERNAL);

    agent.turn(List.of(new ClusterEvent.ServiceDeleted(Cluster.name("tcp"))));
    assertThat(addresses())
        .doesNotContainKey("10.96.0.1")
        .containsEntry("192.168.0.1", SERVICE_ADDRESS_NODE | SERVICE_ADDRESS_EXTERNAL);

    agent.turn(List.of(new ClusterEvent.ServiceDeleted(Cluster.name("udp"))));
    assertThat(addresses()).isEqualTo(Map.of("192.168.0.1", SERVICE_ADDRESS_NODE));
  }

  @Test
  void aServiceThatLosesAFrontendToAnotherOneLeavesItsAddressToThatOne() {
    begin(
        changed(service("winner", "10.96.0.1", "TCP", 0, List.of("203.0.113.5"))),
        changed(service("zloser", "10.96.0.2", "TCP", 0, List.of("203.0.113.5"))));
    agent.turn(List.of(new ClusterEvent.ServiceDeleted(Cluster.name("winner"))));
    assertThat(addresses()).containsEntry("203.0.113.5", SERVICE_ADDRESS_EXTERNAL);
    agent.turn(List.of(changed(service("zloser", "10.96.0.2", "TCP", 0))));
    assertThat(addresses()).doesNotContainKey("203.0.113.5");
  }

  @Test
  void anAddressIsThereForAsLongAsAFrontendThatCannotBeReplaced() {
    MemoryKernel small = new MemoryKernel(64, 8);
    TestLoop agent = TestLoop.onTheWire(small, wire);
    agent.turn(
        lists(
            List.of(
                changed(service("web", "10.96.0.1", "TCP", 0, List.of("203.0.113.5"))),
                slice("web", "TCP", pods(0, 4)))));

    agent.turn(
        List.of(
            changed(service("web", "10.96.0.1", "TCP", 0, List.of("203.0.113.6"))),
            slice("web", "TCP", pods(0, 6))));
    assertThat(agent.warnings.getFirst()).contains("map slots is full");
    assertThat(addresses())
        .containsEntry("203.0.113.5", SERVICE_ADDRESS_EXTERNAL)
        .doesNotContainKey("203.0.113.6");

    agent.turn(List.of(slice("web", "TCP", pods(0, 2))));
    agent.turnAfter(Duration.ofSeconds(30));
    agent.turnAfter(Duration.ofSeconds(30));
    assertThat(addresses())
        .containsEntry("203.0.113.6", SERVICE_ADDRESS_EXTERNAL)
        .doesNotContainKey("203.0.113.5");
  }

  @Test
  void otherNodesComeAndGo() {
    begin();
    agent.turn(List.of(node("node-b", "192.168.0.2", "fd00::2")));
    int b = NodeId.of("node-b");
    assertThat(wire.nodes.entries)
        .isEqualTo(
            Map.of(
                b, new WireNode(AbiAddress.of(ip("192.168.0.2")), AbiAddress.of(ip("fd00::2")))));
    assertThat(wire.peers.entries)
        .isEqualTo(Map.of(AbiAddress.of(ip("192.168.0.2")), b, AbiAddress.of(ip("fd00::2")), b));
    assertThat(addresses())
        .containsEntry("192.168.0.2", SERVICE_ADDRESS_PEER)
        .containsEntry("fd00::2", SERVICE_ADDRESS_PEER);

    agent.turn(List.of(new ClusterEvent.NodeDeleted("node-b")));
    assertThat(wire.nodes.entries).isEmpty();
    assertThat(wire.peers.entries).isEmpty();
    assertThat(addresses()).isEqualTo(Map.of("192.168.0.1", SERVICE_ADDRESS_NODE));
  }

  @Test
  void aNodeIsANeighbourOnLinksThatLeadOutOnly() {
    begin(neighbours(neighbour("192.168.0.2", 7, 0xbad), neighbour("192.168.0.3", UPLINK, 0xc)));
    agent.turn(List.of(node("node-b", "192.168.0.2"), node("node-c", "192.168.0.3")));
    assertThat(wire.nextHops.entries)
        .as("what the interface of a pod says of node-b is not believed")
        .isEqualTo(Map.of(NodeId.of("node-c"), new NextHop(UPLINK, 0xa, 0xc)));
    assertThat(wire.neighbours.entries).isEqualTo(Map.of(new MacKey(0xc), NodeId.of("node-c")));

    agent.turn(List.of(neighbours(neighbour("192.168.0.2", UPLINK, 0xb))));
    assertThat(wire.nextHops.entries)
        .isEqualTo(Map.of(NodeId.of("node-b"), new NextHop(UPLINK, 0xa, 0xb)));
  }

  @Test
  void twoNodesWithOneNumberAreOneFault() {
    begin();
    agent.turn(List.of(node("node-522789", "192.168.0.2"), node("node-739192", "192.168.0.3")));
    assertThat(wire.nodes.entries).hasSize(1);
    assertThat(faults()).extracting(Fault::object).containsExactly("Node node-739192");

    agent.turn(List.of(new ClusterEvent.NodeDeleted("node-522789")));
    assertThat(wire.nodes.entries).hasSize(1);
    assertThat(faults()).isEmpty();
  }

  @Test
  void rangesOfClusterIpsAreInForceAtOnceAndGoWithTheirObject() {
    begin();
    assertThat(wire.ranges).isEmpty();
    agent.turn(List.of(range("kubernetes", "10.96.0.0/16", "fd00:96::/112")));
    agent.turn(List.of(range("more", "10.97.0.0/16", "10.96.0.0/16")));
    assertThat(wire.ranges).isEqualTo(ranges("10.96.0.0/16", "fd00:96::/112", "10.97.0.0/16"));

    agent.turn(List.of(new ClusterEvent.Listed(Kind.SERVICE_CIDR, Set.of("more"))));
    assertThat(wire.ranges).isEqualTo(ranges("10.97.0.0/16", "10.96.0.0/16"));
    agent.turn(List.of(new ClusterEvent.ServiceCidrDeleted("more")));
    assertThat(wire.ranges).isEmpty();
  }

  @Test
  void ofMoreRangesThanFitTheFirstAreUsed() {
    String[] many =
        IntStream.range(0, 20).mapToObj(i -> "10." + (100 + i) + ".0.0/16").toArray(String[]::new);
    begin();
    agent.turn(List.of(range("kubernetes", many)));
    assertThat(wire.ranges).isEqualTo(ranges(many).subList(0, 16));
    assertThat(faults()).extracting(Fault::object).containsExactly("ServiceCIDR");

    agent.turn(List.of(range("kubernetes", "10.96.0.0/16")));
    assertThat(faults()).isEmpty();
  }

  @Test
  void aUdpBackendThatGoesIsToldOnceAndATcpBackendIsNot() {
    begin(
        changed(service("dns", "10.96.0.1", "UDP", 0)),
        slice("dns", "UDP", pods(0, 2)),
        changed(service("web", "10.96.0.2", "TCP", 0)),
        slice("web", "TCP", pods(9, 2)));
    int before = wire.control.backends();

    agent.turn(List.of(slice("web", "TCP", pods(9, 1)), slice("dns", "UDP", pods(0, 3))));
    assertThat(wire.control.backends()).isEqualTo(before);
    agent.turn(List.of(slice("dns", "UDP", pods(0, 1))));
    assertThat(wire.control.backends()).isEqualTo(before + 1);
    agent.turnAfter(Duration.ofSeconds(6));
    assertThat(wire.control.backends()).isEqualTo(before + 1);
  }

  @Test
  void aUdpBackendThatCouldNotBeTakenOutIsToldAgainOnceItIs() {
    begin(changed(service("dns", "10.96.0.1", "UDP", 0)), slice("dns", "UDP", pods(0, 2)));
    kernel.members.broken = true;
    agent.turn(List.of(slice("dns", "UDP", pods(0, 1))));
    int whileItStands = wire.control.backends();
    assertThat(kernel.members.entries).hasSize(2);

    kernel.members.broken = false;
    agent.turnAfter(Duration.ofSeconds(6));
    assertThat(kernel.members.entries).hasSize(1);
    assertThat(wire.control.backends()).isEqualTo(whileItStands + 1);
    agent.turnAfter(Duration.ofSeconds(6));
    assertThat(wire.control.backends()).isEqualTo(whileItStands + 1);
  }

  @Test
  void aUdpBackendThatWentWhileNoAgentRanIsToldByTheNext() {
    begin(changed(service("dns", "10.96.0.1", "UDP", 0)), slice("dns", "UDP", pods(0, 2)));
    int before = wire.control.backends();

    TestLoop restarted = TestLoop.onTheWire(kernel, wire);
    restarted.turn(
        lists(
            List.of(
                uplink(),
                changed(service("dns", "10.96.0.1", "UDP", 0)),
                slice("dns", "UDP", pods(0, 1)))));
    assertThat(wire.control.backends()).isGreaterThan(before);
  }

  @Test
  void podsOfTheNodeAreFoundAtTheirInterfaces() {
    begin();
    agent.turn(
        List.of(
            pod("both", false, "10.1.0.5", "fd00:1::5"),
            pod("host", true, "192.168.0.1"),
            links(link(7, "10.1.0.5", "fd00:1::5"), link(8, "172.17.0.2"))));
    assertThat(localPods()).containsExactly("10.1.0.5 7", "fd00:1::5 7");
    assertThat(wire.pods.entries.get(AbiAddress.of(ip("10.1.0.5"))))
        .isEqualTo(LocalPod.of(AbiAddress.of(ip("10.1.0.5")), 7, 7, 1007));
    assertThat(wire.podHooks.attached).containsExactly(7);

    agent.turn(List.of(links(link(8, "172.17.0.2"))));
    assertThat(localPods()).isEmpty();
    assertThat(wire.podHooks.attached).isEmpty();

    agent.turn(List.of(links(link(9, "10.1.0.5"))));
    assertThat(localPods())
        .as("also what it was not asked for")
        .containsExactly("10.1.0.5 9", "fd00:1::5 9");
    agent.turn(List.of(new ClusterEvent.PodDeleted(Cluster.name("both"))));
    assertThat(localPods()).isEmpty();
  }

  @Test
  void anInterfaceThatHasNotGoneYetDoesNotKeepItsAddressFromTheNextPod() {
    begin();
    agent.turn(List.of(pod("old", false, "10.1.0.5"), links(link(7, "10.1.0.5"))));
    agent.turn(
        List.of(
            new ClusterEvent.PodDeleted(Cluster.name("old")),
            pod("new", false, "10.1.0.5"),
            links(link(7, "10.1.0.5"), link(9, "10.1.0.5"))));
    assertThat(localPods()).containsExactly("10.1.0.5 9");
    agent.turn(List.of(links(link(9, "10.1.0.5"))));
    assertThat(localPods()).containsExactly("10.1.0.5 9");
  }

  @Test
  void aPodThatTookAnothersAddressIsFoundWherePoliciesKnowIt() {
    List<ClusterEvent> cluster = new ArrayList<>(lists(List.of()));
    cluster.add(pod("thief", false, "10.1.0.5"));
    cluster.add(pod("victim", false, "10.1.0.9"));
    cluster.add(links(link(7, "10.1.0.5"), link(8, "10.1.0.9")));
    new TestLoop(kernel).turn(cluster);

    cluster.add(links(link(7, "10.1.0.9"), link(8, "10.1.0.9")));
    TestLoop.policedOnTheWire(kernel, wire).turn(cluster);
    assertThat(localPods()).containsExactly("10.1.0.5 7", "10.1.0.9 8");
  }

  @Test
  void aRestartWritesNothingThatIsRight() {
    List<ClusterEvent> all =
        lists(
            List.of(
                uplink(),
                changed(service("web", "10.96.0.1", "TCP", 30080)),
                links(link(7, "10.1.0.5"))));
    agent.turn(all);
    int before = wire.operations();
    TestLoop.onTheWire(kernel, wire).turn(all);
    assertThat(wire.operations()).isEqualTo(before);
  }

  @Test
  void aRepeatedEventWritesNothing() {
    begin(changed(service("web", "10.96.0.1", "TCP", 0)));
    agent.turn(List.of(node("node-b", "192.168.0.2")));
    int before = wire.operations();
    agent.turn(
        List.of(node("node-b", "192.168.0.2"), changed(service("web", "10.96.0.1", "TCP", 0))));
    assertThat(wire.operations()).isEqualTo(before);
  }

  @Test
  void whatAMapRefusesIsTriedAgain() {
    begin();
    wire.addresses.broken = true;
    agent.turn(List.of(changed(service("web", "10.96.0.1", "TCP", 0))));
    assertThat(addresses()).doesNotContainKey("10.96.0.1");
    wire.addresses.broken = false;
    agent.turnAfter(Duration.ofSeconds(6));
    assertThat(addresses()).containsEntry("10.96.0.1", SERVICE_ADDRESS_CLUSTER_IP);
  }
}
