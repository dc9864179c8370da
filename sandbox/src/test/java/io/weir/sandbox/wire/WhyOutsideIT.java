package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.observe.FlowRow;
import io.weir.agent.observe.WhyAnswer;
import io.weir.agent.observe.WhyAnswer.Outcome;
import io.weir.agent.observe.Wire;
import io.weir.sandbox.api.ApiOptions;
import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.demo.Answer;
import io.weir.sandbox.demo.ClientProcess;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.PodNetwork;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import io.weir.values.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code weir service why --from ADDRESS:PORT} foretells for a client outside what the programs do
 * with its packets, and {@code weir ct get} tells the same of them afterwards.
 */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
final class WhyOutsideIT {
  private static final int FIRST_OWN_PORT = 12_000;
  private static final int PORTS_EACH = 3;
  private static final int REPLICAS = 6;
  private static final List<Frontend> EXTERNAL =
      List.of(Frontend.NODE_PORT, Frontend.EXTERNAL_IP, Frontend.VIP);
  private static final String PODS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: many, namespace: default}
      spec:
        replicas: 6
        selector: {matchLabels: {app: many}}
        template:
          metadata: {labels: {app: many}}
          spec: {containers: [{name: c, image: none, ports: [{containerPort: 8080},
            {containerPort: 8080, protocol: UDP}]}]}
      """;

  private Cluster cluster;
  private Services services;
  private ClientProcess client;
  private Cli node1;
  private final Map<String, String> podOf = new HashMap<>();
  private int asked;

  @BeforeAll
  void up() {
    cluster = Cluster.up(new SandboxUp.Wish("whyit", 3, PodNetwork.ROUTED, Families.DUAL, true));
    services = new Services(cluster);
    node1 = new Cli(cluster, "node1");
    ApiOptions.defaults().serviceCidrs().forEach(cidr -> cluster.fromOutside(cidr, "node1"));
    cluster.api().apply(PODS);
    cluster.pod("s2", "node2", Services.TARGET_PORT);
    String many = Cluster.selector("many");
    for (Mode mode : Mode.values()) {
      services.add(mode.annotation, mode, many);
    }
    services.add("sticky", Mode.FORWARD, "sessionAffinity: ClientIP, " + many);
    services.add("near", Mode.FORWARD, "externalTrafficPolicy: Local, " + many);
    services.add("far", Mode.FORWARD, "externalTrafficPolicy: Local, " + Cluster.selector("s2"));
    services.add("none", Mode.FORWARD, Cluster.selector("nobody"));
    services.add(
        "guarded",
        Mode.FORWARD,
        "loadBalancerSourceRanges: [203.0.113.0/24, \"2001:db8:77::/64\"], " + many);
    client = ClientProcess.start(cluster.sandbox(), "outside").ready();
    settle();
  }

  @AfterAll
  void down() {
    if (client != null) {
      client.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  /** Until the agent has every pod and every Service, and the kernel what it has. */
  private void settle() {
    for (String service : List.of("snat", "sticky", "near", "far", "guarded")) {
      for (Family family : Family.values()) {
        Way way = new Way(service, Frontend.CLUSTER_IP, family, Protocol.UDP, 0);
        int pods = service.equals("far") ? 1 : REPLICAS;
        Cluster.eventually(
            () -> String.valueOf(why(way).chosen().size()), String.valueOf(pods)::equals);
      }
    }
    Cluster.eventually(
        () -> String.valueOf(send(way("snat", Frontend.VIP))), c -> c.startsWith("ok"));
    for (var pod : cluster.api().get("/api/v1/namespaces/default/pods").path("items")) {
      pod.at("/status/podIPs")
          .forEach(ip -> podOf.put(ip.path("ip").asString(), pod.at("/metadata/name").asString()));
    }
  }

  /** One client's port to one address of one Service; port 0: the question leaves it open. */
  private record Way(
      String service, Frontend frontend, Family family, Protocol protocol, int ownPort) {
    private String protocolName() {
      return protocol.name().toLowerCase(Locale.ROOT);
    }
  }

  private Way way(String service, Frontend frontend) {
    return new Way(service, frontend, Family.IPV4, Protocol.TCP, FIRST_OWN_PORT + asked++);
  }

  private L4Address from(Way way) {
    IpAddress address = cluster.sandbox().blueprint().outsideAddress(way.family());
    return new L4Address(address, way.ownPort());
  }

  private L4Address target(Way way) {
    Hops.Target at = services.target(way.service(), way.frontend(), way.family());
    return new L4Address(at.address(), at.port());
  }

  private WhyAnswer why(Way way) {
    return why(target(way) + "/" + way.protocolName(), way);
  }

  private WhyAnswer why(String target, Way way) {
    String address = cluster.sandbox().blueprint().outsideAddress(way.family()).toString();
    return Wire.JSON.treeToValue(
        node1.json(
            "service",
            "why",
            target,
            "--from",
            way.ownPort() == 0 ? address : from(way).toString()),
        WhyAnswer.class);
  }

  private String send(Way way) {
    L4Address target = target(way);
    return client.ask(
        "%s %s %d %d"
            .formatted(way.protocolName(), target.address(), target.port(), way.ownPort()));
  }

  private List<Way> ways(String service, List<Frontend> frontends) {
    List<Way> ways = new ArrayList<>();
    for (Frontend frontend : frontends) {
      for (Family family : Family.values()) {
        for (Protocol protocol : List.of(Protocol.TCP, Protocol.UDP)) {
          for (int i = 0; i < PORTS_EACH; i++) {
            ways.add(new Way(service, frontend, family, protocol, FIRST_OWN_PORT + asked++));
          }
        }
      }
    }
    return ways;
  }

  static Stream<String> served() {
    return Stream.concat(
        Stream.of(Mode.values()).map(mode -> mode.annotation), Stream.of("sticky", "near"));
  }

  /** What was foretold of the backend and of whom it sees, against what came. */
  @ParameterizedTest
  @MethodSource("served")
  void theBackendIsForetold(String service) {
    List<String> wrong = new ArrayList<>();
    for (Way way : ways(service, EXTERNAL)) {
      WhyAnswer before = why(way);
      assertThat(before.outcome()).as("%s: %s", way, before).isEqualTo(Outcome.TRANSLATED);
      assertThat(before.chosen()).as("%s: %s", way, before).hasSize(1);
      WhyAnswer.Way told = before.ways().getFirst();
      String came = send(way);
      if (!came.startsWith("ok") || !came(came).equals(foretold(told))) {
        wrong.add(way + "\n  foretold " + told + "\n  came     " + came);
      } else {
        knownAfterwards(way, told);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private String foretold(WhyAnswer.Way told) {
    return podOf(told.backend()) + " sees " + told.seenAs();
  }

  private static String came(String line) {
    Answer answer = Answer.of(line);
    return answer.pod() + " sees " + answer.clientAddress();
  }

  private String podOf(String backend) {
    String address = backend.substring(0, backend.lastIndexOf(':'));
    return podOf.get(address.replaceAll("[\\[\\]]", ""));
  }

  /** Of UDP it is the flow that the next packet belongs to; a TCP connection is over by then. */
  private void knownAfterwards(Way way, WhyAnswer.Way told) {
    FlowRow.Translated flow = flow(way);
    assertThat(List.of(flow.backend().text(), flow.mode(), flow.path()))
        .as("weir ct get: %s", way)
        .isEqualTo(List.of(told.backend(), told.mode(), told.path()));
    if (way.protocol() == Protocol.UDP) {
      WhyAnswer after = why(way);
      assertThat(after.steps())
          .as("%s", way)
          .anyMatch(s -> s.rule().equals("flow") && s.outcome().startsWith("known"));
      assertThat(after.ways().getFirst().backend()).isEqualTo(told.backend());
      assertThat(after.ways().getFirst().mode()).isEqualTo(told.mode());
    }
  }

  private FlowRow.Translated flow(Way way) {
    List<FlowRow> rows =
        Wire.items(
            node1.json("ct", "get", from(way).toString(), target(way) + "/" + way.protocolName()),
            FlowRow.class);
    assertThat(rows).as("flows of %s", way).hasSize(1);
    FlowRow row = rows.getFirst();
    assertThat(row.wire().orElseThrow().service()).startsWith("default/" + way.service() + ":");
    return row.wire().orElseThrow();
  }

  @Test
  void withoutAPortItIsOneOfThoseThatArePossible() {
    for (Mode mode : Mode.values()) {
      for (Way way : ways(mode.annotation, List.of(Frontend.CLUSTER_IP, Frontend.VIP))) {
        WhyAnswer any =
            why(new Way(way.service(), way.frontend(), way.family(), way.protocol(), 0));
        String came = send(way);
        assertThat(any.chosen()).as("%s", way).hasSize(REPLICAS);
        assertThat(any.ways().stream().map(this::foretold).toList())
            .as("%s: %s", way, came)
            .contains(came(came));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "none, VIP, REFUSED, refused",
    "none, NODE_PORT, REFUSED, refused",
    "far, VIP, NO_LOCAL, timeout",
    "far, NODE_PORT, NO_LOCAL, timeout",
    "far, CLUSTER_IP, TRANSLATED, ok",
    "guarded, VIP, SOURCE_DENIED, timeout",
    "guarded, NODE_PORT, TRANSLATED, ok",
  })
  void refusalsAndSilenceAreForetold(
      String service, Frontend frontend, Outcome outcome, String came) {
    Way way = way(service, frontend);

    assertThat(why(way).outcome()).isEqualTo(outcome);
    assertThat(send(way)).startsWith(came);
  }

  @ParameterizedTest
  @CsvSource({
    "81, UNUSED_PORT, refused",
    "0, UNUSED_ADDRESS, timeout",
  })
  void whatNoServiceHasIsForetold(int port, Outcome outcome, String came) {
    Way way = way("snat", Frontend.CLUSTER_IP);
    String address = port == 0 ? "10.96.255.77" : target(way).address().toString();
    int number = port == 0 ? 80 : port;

    assertThat(why(address + ":" + number, way).outcome()).isEqualTo(outcome);
    assertThat(client.ask("tcp %s %d %d".formatted(address, number, way.ownPort())))
        .startsWith(came);
  }
}
