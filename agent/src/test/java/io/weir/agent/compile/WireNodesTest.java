package io.weir.agent.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.MacAddress;
import io.weir.agent.model.Neighbour;
import io.weir.agent.model.PeerNode;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.MacKey;
import io.weir.bpf.abi.NextHop;
import io.weir.bpf.abi.WireNode;
import io.weir.values.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WireNodesTest {
  private static final String OWN = "node-a";

  /** Two names with one number: FNV-1a, found by trying. */
  private static final String TWIN_FIRST = "node-522789";

  private static final String TWIN_SECOND = "node-739192";

  private static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  private static Address abi(String text) {
    return AbiAddress.of(ip(text));
  }

  private static List<IpAddress> ips(String texts) {
    return Stream.of(texts.split(" ")).filter(t -> !t.isEmpty()).map(WireNodesTest::ip).toList();
  }

  private static PeerNode node(String name, String internal, String external) {
    return new PeerNode(name, ips(internal), ips(external));
  }

  private static Neighbour neighbour(String address, int ifindex, long mac) {
    return new Neighbour(ip(address), ifindex, new MacAddress(mac), new MacAddress(100 + ifindex));
  }

  private static WireNodes of(List<PeerNode> nodes, Neighbour... neighbours) {
    return WireNodes.of(nodes, OWN, List.of(neighbours));
  }

  @Test
  void tunnelsLeadToTheFirstInternalAddressOfEachFamilyAndComeFromEveryOne() {
    WireNodes wire =
        of(List.of(node("b", "fd00::2 10.0.0.2 10.0.0.3", "192.0.2.2"), node(OWN, "10.0.0.1", "")));
    int b = NodeId.of("b");
    assertThat(wire.nodes()).isEqualTo(Map.of(b, new WireNode(abi("10.0.0.2"), abi("fd00::2"))));
    assertThat(wire.peers())
        .as("whoever could send from an ExternalIP or as this node is no peer")
        .isEqualTo(Map.of(abi("10.0.0.2"), b, abi("10.0.0.3"), b, abi("fd00::2"), b));
  }

  @Test
  void nodePortsAnswerAtThePrimaryAddressOfEachFamily() {
    assertThat(of(List.of(node("b", "10.0.0.2 10.0.0.3", "192.0.2.2 2001:db8::2"))).addresses())
        .as("the InternalIP, and for lack of one the ExternalIP")
        .containsExactlyInAnyOrder(ip("10.0.0.2"), ip("2001:db8::2"));
  }

  @Test
  void aNodeWithoutAnInternalAddressOfAFamilyHasNoneThere() {
    WireNodes wire = of(List.of(node("b", "", "192.0.2.2")));
    assertThat(wire.nodes())
        .isEqualTo(Map.of(NodeId.of("b"), new WireNode(AbiAddress.NONE, AbiAddress.NONE)));
    assertThat(wire.peers()).isEmpty();
  }

  @Test
  void ofTwoNodesWithOneNumberTheFirstByNameStaysAndTheOtherIsAFault() {
    assertThat(NodeId.of(TWIN_FIRST)).isEqualTo(NodeId.of(TWIN_SECOND));
    WireNodes wire =
        of(List.of(node(TWIN_SECOND, "10.0.0.3", ""), node(TWIN_FIRST, "10.0.0.2", "")));
    assertThat(wire.nodes().values())
        .containsExactly(new WireNode(abi("10.0.0.2"), AbiAddress.NONE));
    assertThat(wire.peers().keySet()).containsExactly(abi("10.0.0.2"));
    assertThat(wire.faults()).hasSize(1);
    assertThat(wire.faults().getFirst().toString()).contains(TWIN_SECOND, TWIN_FIRST);
    assertThat(of(List.of(node("b", "10.0.0.2", ""), node("c", "10.0.0.3", ""))).faults())
        .isEmpty();
  }

  @Test
  void anAddressOfTwoNodesIsThatOfTheFirstByName() {
    assertThat(of(List.of(node("c", "10.0.0.2", ""), node("b", "10.0.0.2", ""))).peers())
        .isEqualTo(Map.of(abi("10.0.0.2"), NodeId.of("b")));
  }

  @Test
  void aNeighbourIsReachedByIpv4AndForLackOfItByIpv6() {
    List<PeerNode> nodes =
        List.of(node("b", "fd00::2 10.0.0.2", ""), node("c", "10.0.0.3 fd00::3", ""));
    WireNodes wire =
        of(
            nodes,
            neighbour("fd00::2", 3, 0x26),
            neighbour("10.0.0.2", 2, 0x24),
            neighbour("fd00::3", 3, 0x36),
            neighbour("10.0.0.77", 2, 0x77));
    assertThat(wire.nextHops())
        .isEqualTo(
            Map.of(
                NodeId.of("b"), new NextHop(2, 102, 0x24),
                NodeId.of("c"), new NextHop(3, 103, 0x36)));
    assertThat(wire.neighbours())
        .as("every MAC that a node sends from; none of another host")
        .isEqualTo(
            Map.of(
                new MacKey(0x24), NodeId.of("b"),
                new MacKey(0x26), NodeId.of("b"),
                new MacKey(0x36), NodeId.of("c")));
  }

  @Test
  void secondaryAddressesDoNotMakeANeighbour() {
    assertThat(of(List.of(node("b", "10.0.0.2 10.0.0.3", "")), neighbour("10.0.0.3", 2, 9)))
        .satisfies(wire -> assertThat(wire.nextHops()).isEmpty())
        .satisfies(wire -> assertThat(wire.neighbours()).isEmpty());
  }

  @Test
  void aRouterThatAnswersForSeveralNodesIsNone() {
    WireNodes wire =
        of(
            List.of(
                node("b", "10.0.0.2", ""), node("c", "10.0.0.3", ""), node("d", "10.0.0.4", "")),
            neighbour("10.0.0.2", 2, 0x99),
            neighbour("10.0.0.3", 2, 0x99),
            neighbour("10.0.0.4", 2, 0x40));
    assertThat(wire.nextHops().keySet()).containsExactly(NodeId.of("d"));
    assertThat(wire.neighbours().keySet()).containsExactly(new MacKey(0x40));
  }

  @Test
  void ofAnAddressOnTwoLinksTheLowerInterfaceIsTaken() {
    for (List<Neighbour> order :
        List.of(
            List.of(neighbour("10.0.0.2", 5, 7), neighbour("10.0.0.2", 4, 6)),
            List.of(neighbour("10.0.0.2", 4, 6), neighbour("10.0.0.2", 5, 7)))) {
      assertThat(WireNodes.of(List.of(node("b", "10.0.0.2", "")), OWN, order).nextHops().values())
          .containsExactly(new NextHop(4, 104, 6));
    }
  }
}
