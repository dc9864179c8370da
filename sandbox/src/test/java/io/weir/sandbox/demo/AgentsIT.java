package io.weir.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Who is translated and who is not, from an object in the API to a real socket. */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class AgentsIT {
  private static final String LEFT_ALONE = "left alone";
  private static final String TRANSLATED = "translated";
  private static final Pattern OPTED_OUT_CONNECTS = Pattern.compile("opted_out\\s+(\\d+)");
  private static final String OPTED_OUT =
      "{\"metadata\":{\"annotations\":{\"weir.io/socket-lb\":\"disabled\"}}}";
  private static final String OPTED_IN =
      "{\"metadata\":{\"annotations\":{\"weir.io/socket-lb\":null}}}";

  private Cluster cluster;
  private String echo;

  @BeforeAll
  void up() {
    cluster = Cluster.withPods("agentsit");
    cluster.pod("c2", "node1", 0);
    echo = cluster.service("echo", Cluster.selector("s2"));
    cluster.eventuallyPod("c1", echo, "s2");
    cluster.eventuallyPod("node/node2", echo, "s2");
  }

  @AfterAll
  void down() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void aPodIsLeftAloneWhileItsAnnotationSaysSo() {
    cluster.api().mergePatch(Cluster.podPath("c2"), OPTED_OUT);
    Cluster.eventually(() -> atTheSocket("c2"), LEFT_ALONE::equals);
    assertThat(atTheSocket("c1")).as("another pod").isEqualTo(TRANSLATED);
    cluster.eventuallyPod("c2", echo, "s2"); // its packets are translated instead

    cluster.api().mergePatch(Cluster.podPath("c2"), OPTED_IN);
    Cluster.eventually(() -> atTheSocket("c2"), TRANSLATED::equals);
  }

  @Test
  void podsOfANamespaceAreLeftAloneWhileItsAnnotationSaysSo() {
    cluster.api().apply("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: quiet\n");
    cluster.pod("quiet", "q", "node1", 0, "");
    cluster.eventuallyPod("quiet/q", echo, "s2");

    cluster.api().mergePatch("/api/v1/namespaces/quiet", OPTED_OUT);
    Cluster.eventually(() -> atTheSocket("quiet/q"), LEFT_ALONE::equals);
    assertThat(atTheSocket("c1")).as("another namespace").isEqualTo(TRANSLATED);
    cluster.pod("quiet", "late", "node1", 0, "");
    Cluster.eventually(() -> atTheSocket("quiet/late"), LEFT_ALONE::equals);

    cluster.api().mergePatch("/api/v1/namespaces/quiet", OPTED_IN);
    Cluster.eventually(() -> atTheSocket("quiet/q"), TRANSLATED::equals);
  }

  /** What becomes of a pod's connect on node1, as the programs there count it. */
  private String atTheSocket(String pod) {
    long before = optedOut();
    cluster.tcp(pod, echo);
    return optedOut() > before ? LEFT_ALONE : TRANSLATED;
  }

  private long optedOut() {
    String counters = cluster.weir("node1", "map", "dump", "socket_counters").text();
    Matcher counter = OPTED_OUT_CONNECTS.matcher(counters);
    assertThat(counter.find()).as(counters).isTrue();
    return Long.parseLong(counter.group(1));
  }

  @Test
  void aPodThatIsBornOptedOutIsNotTranslatedAtItsFirstConnect() {
    for (int i = 0; i < 3; i++) {
      String name = "born" + i;
      cluster.pod("default", name, "node1", 0, "weir.io/socket-lb: disabled");
      assertThat(atTheSocket(name)).as("first connect of " + name).isEqualTo(LEFT_ALONE);
    }
  }

  @Test
  void theNodesProcessesCannotBindANodePortAndPodsCan() {
    cluster.service("np", "type: NodePort, " + Cluster.selector("s1"));
    int port = cluster.api().get(Cluster.servicePath("np")).at("/spec/ports/0/nodePort").asInt();
    try (ClientProcess node = ClientProcess.start(cluster.sandbox(), "node/node1");
        ClientProcess pod = ClientProcess.start(cluster.sandbox(), "c1")) {
      node.ready();
      pod.ready();
      for (String any : List.of("0.0.0.0", "::")) {
        String bind = "bind " + any + " " + port;
        Cluster.eventually(() -> node.ask(bind), a -> a.contains("already in use"));
        assertThat(pod.ask(bind)).isEqualTo("ok");
      }
      cluster.api().delete(Cluster.servicePath("np"));
      Cluster.eventually(() -> node.ask("bind 0.0.0.0 " + port), "ok"::equals);
    }
  }

  @Test
  void sourceRangesGuardTheLoadBalancerAddressOnly() {
    String inside = cluster.podIp("c1") + "/32";
    String node = cluster.node("node1").addresses().getFirst() + "/32";
    String clusterIp =
        cluster.service(
            "lb",
            "type: LoadBalancer, loadBalancerSourceRanges: [%s, %s], %s"
                .formatted(inside, node, Cluster.selector("s2")));
    String vip = Cluster.eventually(() -> vip("lb"), ip -> !ip.isEmpty());
    cluster.eventuallyPod("c1", vip, "s2");
    cluster.eventuallyPod("node/node1", vip, "s2");
    assertThat(cluster.tcp("c2", vip)).as("a pod outside").isEqualTo(Cluster.TIMEOUT);
    assertThat(cluster.tcp("node/node2", vip)).as("a node outside").isEqualTo(Cluster.TIMEOUT);
    assertThat(cluster.tcp("c2", clusterIp)).as("ClusterIP").startsWith("pod=s2");
  }

  private String vip(String service) {
    return cluster
        .api()
        .get(Cluster.servicePath(service))
        .at("/status/loadBalancer/ingress/0/ip")
        .asString("");
  }

  @Test
  void podsOfTheHostNetworkServeAndAsk() {
    cluster.pod("default", "hs", "node2", 8080, "hostNetwork");
    cluster.pod("default", "hc", "node1", 0, "hostNetwork");
    String address = cluster.service("hosts", Cluster.selector("hs"));
    cluster.eventuallyPod("c1", address, "hs");
    cluster.eventuallyPod("hc", address, "hs");

    String local =
        cluster.service("local", "internalTrafficPolicy: Local, " + Cluster.selector("hs"));
    cluster.eventuallyPod("node/node2", local, "hs");
    cluster.eventuallySays("hc", local, Cluster.TIMEOUT);
    assertThat(cluster.tcp("c1", local)).as("no endpoint here").isEqualTo(Cluster.TIMEOUT);
  }

  @Test
  void aPodReachesItselfThroughItsService() {
    String address = cluster.service("self", Cluster.selector("s1"));
    cluster.eventuallyPod("s1", address, "s1");
    assertThat(cluster.tcp("s1", address)).contains("client=" + cluster.podIp("s1"));
  }

  @Test
  void theOldestServiceHasASharedExternalIpUntilItGoes() {
    String vip = "198.51.100.77";
    String claim = "externalIPs: [" + vip + "], ";
    cluster.service("zz-old", claim + Cluster.selector("s1"));
    long second = System.currentTimeMillis() / 1000;
    EchoService.await("next second", () -> System.currentTimeMillis() / 1000 > second);
    cluster.service("aa-new", claim + Cluster.selector("s2"));

    Cluster.eventually(this::losers, c -> c.contains("aa-new"));
    assertThat(losers()).doesNotContain("zz-old");
    for (int i = 0; i < 5; i++) {
      assertThat(cluster.tcp("c1", vip)).startsWith("pod=s1");
    }
    cluster.api().delete(Cluster.servicePath("zz-old"));
    cluster.eventuallyPod("c1", vip, "s2");
  }

  /** Names of the Services that Warning Events say have lost a frontend. */
  private String losers() {
    StringBuilder losers = new StringBuilder();
    for (JsonNode event :
        cluster.api().get("/apis/events.k8s.io/v1/namespaces/default/events").path("items")) {
      if (event.path("reason").asString().equals("FrontendConflict")
          && event.path("type").asString().equals("Warning")) {
        losers.append(event.at("/regarding/name").asString()).append(' ');
      }
    }
    return losers.toString();
  }
}
