package io.weir.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.ClusterEvent;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PodFacts.NamedPort;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What policies know of pods, namespaces and nodes. */
class PeerDraftTest {
  private static PodFacts pod(String rest) {
    String head = "{kind: Pod, metadata: {namespace: shop, name: a, uid: u, ";
    return ((ClusterEvent.PodChanged) Manifests.read(head + rest).getFirst()).pod();
  }

  @Test
  void aPodHasItsLabelsNodeAgeAndNamedPorts() {
    PodFacts pod =
        pod(
            """
            labels: {app: web, empty: "", nothing: null},
              creationTimestamp: "1970-01-01T00:01:00Z"},
             spec: {nodeName: node-b, containers: [
               {name: a, ports: [{name: web, containerPort: 8080}, {containerPort: 1}]},
               {name: b, ports: [{name: web, containerPort: 8080, protocol: UDP},
                 {name: web, containerPort: 9090, protocol: TCP},
                 {name: call, containerPort: 7, protocol: SCTP},
                 {name: odd, containerPort: 7, protocol: DCCP},
                 {name: odd, containerPort: 0}, {name: odd, containerPort: 65536}]},
               {name: c}],
              initContainers: [
               {name: d, restartPolicy: Always, ports: [{name: mesh, containerPort: 15001}]},
               {name: e, ports: [{name: setup, containerPort: 2}]}],
              ephemeralContainers: [{name: f, ports: [{name: debug, containerPort: 3}]}]}}\
            """);
    assertThat(pod.labels()).isEqualTo(Map.of("app", "web", "empty", "", "nothing", ""));
    assertThat(pod.node()).isEqualTo("node-b");
    assertThat(pod.created()).isEqualTo(60);
    assertThat(pod.ports())
        .containsExactlyInAnyOrder(
            new NamedPort("web", Protocol.TCP, 8080),
            new NamedPort("web", Protocol.UDP, 8080),
            new NamedPort("web", Protocol.TCP, 9090),
            new NamedPort("call", Protocol.SCTP, 7),
            new NamedPort("mesh", Protocol.TCP, 15001));
  }

  @Test
  void aPodThatIsNotScheduledHasNoNode() {
    PodFacts pod = pod("labels: null}, spec: {containers: []}}");
    assertThat(pod.node()).isEmpty();
    assertThat(pod.labels()).isEmpty();
  }

  @Test
  void aTerminatingPodIsAPodAndAFinishedOneIsNone() {
    assertThat(
            pod("deletionTimestamp: \"2026-01-01T00:00:00Z\"},"
                    + " status: {phase: Running, podIPs: [{ip: 10.0.0.1}]}}")
                .addresses())
        .hasSize(1);
    String finished = "{kind: Pod, metadata: {namespace: shop, name: a}, status: {phase: Failed}}";
    assertThat(Manifests.read(finished))
        .containsExactly(new ClusterEvent.PodDeleted(new ObjectName("shop", "a")));
  }

  @Test
  void aNamespaceHasItsModesByLabelNotByAnnotation() {
    String head = "{kind: Namespace, metadata: {name: shop, ";
    String modes = "{weir.io/policy-mode: audit, weir.io/new-pods: deny}";
    NamespaceFacts labelled = namespace(head + "labels: " + modes + "}}");
    assertThat(labelled.audit()).isTrue();
    assertThat(labelled.strict()).isTrue();
    assertThat(labelled.labels()).hasSize(2);
    NamespaceFacts annotated = namespace(head + "annotations: " + modes + "}}");
    assertThat(annotated.audit()).isFalse();
    assertThat(annotated.strict()).isFalse();
  }

  private static NamespaceFacts namespace(String yaml) {
    return ((ClusterEvent.NamespaceChanged) Manifests.read(yaml).getFirst()).namespace();
  }

  @Test
  void aNodeHasItsLabelsEveryAddressAndItsPodRanges() {
    NodeFacts node =
        ((ClusterEvent.NodeChanged)
                Manifests.read(
                        """
                        {kind: Node, metadata: {name: node-b, labels: {disk: ssd}},
                         spec: {podCIDR: 10.1.0.0/24, podCIDRs: [10.1.0.0/24, "fd01::/64", x]},
                         status: {addresses: [{type: Hostname, address: node-b},
                          {type: InternalIP, address: 192.168.0.1},
                          {type: NewKindOfIP, address: "fd00::1"},
                          {type: ExternalIP, address: 192.168.0.1}]}}\
                        """)
                    .getFirst())
            .policy();
    assertThat(node.labels()).isEqualTo(Map.of("disk", "ssd"));
    assertThat(node.addresses())
        .extracting(Object::toString)
        .containsExactly("192.168.0.1", "fd00::1");
    assertThat(node.podRanges())
        .containsExactly(
            IpPrefix.parse("10.1.0.0/24").orElseThrow(), IpPrefix.parse("fd01::/64").orElseThrow());
  }

  @Test
  void labelsThatPodsHaveAlikeAreKeptOnce() {
    Pool pool = new Pool();
    List<ClusterEvent> events = new ArrayList<>();
    Resource pods =
        Resource.all().stream()
            .filter(r -> r.kind() == ClusterEvent.Kind.POD)
            .findFirst()
            .orElseThrow();
    Intake intake = new Intake(pods, events::add, new Counters(pods.kind()));
    for (String name : List.of("a", "b")) {
      String json =
          """
          {"metadata":{"namespace":"shop","name":"%s","labels":{"app":"web","tier":"1"}},
           "spec":{"containers":[{"ports":[{"name":"web","containerPort":80}]}]}}\
          """
              .formatted(name);
      try (Json in =
          new Json(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), pool)) {
        in.next();
        intake.changed(in);
      }
    }
    PodFacts a = ((ClusterEvent.PodChanged) events.get(0)).pod();
    PodFacts b = ((ClusterEvent.PodChanged) events.get(1)).pod();
    assertThat(a.labels()).isSameAs(b.labels());
    assertThat(a.ports()).isSameAs(b.ports());
    assertThat(a.name().namespace()).isSameAs(b.name().namespace());
  }
}
