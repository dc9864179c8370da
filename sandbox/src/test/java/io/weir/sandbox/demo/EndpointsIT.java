package io.weir.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Services and endpoints that change, from an object in the API to a real socket. */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class EndpointsIT {
  private static final String NOT_READY = annotation("\"false\"");
  private static final String READY = annotation("null");

  private Cluster cluster;

  private static String annotation(String value) {
    return "{\"metadata\":{\"annotations\":{\"weir.io/sandbox-ready\":" + value + "}}}";
  }

  @BeforeAll
  void up() {
    cluster = Cluster.withPods("endpointsit");
  }

  @AfterAll
  void down() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void readinessCountsUnlessTheServicePublishesNotReadyAddresses() {
    cluster.pod("ready", "node2", 8080);
    String plain = cluster.service("plain", Cluster.selector("ready"));
    String all =
        cluster.service("all", "publishNotReadyAddresses: true, " + Cluster.selector("ready"));
    cluster.eventuallyPod("c1", plain, "ready");

    cluster.api().mergePatch(Cluster.podPath("ready"), NOT_READY);
    cluster.eventuallySays("c1", plain, Cluster.REFUSED);
    cluster.eventuallyPod("c1", all, "ready");

    cluster.api().mergePatch(Cluster.podPath("ready"), READY);
    cluster.eventuallyPod("c1", plain, "ready");
  }

  @Test
  void theLastPodServesWhileItTerminates() {
    cluster.pod("last", "node2", 8080);
    String address = cluster.service("ending", Cluster.selector("last"));
    cluster.eventuallyPod("c1", address, "last");

    cluster.api().delete(Cluster.podPath("last") + "?gracePeriodSeconds=3");
    EchoService.await(
        "terminating endpoint", () -> cluster.slices("ending").contains("\"ready\":false"));
    assertThat(cluster.slices("ending")).contains("\"terminating\":true");
    for (int i = 0; i < 10; i++) {
      assertThat(cluster.tcp("c1", address)).startsWith("pod=last");
    }
    cluster.eventuallySays("c1", address, Cluster.REFUSED);
  }

  @Test
  void aServiceGoesWithItsTypeAndComesBack() {
    String address = cluster.service("typed", Cluster.selector("s2"));
    cluster.eventuallyPod("c1", address, "s2");

    cluster
        .api()
        .mergePatch(
            Cluster.servicePath("typed"),
            "{\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"x.example\",\"clusterIP\":null,"
                + "\"clusterIPs\":null,\"ipFamilies\":null,\"ipFamilyPolicy\":null}}");
    cluster.eventuallySays("c1", address, Cluster.TIMEOUT);

    cluster
        .api()
        .mergePatch(
            Cluster.servicePath("typed"),
            "{\"spec\":{\"type\":\"ClusterIP\",\"externalName\":null}}");
    cluster.eventuallyPod("c1", cluster.clusterIp("typed"), "s2");
  }

  @Test
  void portsComeAndGo() {
    String address = cluster.service("ported", Cluster.selector("s1"));
    cluster.eventuallyPod("c1", address, "s1");

    String first = "{\"name\":\"t\",\"port\":80,\"targetPort\":8080}";
    String second = "{\"name\":\"more\",\"port\":81,\"targetPort\":8080}";
    ports(first + "," + second);
    Cluster.eventually(() -> cluster.ask("c1", "tcp", address, 81), a -> a.startsWith("pod=s1"));
    assertThat(cluster.tcp("c1", address)).startsWith("pod=s1");

    ports(second);
    Cluster.eventually(() -> cluster.tcp("c1", address), a -> !a.startsWith("pod="));
    assertThat(cluster.ask("c1", "tcp", address, 81)).startsWith("pod=s1");
  }

  private void ports(String json) {
    cluster
        .api()
        .mergePatch(Cluster.servicePath("ported"), "{\"spec\":{\"ports\":[" + json + "]}}");
  }

  @Test
  void aServiceOfAnotherProxyIsLeftAlone() {
    String address = cluster.service("other", Cluster.selector("s1"));
    cluster.eventuallyPod("c1", address, "s1");

    label(Cluster.servicePath("other"), "service.kubernetes.io/service-proxy-name", "\"x\"");
    cluster.eventuallySays("c1", address, Cluster.TIMEOUT);
    label(Cluster.servicePath("other"), "service.kubernetes.io/service-proxy-name", "null");
    cluster.eventuallyPod("c1", address, "s1");
  }

  @Test
  void aSliceLabelledHeadlessDoesNotCount() {
    String address = cluster.service("manual", "");
    cluster
        .api()
        .apply(
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: manual-1
              namespace: default
              labels: {kubernetes.io/service-name: manual}
            addressType: IPv4
            ports: [{name: t, port: 8080}]
            endpoints: [{addresses: [%s]}]
            """
                .formatted(cluster.podIp("s2")));
    cluster.eventuallyPod("c1", address, "s2");

    String slice = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/manual-1";
    label(slice, "service.kubernetes.io/headless", "\"\"");
    cluster.eventuallySays("c1", address, Cluster.REFUSED);
    label(slice, "service.kubernetes.io/headless", "null");
    cluster.eventuallyPod("c1", address, "s2");
  }

  private void label(String path, String name, String value) {
    cluster
        .api()
        .mergePatch(path, "{\"metadata\":{\"labels\":{\"%s\":%s}}}".formatted(name, value));
  }

  @Test
  void datagramSocketsFindAPodThatComesBack() {
    cluster.pod("u", "node2", 8080);
    String address = cluster.service("udp", Cluster.selector("u"));
    cluster.eventuallyPod("c1", address, "u");
    try (ClientProcess keeps = ClientProcess.start(cluster.sandbox(), "c1");
        ClientProcess holds = ClientProcess.start(cluster.sandbox(), "c1")) {
      keeps.ready();
      holds.ready();
      assertThat(keeps.ask("keep", address, 80)).startsWith("ok pod=u ");
      assertThat(holds.ask("hold", address, 80)).startsWith("ok pod=u ");

      cluster.deletePodNow("u");
      Cluster.eventually(
          () -> cluster.slices("udp"), slices -> slices.contains("\"endpoints\":[]"));
      assertThat(holds.ask("again")).as("connected").doesNotStartWith("ok").isNotEqualTo("timeout");
      assertThat(holds.ask("udp-connected", address, 80)).isEqualTo(Cluster.REFUSED);

      cluster.pod("u", "node1", 8080);
      cluster.eventuallyPod("c1", address, "u");
      assertThat(keeps.ask("again")).as("the same socket").startsWith("ok pod=u node=node1");
      assertThat(holds.ask("hold", address, 80)).startsWith("ok pod=u node=node1");
    }
  }
}
