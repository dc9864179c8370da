package io.weir.agent.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.Tuple;
import io.weir.service.model.ExternalMode;
import io.weir.values.Family;
import io.weir.values.Protocol;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Nodes that each have their own backends last in their slots, and choose apart. */
class WireChoiceProperties {
  private static final int FLOWS = 200;

  @Provide
  Arbitrary<SpreadService> services() {
    return Combinators.combine(
            Arbitraries.of(Family.class),
            Arbitraries.of(Protocol.TCP, Protocol.UDP),
            Arbitraries.of(ExternalMode.class),
            Arbitraries.of(0, 10_800))
        .as(SpreadService::new);
  }

  @Property(tries = 50)
  void everyNodeChoosesTheSameBackend(
      @ForAll("services") SpreadService service, @ForAll long seed) {
    Random random = new Random(seed);
    List<WireChoice> nodes = SpreadService.NODES.stream().map(service::choice).toList();
    Set<Address> seen = new HashSet<>();
    for (int i = 0; i < FLOWS; i++) {
      Tuple tuple = service.tuple(random);
      Set<Address> chosen = new HashSet<>();
      nodes.forEach(node -> chosen.add(node.choose(tuple, false, false).address()));

      assertThat(chosen).as("%s", tuple).hasSize(1);
      seen.addAll(chosen);
    }
    assertThat(seen).as("backends, of which most are chosen").hasSizeGreaterThan(6);
  }

  /** By DSR in the link layer nobody says which backend it is. */
  @Property(tries = 50)
  void theNodeThatIsHandedAPacketChoosesTheBackendThatTheOtherMeant(
      @ForAll("services") SpreadService service, @ForAll long seed) {
    Random random = new Random(seed);
    WireChoice first = service.choice("node1");
    Map<Integer, WireChoice> nodes =
        SpreadService.NODES.stream().collect(Collectors.toMap(NodeId::of, service::choice));
    for (int i = 0; i < FLOWS; i++) {
      Tuple tuple = service.tuple(random);
      Slot meant = first.choose(tuple, false, false);
      if (meant.node() != NodeId.NONE) {
        assertThat(nodes.get(meant.node()).choose(tuple, true, true).address())
            .isEqualTo(meant.address());
      }
    }
  }
}
