package io.weir.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.ServiceFacts;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The oddest objects that a real API server lets in are read whole and stop nothing. */
@Tag("kube")
@Timeout(300)
@ExtendWith(SharedControlPlane.class)
class OddObjectsKubeIT {
  private static final String OF_WEB = "{kubernetes.io/service-name: web}";

  private Api api;
  private Space space;
  private Watching watching;
  private Mirror seen;

  @BeforeEach
  void begin(ControlPlane plane) throws IOException {
    api = new Api(plane.kubeconfig());
    space = new Space(api);
    watching = Watching.with(plane.kubeconfig());
    seen = watching.seen;
    seen.awaitSynced();
  }

  @AfterEach
  void end() {
    watching.close();
    api.close();
  }

  @Test
  void slicesAtTheLimitsOfTheApi() throws IOException {
    String thousand =
        IntStream.range(0, 1000)
            .mapToObj(i -> "{addresses: [10.%d.%d.1]}".formatted(i / 250, i % 250))
            .collect(Collectors.joining(", "));
    space.slice("full", OF_WEB, "addressType: IPv4, endpoints: [" + thousand + "]");
    space.slice("names", OF_WEB, "addressType: FQDN, endpoints: [{addresses: [a.example]}]");
    space.slice("orphan", "{}", "addressType: IPv6, endpoints: [{addresses: [\"fd00::1\"]}]");
    space.slice("empty", OF_WEB, "addressType: IPv4, endpoints: []");
    space.slice(
        "any-port", OF_WEB, "addressType: IPv4, endpoints: [], ports: [{name: web, port: null}]");

    seen.await("the last one", s -> s.slice(space.name("any-port")).isPresent());
    assertThat(slice("full").endpoints()).hasSize(1000);
    assertThat(slice("full").ports()).isEmpty();
    assertThat(slice("names").addressType()).isEqualTo("FQDN");
    assertThat(slice("orphan").service()).isEmpty();
    assertThat(slice("empty").endpoints()).isEmpty();
    assertThat(slice("any-port").ports()).extracting(EndpointSliceFacts.Port::port).containsOnly(0);
    assertThat(watching.status(Kind.ENDPOINT_SLICE).skipped()).isZero();
  }

  @Test
  void servicesAtTheLimitsOfTheApi() throws IOException {
    String longest = "s".repeat(63);
    String ports =
        IntStream.rangeClosed(1, 100)
            .mapToObj(i -> "{name: p%d, port: %d, protocol: SCTP}".formatted(i, i))
            .collect(Collectors.joining(", "));
    space.service(longest, "{ports: [" + ports + ", {name: last, port: 65535}]}");
    space.service("outside", "{type: ExternalName, externalName: example.org}");
    space.service("silent", "{type: NodePort, ports: [{port: 53, protocol: UDP}]}");
    api.merge(
        space.services("silent"),
        "{\"metadata\":{\"annotations\":{\"note\":\"" + "é\\\"".repeat(60_000) + "\"}}}");
    space.service("last", "{ports: [{port: 80}]}");

    seen.await("the last one", s -> s.service(space.name("last")).isPresent());
    assertThat(service(longest).ports()).hasSize(101);
    assertThat(service("outside").type()).isEqualTo("ExternalName");
    assertThat(service("outside").clusterIp()).isEmpty();
    assertThat(service("silent").ports().getFirst().nodePort()).isPositive();
    assertThat(watching.status(Kind.SERVICE).skipped()).isZero();
    assertThat(watching.status(Kind.SERVICE).garbage()).isZero();
  }

  private EndpointSliceFacts slice(String name) {
    return seen.slice(space.name(name)).orElseThrow();
  }

  private ServiceFacts service(String name) {
    return seen.service(space.name(name)).orElseThrow();
  }
}
