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
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

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

  private static final int FIRST_OWN_PORT = 14_000;

  private final List<Connection> connections = new ArrayList<>();
  private Cluster cluster;
  private Services services;
  private Cli node1;
  private Cli node2;
  private int ownPort = FIRST_OWN_PORT;

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
  }

  @AfterAll
  void down() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @AfterEach
  void close() {
    connections.forEach(connection -> connection.client().close());
    connections.clear();
  }

  private String ask(ClientProcess client, String verb, String service, Family family) {
    Hops.Target vip = services.target(service, Frontend.VIP, family);
    return client.ask(verb, vip.address().toString(), vip.port());
  }

  /**
   * One of this test: others' last packets may come any time.
   *
   * @param from its client's end
   */
  private record Connection(ClientProcess client, String from) {
    String talk() {
      return client.ask("talk");
    }
  }

  /** A connection that has begun and been used, and goes on. */
  private Connection open(String service, Family family) {
    ClientProcess client = ClientProcess.start(cluster.sandbox(), "outside").ready();
    IpAddress address = cluster.sandbox().blueprint().outsideAddress(family);
    Connection connection = new Connection(client, new L4Address(address, ownPort).toString());
    connections.add(connection);
    Hops.Target vip = services.target(service, Frontend.VIP, family);
    String open = "open %s %d %d".formatted(vip.address(), vip.port(), ownPort++);
    assertThat(client.ask(open)).startsWith("ok pod=s2 ");
    assertThat(connection.talk()).startsWith("ok pod=s2 ");
    return connection;
  }

  private static List<FlowRow> flows(Cli node, String... options) {
    List<String> words = new ArrayList<>(List.of("ct", "ls"));
    words.addAll(List.of(options));
    return Wire.items(node.json(words.toArray(String[]::new)), FlowRow.class);
  }

  @Test
  void aConnectionIsShownWhereItComesInAndWhereItsPodIs() {
    String from = open("forward", Family.IPV4).from();

    FlowRow came = only(flows(node1, "--service", "forward", "--client", from));
    assertThat(came.client().text()).isEqualTo(from);
    assertThat(came.wire().orElseThrow())
        .returns("default/forward:t/TCP", FlowRow.Translated::service)
        .returns("forward", FlowRow.Translated::mode)
        .returns("forward", FlowRow.Translated::path)
        .returns("node1", FlowRow.Translated::ingressNode)
        .returns("node2", FlowRow.Translated::backendNode);
    assertThat(came.state()).isEqualTo(FlowState.ESTABLISHED);

    FlowRow served = only(flows(node2, "--service", "forward", "--client", from));
    assertThat(served.wire().orElseThrow())
        .returns("default/forward:t/TCP", FlowRow.Translated::service)
        .returns("forward", FlowRow.Translated::mode)
        .returns("pod", FlowRow.Translated::path)
        .returns("return", FlowRow.Translated::answerPath)
        .returns("node1", FlowRow.Translated::ingressNode)
        .returns("node2", FlowRow.Translated::backendNode);
    assertThat(served.wire().orElseThrow().backend().owner()).isEqualTo("pod default/s2");
    assertThat(served.answered().packets()).isGreaterThan(1);

    FlowRow judged = only(flows(node2, "--table", "policy", "--client", from));
    assertThat(judged.state()).isEqualTo(FlowState.ESTABLISHED);
    assertThat(judged.policy().orElseThrow().at()).isEqualTo("default/s2");
    assertThat(judged.policy().orElseThrow().because())
        .isEqualTo("NetworkPolicy default/in ingress[0] accepts it");
    assertThat(judged.times().expiresIn()).isBetween(431_000L, 432_000L);
  }

  private static FlowRow only(List<FlowRow> rows) {
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  /** By snat this node alone knows by which port the client speaks to the pod. */
  @Test
  void forgettingAConnectionBySnatCutsItAndNoOther() {
    Connection doomed = open("snat", Family.IPV4);
    Connection other = open("snat", Family.IPV4);
    Connection sixth = open("snat", Family.IPV6);
    String[] one = {"ct", "rm", "--client", doomed.from(), "--port", "80"};
    String[] dry = {"ct", "rm", "--client", doomed.from(), "--port", "80", "--dry-run"};

    assertThat(node1.run(dry).out()).endsWith("would remove 1 flow\n");
    assertThat(doomed.talk()).startsWith("ok");
    assertThat(node1.run(one).out()).endsWith("removed 1 flow\n");
    assertThat(doomed.talk()).startsWith("error");
    assertThat(other.talk()).startsWith("ok");
    assertThat(sixth.talk()).startsWith("ok");
    assertThat(node1.run("ct", "rm", "--client", "192.0.2.254").exit()).isEqualTo(Exit.FINDING);
  }

  /** Every node finds the same backend again, and the client's port is its own. */
  @Test
  void aConnectionThatIsForgottenGoesOnByOtherModes() {
    Connection connection = open("forward", Family.IPV6);
    String[] one = {"ct", "rm", "--service", "forward", "--client", connection.from()};

    assertThat(node1.run(one).out()).endsWith("removed 1 flow\n");
    assertThat(connection.talk()).startsWith("ok pod=s2 ");
    assertThat(flows(node1, "--service", "forward", "--client", connection.from())).hasSize(1);
  }

  @Test
  void everythingIsRemovedOnlyOnDemand() {
    Connection connection = open("snat", Family.IPV4);

    assertThat(node1.run("ct", "rm").exit()).isEqualTo(Exit.USAGE);
    assertThat(node1.run("ct", "rm", "--table", "wire").exit()).isEqualTo(Exit.USAGE);
    assertThat(connection.talk()).startsWith("ok");
    assertThat(node1.run("ct", "rm", "--all").out()).containsPattern("removed [1-9]\\d* flow");
    assertThat(connection.talk()).startsWith("error");
  }

  @Test
  void connectionsAreCountedByKindAndInMetrics() {
    countedAs("snat", Family.IPV4, open("snat", Family.IPV4));
    countedAs("snat", Family.IPV6, open("snat", Family.IPV6));
    countedAs("forward", Family.IPV4, open("forward", Family.IPV4));

    Cluster.eventually(
        () -> snatInUse().toString(), counts -> counts.matches("\\[[1-9]\\d*, [1-9]\\d*]"));
    assertThat(node1.run("status").out())
        .containsPattern("Paths +.*forward=\\d+")
        .containsPattern("SNAT +172\\.\\d+\\.\\d+\\.\\d+ \\d+/4536, fd[0-9a-f:]+ \\d+/4536;")
        .containsPattern("Frontends +local=")
        .containsPattern("Maps .*translations [1-9]\\d*/524288");
  }

  private void countedAs(String mode, Family family, Connection connection) {
    List<FlowCounts.Count> counts =
        node1
            .json("ct", "stats", "--client", connection.from())
            .path("flows")
            .valueStream()
            .map(count -> Wire.JSON.treeToValue(count, FlowCounts.Count.class))
            .toList();
    assertThat(counts)
        .containsExactly(
            new FlowCounts.Count(
                FlowRow.Table.WIRE, FlowState.ESTABLISHED, "TCP", family, mode, 1));
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
