package io.weir.sandbox.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.demo.ClientProcess;
import io.weir.sandbox.demo.Cluster;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What becomes of open connections when policies or agents change. */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class ConnectionsIT {
  private static final String FROM_CLIENT =
      "{podSelector: {matchLabels: {app: db}},"
          + " ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]%s}]}";
  private static final String NOBODY = "{podSelector: {matchLabels: {app: db}}, ingress: []}";

  private Cluster cluster;
  private Policies policies;
  private ClientProcess client;
  private String db;

  @BeforeAll
  void up() {
    cluster = Cluster.up("connectionsit", true);
    policies = new Policies(cluster);
    cluster.pod("db", "node1", 80);
    cluster.pod("other", "node1", 80);
    cluster.pod("client", "node2", 0);
    client = ClientProcess.start(cluster.sandbox(), "client").ready();
    db = cluster.podIp("db");
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

  @BeforeEach
  void onlyTheClientMayConnect() {
    policies.removeAll();
    policies.apply("in", FROM_CLIENT.formatted(""));
    cluster.eventuallySays("other", db, Cluster.TIMEOUT);
    cluster.eventuallyPod("client", db, "db");
  }

  private void talks(String verb) {
    Cluster.eventually(() -> client.ask(verb), a -> a.startsWith("ok pod=db "));
  }

  private void isCut(String verb) {
    Cluster.eventually(() -> client.ask(verb), "timeout"::equals);
  }

  @Test
  void revokingARuleCutsWhatItAllowed() {
    assertThat(client.ask("open", db, 80)).startsWith("ok pod=db ");
    assertThat(client.ask("hold", db, 80)).startsWith("ok pod=db ");
    assertThat(client.ask("talk")).startsWith("ok pod=db ");
    policies.apply("in", NOBODY);
    isCut("talk");
    isCut("again");
  }

  @Test
  void aConnectionLivesOnWhileAnyRuleAllowsIt() {
    assertThat(client.ask("open", db, 80)).startsWith("ok pod=db ");
    assertThat(client.ask("hold", db, 80)).startsWith("ok pod=db ");
    for (String spec :
        new String[] {
          FROM_CLIENT.formatted(", ports: [{port: 80}, {port: 80, protocol: UDP}]"),
          FROM_CLIENT.formatted(""),
          "{podSelector: {matchLabels: {app: db}}, ingress: [{}]}"
        }) {
      policies.apply("in", spec);
      policies.apply("marker", NOBODY.replace("db", "other"));
      cluster.eventuallySays("client", cluster.podIp("other"), Cluster.TIMEOUT);
      assertThat(client.ask("talk")).as(spec).startsWith("ok pod=db ");
      assertThat(client.ask("again")).as(spec).startsWith("ok pod=db ");
      policies.remove("marker");
      cluster.eventuallyPod("client", cluster.podIp("other"), "other");
    }
  }

  @Test
  void aConnectionIsCutWhenItsClientIsNobodysFriendAnyMore() {
    assertThat(client.ask("open", db, 80)).startsWith("ok pod=db ");
    label("stranger");
    try {
      isCut("talk");
    } finally {
      label("client");
    }
    cluster.eventuallyPod("client", db, "db");
    assertThat(client.ask("open", db, 80)).startsWith("ok pod=db ");
  }

  private void label(String app) {
    cluster
        .api()
        .mergePatch(
            Cluster.podPath("client"), "{\"metadata\":{\"labels\":{\"app\":\"" + app + "\"}}}");
  }

  @Test
  void repliesPassThoughTheWayBackIsClosed() {
    policies.apply("out", "{podSelector: {matchLabels: {app: db}}, policyTypes: [Egress]}");
    cluster.eventuallySays("db", cluster.podIp("other"), Cluster.TIMEOUT);
    assertThat(client.ask("open", db, 80)).startsWith("ok pod=db ");
    talks("talk");
    assertThat(client.ask("udp", db, 80)).startsWith("ok pod=db ");
  }

  @Test
  void whileNoAgentRunsNothingOpensAndNothingAllowedIsLost() {
    assertThat(client.ask("open", db, 80)).startsWith("ok pod=db ");
    client.ask("start", db, 80);
    cluster.killAgent("node1");
    cluster.killAgent("node2");
    for (int i = 0; i < 2; i++) {
      assertThat(cluster.tcp("other", db)).isEqualTo(Cluster.TIMEOUT);
    }
    assertThat(client.ask("talk")).startsWith("ok pod=db ");
    cluster.startAgent("node1");
    cluster.startAgent("node2");
    for (int i = 0; i < 2; i++) {
      assertThat(cluster.tcp("other", db)).isEqualTo(Cluster.TIMEOUT);
    }
    assertThat(client.ask("talk")).startsWith("ok pod=db ");
    assertThat(client.ask("stop")).contains(" failed=0 ").doesNotContain("connections=0 ");
  }

  @Test
  void whatChangedWhileNoAgentRanIsDoneOnceOneDoes() {
    assertThat(client.ask("open", db, 80)).startsWith("ok pod=db ");
    cluster.killAgent("node1");
    policies.apply(
        "in", NOBODY.replace("[]", "[{from: [{podSelector: {matchLabels: {app: other}}}]}]"));
    assertThat(client.ask("talk")).startsWith("ok pod=db ");
    assertThat(cluster.tcp("other", db)).isEqualTo(Cluster.TIMEOUT);
    cluster.startAgent("node1");
    isCut("talk");
    cluster.eventuallySays("client", db, Cluster.TIMEOUT);
    cluster.eventuallyPod("other", db, "db");
  }
}
