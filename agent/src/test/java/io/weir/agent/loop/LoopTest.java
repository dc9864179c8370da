package io.weir.agent.loop;

import static io.weir.agent.loop.Cluster.changed;
import static io.weir.agent.loop.Cluster.lists;
import static io.weir.agent.loop.Cluster.pods;
import static io.weir.agent.loop.Cluster.service;
import static io.weir.agent.loop.Cluster.slice;
import static io.weir.agent.loop.Cluster.sliceGone;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.maps.MemoryKernel;
import io.weir.agent.model.ClusterEvent;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.Slot;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoopTest {
  private final MemoryKernel kernel = new MemoryKernel(64, 256);
  private final TestLoop agent = new TestLoop(kernel);

  @Test
  void nothingIsWrittenBeforeEveryKindWasListed() {
    List<ClusterEvent> all =
        lists(
            List.of(
                changed(service("web", "10.96.0.1", "TCP", 0)), slice("web", "TCP", pods(0, 2))));
    agent.turn(all.subList(0, all.size() - 1));
    assertThat(kernel.operations()).isZero();

    agent.turn(all.subList(all.size() - 1, all.size()));
    assertThat(backends("10.96.0.1", 6)).containsExactly("10.1.0.1:8080", "10.1.0.2:8080");
  }

  @Test
  void aChangedSliceWritesAFreshRangeAndFlipsTheFrontendOnly() {
    agent.turn(
        lists(
            List.of(
                changed(service("web", "10.96.0.1", "TCP", 0)), slice("web", "TCP", pods(0, 3)))));
    int base = frontend("10.96.0.1", 6).slotBase();
    int before = kernel.operations();

    agent.turn(List.of(slice("web", "TCP", pods(1, 3))));

    assertThat(frontend("10.96.0.1", 6).slotBase()).isNotEqualTo(base);
    assertThat(backends("10.96.0.1", 6))
        .containsExactly("10.1.0.2:8080", "10.1.0.3:8080", "10.1.0.4:8080");
    assertThat(kernel.operations() - before).as("three slots and one frontend").isEqualTo(4);
  }

  @Test
  void aRepeatedEventWritesNothing() {
    List<ClusterEvent> all =
        lists(
            List.of(
                changed(service("web", "10.96.0.1", "TCP", 0)), slice("web", "TCP", pods(0, 3))));
    agent.turn(all);
    int before = kernel.operations();

    agent.turn(all);

    assertThat(kernel.operations()).isEqualTo(before);
  }

  @Test
  void aRestartWritesNothingThatIsRightAndRemovesWhatIsGone() {
    List<ClusterEvent> web =
        List.of(
            changed(service("web", "10.96.0.1", "TCP", 30080)), slice("web", "TCP", pods(0, 3)));
    List<ClusterEvent> both = new ArrayList<>(web);
    both.add(changed(service("dns", "10.96.0.2", "UDP", 0)));
    both.add(slice("dns", "UDP", pods(9, 2)));
    agent.turn(lists(both));
    Frontend before = frontend("10.96.0.1", 6);
    int operations = kernel.operations();

    TestLoop restarted = new TestLoop(kernel);
    restarted.turn(lists(web));

    assertThat(frontend("10.96.0.1", 6)).isEqualTo(before);
    assertThat(kernel.frontends.entries).hasSize(1);
    assertThat(kernel.members.entries).isEmpty();
    assertThat(kernel.operations() - operations)
        .as("one frontend and two members deleted")
        .isEqualTo(3);
  }

  @Test
  void aServiceThatLosesItsSlicesIsRefusedAndThenForgotten() {
    agent.turn(
        lists(
            List.of(
                changed(service("web", "10.96.0.1", "TCP", 0)), slice("web", "TCP", pods(0, 1)))));

    agent.turn(List.of(sliceGone("web")));
    assertThat(frontend("10.96.0.1", 6).clusterCount()).isZero();
    assertThat(frontend("10.96.0.1", 6).flags()).isZero();

    agent.turn(List.of(new ClusterEvent.ServiceDeleted(Cluster.name("web"))));
    assertThat(kernel.frontends.entries).isEmpty();
  }

  @Test
  void aFullMapNamesTheServiceAndOthersGoOn() {
    MemoryKernel small = new MemoryKernel(2, 256);
    TestLoop agent = new TestLoop(small);
    List<ClusterEvent> three = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      three.add(changed(service("s" + i, "10.96.0." + i, "TCP", 0)));
    }

    agent.turn(lists(three));

    assertThat(small.frontends.entries).hasSize(2);
    assertThat(agent.warnings).hasSize(1);
    assertThat(agent.warnings.getFirst())
        .contains("ProgrammingFailed", "map frontends is full", "shop/s");

    agent.turn(
        List.of(
            new ClusterEvent.ServiceDeleted(Cluster.name("s1")),
            new ClusterEvent.ServiceDeleted(Cluster.name("s2"))));
    agent.turn(List.of(changed(service("s4", "10.96.0.4", "TCP", 0))));
    assertThat(small.frontends.entries.keySet())
        .as("the one that found no room has it now")
        .contains(key("10.96.0.3", 6), key("10.96.0.4", 6));
  }

  @Test
  void whenSlotsRunOutTheLastGoodBackendsStay() {
    MemoryKernel small = new MemoryKernel(64, 8);
    TestLoop agent = new TestLoop(small);
    agent.turn(
        lists(
            List.of(
                changed(service("web", "10.96.0.1", "TCP", 0)), slice("web", "TCP", pods(0, 4)))));
    Map<String, String> before = small.behaviour();

    agent.turn(List.of(slice("web", "TCP", pods(0, 6))));

    assertThat(small.behaviour()).isEqualTo(before);
    assertThat(agent.warnings.getFirst()).contains("map slots is full", "maps.slots");
  }

  @Test
  void whenSlotsRunOutWhileNoAgentRunsTheLastGoodBackendsStay() {
    MemoryKernel small = new MemoryKernel(64, 8);
    new TestLoop(small)
        .turn(
            lists(
                List.of(
                    changed(service("web", "10.96.0.1", "TCP", 0)),
                    slice("web", "TCP", pods(0, 4)))));
    Map<String, String> before = small.behaviour();

    new TestLoop(small)
        .turn(
            lists(
                List.of(
                    changed(service("web", "10.96.0.1", "TCP", 0)),
                    slice("web", "TCP", pods(0, 6)))));

    assertThat(small.behaviour()).isEqualTo(before);
  }

  @Test
  void aKernelThatFailsIsTriedAgain() {
    kernel.frontends.broken = true;
    agent.turn(
        lists(
            List.of(
                changed(service("web", "10.96.0.1", "TCP", 0)), slice("web", "TCP", pods(0, 1)))));
    assertThat(kernel.frontends.entries).isEmpty();

    kernel.frontends.broken = false;
    agent.turn(
        List.of(slice("other", "TCP", pods(3, 1)), changed(service("x", "10.96.0.9", "TCP", 0))));

    assertThat(kernel.frontends.entries).containsKeys(key("10.96.0.1", 6), key("10.96.0.9", 6));
  }

  @Test
  void theApiServersOwnServiceNeverLosesItsBackends() {
    ObjectName kubernetes = new ObjectName("default", "kubernetes");
    agent.turn(lists(KubernetesService.events(kubernetes, "172.30.0.1")));
    Map<String, String> before = kernel.behaviour();

    agent.turn(List.of(new ClusterEvent.SliceDeleted(kubernetes)));
    agent.turn(List.of(new ClusterEvent.ServiceDeleted(kubernetes)));

    assertThat(before).isNotEmpty();
    assertThat(kernel.behaviour()).isEqualTo(before);
  }

  @Test
  void aFrontendMovesToTheNextClaimantWhenItsOwnerGoes() {
    agent.turn(
        lists(
            List.of(
                changed(service("first", "10.96.0.1", "TCP", 0, List.of("198.51.100.7"))),
                changed(service("second", "10.96.0.2", "TCP", 0, List.of("198.51.100.7"))),
                slice("first", "TCP", pods(0, 1)),
                slice("second", "TCP", pods(5, 1)))));
    assertThat(backends("198.51.100.7", 6)).containsExactly("10.1.0.1:8080");
    assertThat(agent.warnings).anyMatch(w -> w.contains("FrontendConflict"));

    agent.turn(List.of(new ClusterEvent.ServiceDeleted(Cluster.name("first"))));

    assertThat(backends("198.51.100.7", 6)).containsExactly("10.1.0.6:8080");
  }

  @Test
  void udpBackendsThatGoAskForTheirSocketsToBeCut() {
    agent.turn(
        lists(
            List.of(
                changed(service("dns", "10.96.0.1", "UDP", 0)), slice("dns", "UDP", pods(0, 2)))));
    int before = agent.cuts;

    agent.turn(List.of(slice("dns", "UDP", pods(0, 3))));
    assertThat(agent.cuts).as("one came, none went").isEqualTo(before);

    agent.turn(List.of(slice("dns", "UDP", pods(1, 2))));
    assertThat(agent.cuts).isEqualTo(before + 1);
  }

  @Test
  void objectsFullOfNonsenseAreCountedAndTheRestGoesOn() {
    agent.turn(
        lists(
            List.of(
                changed(service("bad", "not-an-address", "XYZ", 70000)),
                slice("web", "TCP", "10.1.0.1", "::gg", "300.1.1.1", ""),
                changed(service("web", "10.96.0.1", "TCP", 0)))));

    assertThat(backends("10.96.0.1", 6)).containsExactly("10.1.0.1:8080");
  }

  private Frontend frontend(String address, int protocol) {
    return kernel.frontends.entries.get(key(address, protocol));
  }

  private static FrontendKey key(String address, int protocol) {
    return new FrontendKey(AbiAddress.of(IpAddress.parse(address).orElseThrow()), 80, protocol);
  }

  private List<String> backends(String address, int protocol) {
    Frontend f = frontend(address, protocol);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < f.clusterCount(); i++) {
      Slot slot = kernel.slots.get(f.slotBase() + i);
      found.add(AbiAddress.toIp(slot.address()) + ":" + slot.port());
    }
    return found;
  }
}
