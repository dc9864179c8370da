package io.weir.agent.loop;

import static io.weir.agent.loop.Cluster.NODE;
import static io.weir.agent.loop.Cluster.changed;
import static io.weir.agent.loop.Cluster.lists;
import static io.weir.agent.loop.Cluster.name;
import static io.weir.agent.loop.Cluster.service;
import static io.weir.agent.loop.Cluster.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.maps.MemoryKernel;
import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.HealthCheck;
import io.weir.agent.model.HealthChecks;
import io.weir.agent.model.OwnNode;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.ServiceFacts;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which health checks load balancers are to find, as the loop tells them. */
class HealthCheckSyncTest {
  private static final IpAddress ADDRESS = IpAddress.parse("192.168.0.1").orElseThrow();

  private final MemoryKernel kernel = new MemoryKernel(64, 256);
  private final TestLoop agent = new TestLoop(kernel);

  @Test
  void endpointsAreCountedByAddressOverAllPortsInEachFamily() {
    agent.turn(
        lists(
            List.of(
                balancer("Local", 31_000),
                webSlice(4, ready("10.1.0.1"), ready("10.1.0.2"), elsewhere("10.1.0.3")),
                webSlice(6, ready("fd00::1")))));

    assertThat(last())
        .isEqualTo(
            new HealthChecks(
                Set.of(ADDRESS),
                Map.of(
                    name("web"),
                    List.of(
                        new HealthCheck(Family.IPV4, "uid-web", 31_000, 2),
                        new HealthCheck(Family.IPV6, "uid-web", 31_000, 1)))));
  }

  @Test
  void endpointsThatServeButAreNotReadyDoNotCount() {
    agent.turn(
        lists(
            List.of(
                balancer("Local", 31_000),
                webSlice(
                    4,
                    new EndpointSliceFacts.Endpoint(
                        "10.1.0.1", false, true, true, NODE, List.of(), List.of()),
                    new EndpointSliceFacts.Endpoint(
                        "10.1.0.2", false, true, false, NODE, List.of(), List.of())))));

    assertThat(checks()).extracting(HealthCheck::localReady).containsExactly(0, 0);
  }

  @Test
  void aServiceWithoutSlicesCountsNone() {
    agent.turn(lists(List.of(balancer("Local", 31_000))));

    assertThat(checks()).extracting(HealthCheck::localReady).containsExactly(0, 0);
  }

  @Test
  void theCheckFollowsThePolicyThePortAndTheService() {
    agent.turn(lists(List.of(balancer("Local", 31_000))));
    agent.turn(List.of(balancer("Cluster", 0)));
    assertThat(checks()).isEmpty();
    agent.turn(List.of(balancer("Local", 31_000)));
    assertThat(checks()).hasSize(2);
    agent.turn(List.of(balancer("Local", 31_001)));
    assertThat(checks()).extracting(HealthCheck::port).containsExactly(31_001, 31_001);
    agent.turn(List.of(new ClusterEvent.ServiceDeleted(name("web"))));
    assertThat(checks()).isEmpty();
    assertThat(agent.healthChecks).hasSize(5);
  }

  @Test
  void onlyServicesOfTheRoundAreTold() {
    agent.turn(
        lists(
            List.of(balancer("Local", 31_000), changed(service("other", "10.96.0.9", "TCP", 0)))));
    assertThat(agent.healthChecks).hasSize(1);

    agent.turn(List.of(slice("other", "TCP", "10.1.0.7")));
    agent.turn(List.of());

    assertThat(agent.healthChecks).hasSize(1);
  }

  @Test
  void aClusterWithoutHealthChecksIsToldNothing() {
    agent.turn(lists(List.of(changed(service("other", "10.96.0.9", "TCP", 0)))));
    agent.turn(List.of(node("192.168.0.2")));

    assertThat(agent.healthChecks).isEmpty();
  }

  @Test
  void otherAddressesOfTheNodeAreTold() {
    agent.turn(lists(List.of(balancer("Local", 31_000))));
    agent.turn(List.of(node("192.168.0.2", "fd00::a")));

    assertThat(last().addresses())
        .extracting(IpAddress::toString)
        .containsExactlyInAnyOrder("192.168.0.2", "fd00::a");
  }

  @Test
  void nothingChangesUntilTheMapsHoldTheService() {
    agent.turn(lists(List.of(balancer("Local", 31_000), webSlice(4, ready("10.1.0.1")))));
    assertThat(checks().getFirst().localReady()).isEqualTo(1);

    kernel.frontends.broken = true;
    agent.turn(List.of(webSlice(4, ready("10.1.0.1"), ready("10.1.0.2"))));
    assertThat(agent.healthChecks).hasSize(1);

    kernel.frontends.broken = false;
    agent.turnAfter(Duration.ofSeconds(6));
    assertThat(checks().getFirst().localReady()).isEqualTo(2);
  }

  private HealthChecks last() {
    return agent.healthChecks.getLast();
  }

  private List<HealthCheck> checks() {
    return last().services().get(name("web"));
  }

  private static ClusterEvent node(String... addresses) {
    List<IpAddress> parsed =
        Stream.of(addresses).map(a -> IpAddress.parse(a).orElseThrow()).toList();
    return changed(new OwnNode(new NodeFacts(NODE, "", parsed), false, false));
  }

  /** Of two ports and both families. */
  private static ClusterEvent balancer(String policy, int port) {
    return changed(
        new ServiceFacts(
            name("web"),
            "uid-web",
            1,
            "LoadBalancer",
            "10.96.0.1",
            List.of("10.96.0.1", "fd00:96::1"),
            List.of("IPv4", "IPv6"),
            List.of(
                new ServiceFacts.Port("main", "TCP", 80, 30_080),
                new ServiceFacts.Port("tls", "TCP", 443, 30_443)),
            List.of(),
            List.of(),
            List.of(),
            "Cluster",
            policy,
            "None",
            0,
            port,
            ServiceFacts.Annotations.NONE));
  }

  private static ClusterEvent webSlice(int family, EndpointSliceFacts.Endpoint... endpoints) {
    return new ClusterEvent.SliceChanged(
        new EndpointSliceFacts(
            name("web-" + family),
            "web",
            "IPv" + family,
            "1",
            List.of(
                new EndpointSliceFacts.Port("main", "TCP", 8080),
                new EndpointSliceFacts.Port("tls", "TCP", 8443)),
            Arrays.asList(endpoints),
            ""));
  }

  private static EndpointSliceFacts.Endpoint ready(String address) {
    return new EndpointSliceFacts.Endpoint(address, true, true, false, NODE, List.of(), List.of());
  }

  private static EndpointSliceFacts.Endpoint elsewhere(String address) {
    return new EndpointSliceFacts.Endpoint(
        address, true, true, false, "node-b", List.of(), List.of());
  }
}
