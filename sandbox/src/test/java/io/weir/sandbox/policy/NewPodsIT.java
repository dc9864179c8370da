package io.weir.sandbox.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.demo.ClientProcess;
import io.weir.sandbox.demo.Cluster;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Pods that start, and addresses that have had another owner. */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class NewPodsIT {
  private static final String ADDRESS = "10.244.1.%d";
  private static final String BOTH =
      "weir.io/sandbox-addresses: '10.244.1.%1$d,fd00:10:244:1::%1$d'";

  private Cluster cluster;
  private Policies policies;

  @BeforeAll
  void up() {
    cluster = Cluster.up("newpodsit", true);
    policies = new Policies(cluster);
    cluster.pod("friend", "node2", 80);
    cluster.pod("server", "node2", 80);
    policies.apply(
        "closed", "{podSelector: {matchLabels: {app: closed}}, policyTypes: [Ingress, Egress]}");
    policies.apply(
        "server",
        "{podSelector: {matchLabels: {app: server}},"
            + " ingress: [{from: [{podSelector: {matchLabels: {app: open}}}]}]}");
    cluster.eventuallySays("friend", cluster.podIp("server"), Cluster.TIMEOUT);
  }

  @AfterAll
  void down() {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** A pod whose name is its label {@code app}, at this address. */
  private String start(String name, int host) {
    cluster.pod("default", name, "node1", 80, BOTH.formatted(host));
    return ADDRESS.formatted(host);
  }

  private void isOpen(String name, String address) {
    cluster.eventuallyPod("friend", address, name);
    cluster.eventuallyPod(name, cluster.podIp("server"), "server");
  }

  private void isClosed(String name, String address) {
    cluster.eventuallySays("friend", address, Cluster.TIMEOUT);
    cluster.eventuallySays(name, cluster.podIp("server"), Cluster.TIMEOUT);
  }

  @Test
  void thePodAfterAClosedOneIsNotClosedAndNotTheOtherWayRoundEither() {
    for (int round = 0; round < 2; round++) {
      isClosed("closed", start("closed", 100));
      cluster.deletePodNow("closed");
      isOpen("open", start("open", 100));
      cluster.deletePodNow("open");
    }
  }

  @Test
  void thePodAfterOneThatIsOverInheritsNothingThoughItsObjectIsStillThere() {
    for (String[] names : new String[][] {{"open", "closed"}, {"closed", "open"}}) {
      String address = start(names[0], 110);
      check(names[0], address);
      cluster
          .api()
          .mergePatch(
              Cluster.podPath(names[0]),
              "{\"metadata\":{\"annotations\":{\"weir.io/sandbox-finished\":\"Succeeded\"}}}");
      Cluster.eventually(() -> phase(names[0]), "Succeeded"::equals);
      start(names[1], 110);
      check(names[1], address);
      // The object that is over goes: its deletion must not take the address from the other one.
      cluster.deletePodNow(names[0]);
      check(names[1], address);
      cluster.deletePodNow(names[1]);
    }
  }

  private void check(String name, String address) {
    if (name.equals("open")) {
      isOpen(name, address);
    } else {
      isClosed(name, address);
    }
  }

  private String phase(String pod) {
    return cluster.api().get(Cluster.podPath(pod)).at("/status/phase").asString("");
  }

  @Test
  void aConnectionToThePodBeforeIsNotOneToThePodAfter() {
    String address = start("open", 120);
    try (ClientProcess client = ClientProcess.start(cluster.sandbox(), "friend").ready()) {
      Cluster.eventually(() -> client.ask("hold", address, 80), a -> a.startsWith("ok pod=open "));
      cluster.deletePodNow("open");
      start("closed", 120);
      isClosed("closed", address);
      assertThat(client.ask("again")).isEqualTo("timeout");
    } finally {
      cluster.deletePodNow("closed");
    }
  }

  @Test
  void aPodOfAStrictNamespaceIsNeverOpenBeforeItsPoliciesAreThere() {
    cluster.namespace("strict", "weir.io/new-pods: deny");
    policies.apply("strict", "none", "", "{podSelector: {}, policyTypes: [Ingress, Egress]}");
    try (ClientProcess client = ClientProcess.start(cluster.sandbox(), "friend").ready()) {
      for (int i = 0; i < 5; i++) {
        String address = ADDRESS.formatted(130 + i);
        client.ask("start", address, 80);
        cluster.pod("strict", "p" + i, "node1", 80, BOTH.formatted(130 + i));
        Cluster.eventually(() -> cluster.tcp("node/node1", address), a -> a.startsWith("pod=p"));
        assertThat(cluster.tcp("strict/p" + i, cluster.podIp("friend"))).isEqualTo(Cluster.TIMEOUT);
        assertThat(client.ask("stop")).as("pods that answered").contains(" pods=0 ");
      }
    }
    cluster.namespace("strict", "weir.io/new-pods: deny, more: 'yes'");
    cluster.pod("strict", "late", "node1", 80, BOTH.formatted(140));
    policies.apply("strict", "none", "", "{podSelector: {}, ingress: [{}]}");
    cluster.eventuallyPod("friend", ADDRESS.formatted(140), "late");
    cluster.eventuallyPod("strict/late", cluster.podIp("friend"), "friend");
  }
}
