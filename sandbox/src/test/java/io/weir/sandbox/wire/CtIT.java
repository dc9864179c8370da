package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.cli.Exit;
import io.weir.agent.observe.FlowCounts;
import io.weir.agent.observe.FlowRow;
import io.weir.agent.observe.FlowState;
import io.weir.agent.observe.Wire;
import io.weir.agent.observe.WireSnapshot;
import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.demo.ClientProcess;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.PodNetwork;
import io.weir.values.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * A machine outside opens connections to a pod of the second node, which a policy selects; the
 * first node hands them over.
 */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class CtIT {
  private static final String POLICY =
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: in, namespace: default}
      spec: {podSelector: {matchLabels: {app: s2}}, ingress: [{ports: [{port: 8080}]}]}
      """;

  private static final String NONE = "no flows\n";
  private static final Duration LAST_PACKETS = Duration.ofMillis(300);

  private final List<ClientProcess> clients = new ArrayList<>();
  private Cluster cluster;
  private Services services;
  private Cli node1;
  private Cli node2;

  @BeforeAll
  void up() {
    cluster = Cluster.up(new SandboxUp.Wish("ctit", 2, PodNetwork.ROUTED, Families.DUAL, true));
    services = new Services(cluster);
    node1 = new Cli(cluster, "node1");
    node2 = new Cli(cluster, "node2");
    cluster.api().apply(POLICY);
    cluster.pod("s2", "node2", Services.TARGET_PORT);
    services.add("snat", Mode.SNAT, Cluster.selector("s2"));
    services.add("forward", Mode.FORWARD, Cluster.selector("s2"));
    ClientProcess first = ClientProcess.start(cluster.sandbox(), "outside").ready();
    for (String service : List.of("snat", "forward")) {
      for (Family family : Family.values()) {
        Cluster.eventually(() -> ask(first, "tcp", service, family), a -> a.startsWith("ok"));
      }
    }
    Cluster.eventually(
        () -> node2.run("endpoint", "ls").out(), rows -> rows.matches("(?s).*s2 .*isolated.*"));
    first.close();
    forget();
  }

  @AfterAll
  void down() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @AfterEach
  void forget() {
    clients.forEach(ClientProcess::close);
    clients.clear();
    Cluster.eventually(() -> forgotten(node1) + forgotten(node2), NONE.repeat(2)::equals);
  }

  /** The last packets of a connection that is closed may come after it was forgotten. */
  private static String forgotten(Cli node) {
    node.run("ct", "rm", "--all");
    LockSupport.parkNanos(LAST_PACKETS.toNanos());
    return node.run("ct", "ls").out();
  }

  private String ask(ClientProcess client, String verb, String service, Family family) {
    Hops.Target vip = services.target(service, Frontend.VIP, family);
    return client.ask(verb, vip.address().toString(), vip.port());
  }

  /** A connection that has begun and been used, and goes on. */
  private ClientProcess open(String service, Family family) {
    ClientProcess client = ClientProcess.start(cluster.sandbox(), "outside").ready();
    clients.add(client);
    assertThat(ask(client, "open", service, family)).startsWith("ok pod=s2 ");
    assertThat(client.ask("talk")).startsWith("ok pod=s2 ");
    return client;
  }

  private static List<FlowRow> flows(Cli node, String... options) {
    List<String> words = new ArrayList<>(List.of("ct", "ls"));
    words.addAll(List.of(options));
    return Wire.items(node.json(words.toArray(String[]::new)), FlowRow.class);
  }

  @Test
  void aConnectionIsShownWhereItComesInAndWhereItsPodIs() {
    open("forward", Family.IPV4);
    String outside = outside(Family.IPV4);

    FlowRow came = only(flows(node1, "--service", "forward"));
    assertThat(came.client().address()).isEqualTo(outside);
    assertThat(came.wire().orElseThrow())
        .returns("default/forward:t/TCP", FlowRow.Translated::service)
        .returns("forward", FlowRow.Translated::mode)
        .returns("forward", FlowRow.Translated::path)
        .returns("node1", FlowRow.Translated::ingressNode)
        .returns("node2", FlowRow.Translated::backendNode);
    assertThat(came.state()).isEqualTo(FlowState.ESTABLISHED);

    FlowRow served = only(flows(node2, "--service", "forward", "--client", outside));
    assertThat(served.wire().orElseThrow())
        .returns("default/forward:t/TCP", FlowRow.Translated::service)
        .returns("forward", FlowRow.Translated::mode)
        .returns("pod", FlowRow.Translated::path)
        .returns("return", FlowRow.Translated::answerPath)
        .returns("node1", FlowRow.Translated::ingressNode)
        .returns("node2", FlowRow.Translated::backendNode);
    assertThat(served.wire().orElseThrow().backend().owner()).isEqualTo("pod default/s2");
    assertThat(served.answered().packets()).isGreaterThan(1);

    FlowRow judged = only(flows(node2, "--table", "policy", "--client", outside));
    assertThat(judged.state()).isEqualTo(FlowState.ESTABLISHED);
    assertThat(judged.policy().orElseThrow().at()).isEqualTo("default/s2");
    assertThat(judged.policy().orElseThrow().because())
        .isEqualTo("NetworkPolicy default/in ingress[0] accepts it");
    assertThat(judged.times().expiresIn()).isBetween(431_000L, 432_000L);
  }

  private String outside(Family family) {
    return cluster.sandbox().blueprint().outsideAddress(family).toString();
  }

  private static FlowRow only(List<FlowRow> rows) {
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  /** By snat this node alone knows by which port the client speaks to the pod. */
  @Test
  void forgettingAConnectionBySnatCutsItAndNoOther() {
    ClientProcess doomed = open("snat", Family.IPV4);
    FlowRow flow = only(flows(node1, "--service", "snat"));
    ClientProcess other = open("snat", Family.IPV4);
    ClientProcess sixth = open("snat", Family.IPV6);
    String[] one = {"ct", "rm", "--client", flow.client().text(), "--server", flow.server().text()};
    String[] dry = {
      "ct", "rm", "--client", flow.client().text(), "--server", flow.server().text(), "--dry-run"
    };

    assertThat(node1.run(dry).out()).endsWith("would remove 1 flow\n");
    assertThat(doomed.ask("talk")).startsWith("ok");
    assertThat(node1.run(one).out()).endsWith("removed 1 flow\n");
    assertThat(doomed.ask("talk")).startsWith("error");
    assertThat(other.ask("talk")).startsWith("ok");
    assertThat(sixth.ask("talk")).startsWith("ok");
    assertThat(node1.run("ct", "rm", "--client", "192.0.2.254").exit()).isEqualTo(Exit.FINDING);
  }

  /** Every node finds the same backend again, and the client's port is its own. */
  @Test
  void aConnectionThatIsForgottenGoesOnByOtherModes() {
    ClientProcess client = open("forward", Family.IPV6);

    assertThat(node1.run("ct", "rm", "--service", "forward").exit()).isEqualTo(Exit.FINE);
    assertThat(flows(node1, "--service", "forward")).isEmpty();
    assertThat(client.ask("talk")).startsWith("ok pod=s2 ");
    assertThat(flows(node1, "--service", "forward")).hasSize(1);
  }

  @Test
  void everythingIsRemovedOnlyOnDemand() {
    open("forward", Family.IPV4);

    assertThat(node1.run("ct", "rm").exit()).isEqualTo(Exit.USAGE);
    assertThat(node1.run("ct", "rm", "--table", "wire").exit()).isEqualTo(Exit.USAGE);
    assertThat(flows(node1)).isNotEmpty();
    assertThat(node1.run("ct", "rm", "--all").exit()).isEqualTo(Exit.FINE);
    assertThat(flows(node1)).isEmpty();
  }

  @Test
  void connectionsAreCountedByKindAndInMetrics() {
    open("snat", Family.IPV4);
    open("snat", Family.IPV6);
    open("forward", Family.IPV4);

    JsonNode stats = node1.json("ct", "stats");
    List<FlowCounts.Count> counts =
        stats
            .path("flows")
            .valueStream()
            .map(count -> Wire.JSON.treeToValue(count, FlowCounts.Count.class))
            .toList();
    assertThat(counts)
        .filteredOn(c -> c.state() == FlowState.ESTABLISHED && c.protocol().equals("TCP"))
        .extracting(FlowCounts.Count::mode, FlowCounts.Count::family, FlowCounts.Count::flows)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("snat", Family.IPV4, 1L),
            org.assertj.core.groups.Tuple.tuple("snat", Family.IPV6, 1L),
            org.assertj.core.groups.Tuple.tuple("forward", Family.IPV4, 1L));
    Cluster.eventually(() -> snatInUse().toString(), "[1, 1]"::equals);
    assertThat(node1.run("status").out())
        .containsPattern("Paths +.*forward=\\d+")
        .containsPattern("SNAT +172\\.\\d+\\.\\d+\\.\\d+ 1/4536, fd[0-9a-f:]+ 1/4536;")
        .containsPattern("Frontends +local=")
        .containsPattern("Maps .*translations [1-9]\\d*/524288");
  }

  private List<Integer> snatInUse() {
    return node1
        .json("status")
        .at("/wire/snat")
        .valueStream()
        .map(one -> Wire.JSON.treeToValue(one, WireSnapshot.Snat.class).inUse())
        .toList();
  }
}
