package io.weir.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.ClusterEvent.Listed;
import io.weir.agent.model.ClusterEvent.NamespaceChanged;
import io.weir.agent.model.ClusterEvent.NodeChanged;
import io.weir.agent.model.ClusterEvent.PodChanged;
import io.weir.agent.model.ClusterEvent.PodDeleted;
import io.weir.agent.model.ClusterEvent.ServiceChanged;
import io.weir.agent.model.ClusterEvent.SliceChanged;
import io.weir.agent.model.OwnNode;
import io.weir.policy.model.PodFacts;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.ServiceFacts;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What objects become, and that the senseless ones are stepped over without a trace in the others.
 */
class NonsenseTest {
  private static final String GOOD = meta("shop", "good") + "}";

  private static String meta(String namespace, String name) {
    return "{\"metadata\":{\"namespace\":\""
        + namespace
        + "\",\"name\":\""
        + name
        + "\",\"resourceVersion\":\"5\"}";
  }

  @Test
  void aServiceKeepsEveryFieldThatDecidesADataplane() throws Exception {
    String service =
        """
        {"kind":"Service","metadata":{"namespace":"shop","name":"web","uid":"u1",
          "creationTimestamp":"1970-01-01T00:00:02Z","managedFields":[{"f":{"a":[1,{"b":2}]}}]},
         "spec":{"type":"LoadBalancer","clusterIP":"10.0.0.1","clusterIPs":["10.0.0.1","fd00::1"],
          "ipFamilies":["IPv4","IPv6"],"selector":{"a":"b"},
          "ports":[{"name":"http","protocol":"TCP","port":70000,"targetPort":"x","nodePort":30080},
                   {"port":53}],
          "externalIPs":["192.0.2.300",""],"loadBalancerSourceRanges":[" 10.0.0.0/8"],
          "internalTrafficPolicy":"Local","externalTrafficPolicy":"Cluster",
          "sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":30}},
          "healthCheckNodePort":31000,"loadBalancerClass":null},
         "status":{"conditions":[],"loadBalancer":{"ingress":[
          {"ip":"198.51.100.1","ipMode":"Proxy"},{"hostname":"lb.example"}]}}}\
        """;
    try (Watched watched =
        new Watched(
            Kind.SERVICE,
            reply -> reply.status(200).initialEnd("1").event("ADDED", service).silence())) {
      watched.next(Listed.class);
      assertThat(watched.next(ServiceChanged.class).service())
          .isEqualTo(
              new ServiceFacts(
                  new ObjectName("shop", "web"),
                  "u1",
                  2000,
                  "LoadBalancer",
                  "10.0.0.1",
                  List.of("10.0.0.1", "fd00::1"),
                  List.of("IPv4", "IPv6"),
                  List.of(
                      new ServiceFacts.Port("http", "TCP", 70000, 30080),
                      new ServiceFacts.Port("", "", 53, 0)),
                  List.of("192.0.2.300", ""),
                  List.of(
                      new ServiceFacts.Ingress("198.51.100.1", "Proxy"),
                      new ServiceFacts.Ingress("", "")),
                  List.of(" 10.0.0.0/8"),
                  "Local",
                  "Cluster",
                  "ClientIP",
                  30,
                  31000,
                  ServiceFacts.Annotations.NONE));
    }
  }

