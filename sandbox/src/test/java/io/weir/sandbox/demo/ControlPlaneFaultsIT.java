package io.weir.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.boot.SandboxUp;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** An API server that tells nonsense, and one that is gone. */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class ControlPlaneFaultsIT {
  private static final List<String> SPECS =
      List.of(
          "{\"clusterIP\":\"not-an-ip\",\"clusterIPs\":[\"not-an-ip\"],\"ports\":[{\"port\":80}]}",
          spec(
              "20", "{\"port\":0},{\"port\":70000},{\"port\":-1},{\"port\":80,\"nodePort\":99999}"),
          spec("21", "{\"port\":80,\"protocol\":\"FOO\"},{\"port\":80},{\"port\":80}"),
          spec("22", "{\"port\":\"eighty\"},7,null"),
          spec("23", "{\"port\":80}],\"externalIPs\":[\"999.1.1.1\",\"\",\"::1::\",null,5"),
          spec("24", "{\"port\":80}],\"loadBalancerSourceRanges\":[\"bad/99\",\"10.0.0.0/-1\""),
          spec(
              "25",
              "{\"port\":80}],\"sessionAffinity\":\"ClientIP\",\"sessionAffinityConfig\":"
                  + "{\"clientIP\":{\"timeoutSeconds\":-5}},\"ipFamilies\":[\"IPv9\""),
          "{\"clusterIP\":\"10.96.77.1\",\"clusterIPs\":[\"10.96.77.1\"],\"ports\":[{\"name\":\"t\",\"port\":80}]}",
          "{}");

  private Cluster cluster;
  private OwnControlPlane plane;

  private static String spec(String last, String ports) {
    String ip = "10.96.66." + last;
    return "{\"clusterIP\":\"%1$s\",\"clusterIPs\":[\"%1$s\"],\"ports\":[%2$s]}"
        .formatted(ip, ports);
  }

  @BeforeAll
  void up() {
    cluster = Cluster.up("faultsit", false);
    cluster.pod("s2", "node2", 8080);
    cluster.pod("c1", "node1", 0);
    plane = new OwnControlPlane(cluster, "node1");
    plane.service("good", "10.96.77.1", cluster.podIp("s2"));
    cluster.eventuallyPod("c1", "10.96.77.1", "s2");
  }

  @AfterAll
  void down() {
    if (cluster != null) {
      cluster.close();
    }
    if (plane != null) {
      plane.close();
    }
  }

  @Test
  void nonsenseIsAFaultOfItsObjectAndOthersGoOn() {
    for (int i = 0; i < SPECS.size(); i++) {
      plane.service(
          "{\"metadata\":{\"name\":\"bad%d\",\"namespace\":\"default\"},\"spec\":%s}"
              .formatted(i, SPECS.get(i)));
    }
    List<String> slices = slices();
    for (int i = 0; i < slices.size(); i++) {
      plane.slice(slices.get(i).replace("NAME", "bad-slice-" + i));
    }
    plane.service("after", "10.96.77.2", cluster.podIp("s2"));

    cluster.eventuallyPod("c1", "10.96.77.2", "s2");
    assertThat(cluster.tcp("c1", "10.96.77.1")).as("from before").startsWith("pod=s2");
    assertThat(cluster.get("node1", "/livez")).isEqualTo("200");
    assertThat(SandboxUp.isHealthy(cluster.node("node1"))).isTrue();
    Cluster.eventually(
        () -> cluster.weir("node1", "status", "-o", "json").text(),
        status -> status.contains("not-an-ip") && status.contains("70000"));
    assertThat(cluster.weir("node1", "status").text())
        .containsPattern("(?m)^Faults +(Service|EndpointSlice) default/bad")
        .containsPattern("(?m)^Findings +none");
  }

  private static List<String> slices() {
    String many =
        IntStream.range(0, 1000)
            .mapToObj(i -> "\"10.9.%d.%d\"".formatted(i / 250, i % 250 + 1))
            .collect(Collectors.joining(","));
    String good = "\"addressType\":\"IPv4\",\"ports\":[{\"name\":\"t\",\"port\":8080}]";
    return List.of(
        slice("good", good + ",\"endpoints\":[{\"addresses\":[\"nonsense\",\"1.2.3\"]},{},null,7]"),
        slice("good", good + ",\"endpoints\":[{\"addresses\":[]}],\"extra\":{\"deep\":[[[]]]}"),
        slice("bad2", good + ",\"endpoints\":[{\"addresses\":[" + many + "]}]"),
        slice(
            "good",
            "\"addressType\":\"FQDN\",\"ports\":[],\"endpoints\":[{\"addresses\":[\"x.example\"]}]"),
        slice(
            "good",
            "\"addressType\":\"IPv4\",\"ports\":[{\"name\":\"t\",\"port\":70000},{\"name\":\"t\"},null],"
                + "\"endpoints\":[{\"addresses\":[\"10.9.9.9\"]}]"),
        slice("", good + ",\"endpoints\":[{\"addresses\":[\"10.9.9.9\"]}]"),
        slice("good", "\"addressType\":\"IPv4\",\"ports\":null,\"endpoints\":null"));
  }

  private static String slice(String service, String body) {
    String labels = service.isEmpty() ? "" : "\"kubernetes.io/service-name\":\"" + service + "\"";
    return "{\"metadata\":{\"name\":\"NAME\",\"namespace\":\"default\",\"labels\":{%s}},%s}"
        .formatted(labels, body);
  }

  @Test
  void theLastStateServesWhileTheApiServerIsGone() {
    try (ClientProcess client = ClientProcess.start(cluster.sandbox(), "c1").ready()) {
      client.ask("start", "10.96.77.1", 80);
      plane.goAway();
      plane.service("later", "10.96.77.3", cluster.podIp("s2"));
      for (int i = 0; i < 3; i++) {
        cluster.eventuallySays("c1", "10.96.77.3", Cluster.TIMEOUT);
        assertThat(cluster.get("node1", "/livez")).isEqualTo("200");
      }
      plane.listen();
      cluster.eventuallyPod("c1", "10.96.77.3", "s2");
      assertThat(client.ask("stop")).contains(" failed=0 ").doesNotContain("connections=0 ");
    }
  }
}
