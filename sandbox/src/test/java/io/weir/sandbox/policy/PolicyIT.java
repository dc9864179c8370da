package io.weir.sandbox.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.NodeNet;
import io.weir.sandbox.net.PodNetwork;
import io.weir.values.IpAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom policies are about and whom not: nodes, pods of the host network, a pod itself. */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class PolicyIT {
  private Cluster cluster;
  private Policies policies;

  @BeforeAll
  void up() {
    cluster = Cluster.up(new SandboxUp.Wish("policyit", 2, PodNetwork.BRIDGE, Families.DUAL, true));
    NodeNet node1 = cluster.node("node1");
    node1.podPrefixes().forEach(pods -> cluster.fromOutside(pods.toString(), node1.name()));
    policies = new Policies(cluster);
    cluster.pod("web", "node1", 80);
    cluster.pod("near", "node1", 80);
    cluster.pod("far", "node2", 80);
    cluster.pod("default", "host1", "node1", 8081, "hostNetwork");
    cluster.pod("default", "host2", "node2", 8081, "hostNetwork");
  }

  @AfterAll
  void down() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @AfterEach
  void open() {
    policies.removeAll();
    for (String from : List.of("near", "far", "node/node2", "outside")) {
      reaches(from, "web");
    }
  }

  private void reaches(String from, String pod) {
    for (IpAddress ip : cluster.podIps("default", pod)) {
      cluster.eventuallyPod(from, ip.toString(), pod);
    }
  }

  private void doesNotReach(String from, String pod) {
    for (IpAddress ip : cluster.podIps("default", pod)) {
      cluster.eventuallySays(from, ip.toString(), Cluster.TIMEOUT);
    }
  }

  @Test
  void theOwnNodeReachesAnIsolatedPodAndNobodyElseDoes() {
    policies.apply("deny", "{podSelector: {matchLabels: {app: web}}, ingress: []}");
    doesNotReach("near", "web");
    doesNotReach("far", "web");
    doesNotReach("node/node2", "web");
    doesNotReach("host2", "web");
    doesNotReach("outside", "web");
    reaches("node/node1", "web");
    reaches("host1", "web");
  }

  @Test
  void anotherNodeDoesNotComeInByItsNodePort() {
    cluster.service("np", 80, "type: NodePort, " + Cluster.selector("web"));
    int port = cluster.api().get(Cluster.servicePath("np")).at("/spec/ports/0/nodePort").asInt();
    cluster
        .api()
        .mergePatch(
            Cluster.servicePath("np"),
            "{\"spec\":{\"ports\":[{\"name\":\"t\",\"port\":80,\"targetPort\":80,\"nodePort\":%d}]}}"
                .formatted(port));
    nodePort("node1", port, "pod=web ");
    nodePort("node2", port, "pod=web ");
    policies.apply("deny", "{podSelector: {matchLabels: {app: web}}, ingress: []}");
    nodePort("node2", port, Cluster.TIMEOUT);
    nodePort("node1", port, "pod=web ");
  }

  private void nodePort(String node, int port, String answer) {
    String address = cluster.node(node).addresses().getFirst().toString();
    Cluster.eventually(
        () -> cluster.ask("node/" + node, "tcp", address, port), a -> a.startsWith(answer));
  }

  @Test
  void podsOfTheHostNetworkAreNeverIsolated() {
    policies.apply("deny", "{podSelector: {}, policyTypes: [Ingress, Egress]}");
    doesNotReach("near", "web");
    String host2 = cluster.node("node2").addresses().getFirst().toString();
    Cluster.eventually(
        () -> cluster.ask("host1", "tcp", host2, 8081), a -> a.startsWith("pod=host2 "));
  }

  @Test
  void nodesAreNotPodsOfAnyNamespaceButAddresses() {
    policies.apply(
        "pods",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {}}]}]}");
    doesNotReach("node/node2", "web");
    reaches("far", "web");
    String node2 =
        String.join(
            ", ",
            cluster.node("node2").addresses().stream()
                .map(ip -> "{ipBlock: {cidr: \"%s\"}}".formatted(Policies.prefix(ip)))
                .toList());
    policies.apply(
        "node", "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [" + node2 + "]}]}");
    reaches("node/node2", "web");
    reaches("far", "web");
    doesNotReach("outside", "web");
  }

  @Test
  void aPodCannotBlockItselfNotEvenThroughItsService() {
    policies.apply("deny", "{podSelector: {}, policyTypes: [Ingress, Egress]}");
    doesNotReach("near", "web");
    String address = cluster.service("self", 80, Cluster.selector("web"));
    cluster
        .api()
        .mergePatch(
            Cluster.servicePath("self"),
            "{\"spec\":{\"ports\":[{\"name\":\"t\",\"port\":80,\"targetPort\":80}]}}");
    cluster.eventuallyPod("web", address, "web");
    assertThat(cluster.tcp("web", address)).contains("client=" + cluster.podIp("web") + ":");
    reaches("web", "web");
  }

  @Test
  void throughAServiceThePodIsAskedAboutNotTheService() {
    String address = cluster.service("front", 80, Cluster.selector("far"));
    cluster
        .api()
        .mergePatch(
            Cluster.servicePath("front"),
            "{\"spec\":{\"ports\":[{\"name\":\"t\",\"port\":80,\"targetPort\":80}]}}");
    cluster.eventuallyPod("web", address, "far");
    policies.apply(
        "to-far",
        "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress],"
            + " egress: [{to: [{podSelector: {matchLabels: {app: far}}}], ports: [{port: 80}]}]}");
    doesNotReach("web", "near");
    cluster.eventuallyPod("web", address, "far");
    policies.apply(
        "to-far",
        "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress],"
            + " egress: [{to: [{ipBlock: {cidr: %s/32}}]}]}".formatted(address));
    cluster.eventuallySays("web", address, Cluster.TIMEOUT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ipBlock: {cidr: 10.0.0.0/8/8}",
        "ipBlock: {cidr: nonsense}",
        "ipBlock: {cidr: 198.51.100.0/24, except: [0.0.0.0/0]}",
        "podSelector: {matchExpressions: [{key: app, operator: Likes, values: [near]}]}",
        "podSelector: {matchExpressions: [{key: app, operator: In}]}",
        "moons: {}",
      })
  void aPeerThatMeansNothingLetsNobodyInAndStopsNobodyElse(String peer) {
    policies.applyUnchecked(
        "odd",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{%s},".formatted(peer)
            + " {podSelector: {matchLabels: {app: near}}}]}]}");
    policies.apply("sound", "{podSelector: {matchLabels: {app: far}}, ingress: []}");
    doesNotReach("far", "web");
    reaches("near", "web");
    doesNotReach("near", "far");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port: 80, endPort: 79",
        "port: 0",
        "port: 65536",
        "port: 80, protocol: ICMP",
        "port: no-such-name",
        "endPort: 90",
        "port: http, endPort: 90",
      })
  void aPortThatMeansNothingOpensNoPort(String port) {
    policies.applyUnchecked(
        "odd",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{%s}]}]}".formatted(port));
    doesNotReach("far", "web");
    doesNotReach("near", "web");
    policies.apply(
        "sound", "{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 80}]}]}");
    reaches("far", "web");
  }

  @Test
  void aBlockWithHostBitsIsTheRangeItIsIn() {
    String far = cluster.podIps("default", "far").getFirst().toString();
    policies.applyUnchecked(
        "odd",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: %s/24}}]}]}"
            .formatted(far));
    cluster.eventuallySays("near", cluster.podIp("web"), Cluster.TIMEOUT);
    cluster.eventuallyPod("far", cluster.podIp("web"), "web");
  }
}