  @Test
  void aSliceDefaultsItsConditionsAndKeepsTheFirstOfAThousandAddresses() throws Exception {
    String thousand = "\"10.1.1.1\"" + ",\"10.1.1.2\"".repeat(999);
    String slice =
        """
        {"metadata":{"namespace":"shop","name":"web-1","resourceVersion":"9",
          "labels":{"kubernetes.io/service-name":"web","x":"y"},
          "annotations":{"endpoints.kubernetes.io/last-change-trigger-time":"t"}},
         "addressType":"IPv4",
         "ports":[{"name":"","protocol":"TCP","port":8080,"appProtocol":"h2"},{"port":null}],
         "endpoints":[
          {"addresses":[%s],"nodeName":"n1","zone":"z","targetRef":{"kind":"Pod"},
           "hints":{"forZones":[{"name":"za"},{"name":"zb"}],"forNodes":[{"name":"n1"}]}},
          {"addresses":[],"conditions":{"ready":null,"serving":false,"terminating":true}},
          {"conditions":{"ready":false}}]}\
        """
            .formatted(thousand);
    try (Watched watched =
        new Watched(
            Kind.ENDPOINT_SLICE,
            reply -> reply.status(200).initialEnd("1").event("ADDED", slice).silence())) {
      watched.next(Listed.class);
      assertThat(watched.next(SliceChanged.class).slice())
          .isEqualTo(
              new EndpointSliceFacts(
                  new ObjectName("shop", "web-1"),
                  "web",
                  "IPv4",
                  "9",
                  List.of(
                      new EndpointSliceFacts.Port("", "TCP", 8080),
                      new EndpointSliceFacts.Port(null, "", 0)),
                  List.of(
                      new EndpointSliceFacts.Endpoint(
                          "10.1.1.1", true, true, false, "n1", List.of("za", "zb"), List.of("n1")),
                      new EndpointSliceFacts.Endpoint(
                          "", true, false, true, "", List.of(), List.of()),
                      new EndpointSliceFacts.Endpoint(
                          "", false, true, false, "", List.of(), List.of())),
                  "t"));
    }
  }

  @Test
  void aNodeTellsZoneAddressesInternalFirstAndWhetherItIsBeingDrained() throws Exception {
    String node =
        """
        {"metadata":{"name":"node-a","labels":{"topology.kubernetes.io/zone":"za"},
          "deletionTimestamp":"2026-01-01T00:00:00Z"},
         "spec":{"taints":[{"key":"x"},{"key":"ToBeDeletedByClusterAutoscaler","value":"1"}]},
         "status":{"addresses":[{"type":"ExternalIP","address":"203.0.113.1"},
          {"type":"Hostname","address":"node-a"},{"type":"InternalIP","address":"not an ip"},
          {"type":"InternalIP","address":"fd00::5"}]}}\
        """;
    try (Watched watched =
        new Watched(
            Kind.NODE, reply -> reply.status(200).initialEnd("1").event("ADDED", node).silence())) {
      watched.next(Listed.class);
      OwnNode own = watched.next(NodeChanged.class).node();
      assertThat(own.facts().zone()).isEqualTo("za");
      assertThat(own.facts().addresses())
          .containsExactly(
              IpAddress.parse("fd00::5").orElseThrow(),
              IpAddress.parse("203.0.113.1").orElseThrow());
      assertThat(own.deleting()).isTrue();
      assertThat(own.drainedByAutoscaler()).isTrue();
    }
  }

  @Test
  void aFinishedPodIsADeletedOneAndOneOnTheHostNetworkHasNoAddresses() throws Exception {
    String ips = ",\"podIPs\":[{\"ip\":\"10.2.0.1\"},{\"ip\":\"fd00::9\"}]}}";
    try (Watched watched =
        new Watched(
            Kind.POD,
            reply ->
                reply
                    .status(200)
                    .event("ADDED", meta("shop", "a") + ",\"status\":{\"phase\":\"Running\"" + ips)
                    .event(
                        "ADDED",
                        meta("shop", "b")
                            + ",\"spec\":{\"hostNetwork\":true},\"status\":{\"phase\":\"Running\""
                            + ips)
                    .event("ADDED", meta("shop", "c") + ",\"status\":{\"phase\":\"Failed\"" + ips)
                    .event(
                        "ADDED",
                        "{\"metadata\":{\"namespace\":\"s\",\"name\":\"d\",\"uid\":\"u\","
                            + "\"annotations\":{\"weir.io/socket-lb\":\"disabled\"}}}")
                    .initialEnd("9")
                    .silence())) {
      PodFacts running = watched.next(PodChanged.class).pod();
      assertThat(running.addresses()).hasSize(2);
      assertThat(running.socketLoadBalancing()).isTrue();
      PodFacts host = watched.next(PodChanged.class).pod();
      assertThat(host.hostNetwork()).isTrue();
      assertThat(host.addresses()).isEmpty();
      assertThat(watched.next(PodDeleted.class).name()).isEqualTo(new ObjectName("shop", "c"));
      PodFacts optedOut = watched.next(PodChanged.class).pod();
      assertThat(optedOut.uid()).isEqualTo("u");
      assertThat(optedOut.socketLoadBalancing()).isFalse();
    }
  }

  @Test
  void objectsThatCannotBeReadAreSkippedOneByOneAndTheOthersGoOn() throws Exception {
    List<String> nonsense =
        List.of(
            "{}",
            "null",
            "17",
            "[[{}]]",
            "\"text\"",
            "{\"metadata\":null}",
            "{\"metadata\":[]}",
            "{\"metadata\":{\"name\":{\"deep\":[1,2,{\"x\":[]}]}},\"spec\":{\"a\":1}}",
            meta("shop", "") + "}",
            "{\"metadata\":{\"name\":\"no-namespace\"}}",
            meta("shop", "bad") + ",\"spec\":\"text\"}",
            meta("shop", "bad") + ",\"spec\":{\"ports\":{\"port\":1}}}",
            meta("shop", "bad") + ",\"spec\":{\"ports\":[{\"port\":\"http\"}]}}",
            meta("shop", "bad") + ",\"spec\":{\"ports\":[{\"port\":99999999999}]}}",
            meta("shop", "bad") + ",\"spec\":{\"ports\":[{\"port\":1.5}]}}",
            meta("shop", "bad") + ",\"spec\":{\"ports\":[[[[1]]]]}}",
            meta("shop", "bad") + ",\"spec\":{\"clusterIPs\":[[]]}}");
    try (Watched watched =
        new Watched(
            Kind.SERVICE,
            reply -> {
              reply.status(200).initialEnd("1");
              for (String object : nonsense) {
                reply.event("ADDED", object).event("MODIFIED", GOOD);
              }
              reply.event("DELETED", "{\"metadata\":{}}").event("MODIFIED", GOOD).silence();
            })) {
      watched.next(Listed.class);
      for (int i = 0; i <= nonsense.size(); i++) {
        assertThat(watched.next(ServiceChanged.class).service().name().name()).isEqualTo("good");
      }
      assertThat(watched.status().skipped()).isEqualTo(nonsense.size() + 1);
      assertThat(watched.unreadable)
          .as("each is named once")
          .extracting(ClusterEvent.Unreadable::key)
          .containsExactlyInAnyOrder("no-namespace", "shop/bad");
      assertThat(watched.status().restarts()).isZero();
    }
  }

  @Test
  void anUnreadableObjectOfAListStaysAmongItsKeysSoThatItsLastStateStays() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.SERVICE,
            reply -> reply.status(422).raw("{}"),
            reply ->
                reply
                    .status(200)
                    .raw(
                        "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":["
                            + meta("shop", "bad")
                            + ",\"spec\":7},"
                            + GOOD
                            + "]}"))) {
      watched.next(ServiceChanged.class);
      assertThat(watched.next(Listed.class).keys())
          .containsExactlyInAnyOrder("shop/bad", "shop/good");
    }
  }

  @Test
  void aMillionAnnotationsStreamPast() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            reply -> {
              reply.status(200).initialEnd("1");
              reply.raw("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"annotations\":{");
              StringBuilder some = new StringBuilder();
              for (int i = 0; i < 1_000_000; i++) {
                some.append("\"example.org/annotation-").append(i).append("\":\"value\",");
                if (some.length() > 100_000) {
                  reply.raw(some.toString());
                  some.setLength(0);
                }
              }
              reply
                  .raw(some + "\"weir.io/socket-lb\":\"disabled\"},\"name\":\"big\"}}}\n")
                  .silence();
            })) {
      watched.next(Listed.class);
      NamespaceChanged big = watched.next(NamespaceChanged.class);
      assertThat(big.namespace().name()).isEqualTo("big");
      assertThat(big.namespace().socketLoadBalancing()).isFalse();
    }
  }
}
