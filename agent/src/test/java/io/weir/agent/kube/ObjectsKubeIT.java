package io.weir.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PodFacts.NamedPort;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.ServiceFacts;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What real controllers and the real API server make of objects, seen through our watches. */
@Tag("kube")
@Timeout(300)
@ExtendWith(SharedControlPlane.class)
class ObjectsKubeIT {
  private static final String PORTS = "[{name: web, port: 80, targetPort: main}]";

  private Api api;
  private Space space;
  private Watching watching;
  private Mirror seen;

  @BeforeEach
  void begin(ControlPlane plane) throws IOException {
    api = new Api(plane.kubeconfig());
    space = new Space(api);
    space.node("node-a", "zone-a");
    space.node("node-b", "zone-b");
    watching = Watching.with(plane.kubeconfig());
    seen = watching.seen;
    seen.awaitSynced();
  }

  @AfterEach
  void end() {
    watching.close();
    api.close();
  }

  @Test
  void theEndpointsOfADualStackServiceFollowItsPodsFromReadyToTerminatingToGone()
      throws IOException {
    ObjectName web = space.name("web");
    space.service(
        "web", "{selector: {app: web}, ipFamilyPolicy: RequireDualStack, ports: " + PORTS + "}");
    space.pod("one", "web", "node-a", "10.0.0.1", "fd00::1");
    space.pod("two", "web", "node-b", "10.0.0.2", "fd00::2");

    seen.await("two endpoints", s -> ready(s, web, "IPv4").equals(Set.of("10.0.0.1", "10.0.0.2")));
    seen.await("of IPv6 too", s -> ready(s, web, "IPv6").equals(Set.of("fd00::1", "fd00::2")));
    ServiceFacts service = seen.service(web).orElseThrow();
    assertThat(service.ipFamilies()).containsExactly("IPv4", "IPv6");
    assertThat(service.clusterIps().getFirst()).startsWith("10.96.");
    assertThat(service.clusterIps().getLast()).startsWith("fd00:10:96::");
    assertThat(service.ports()).containsExactly(new ServiceFacts.Port("web", "TCP", 80, 0));
    assertThat(service.createdAt()).isPositive();
    assertThat(seen.slices(web))
        .extracting(EndpointSliceFacts::ports)
        .containsOnly(List.of(new EndpointSliceFacts.Port("web", "TCP", 8080)));
    assertThat(seen.endpoints(web, "IPv4"))
        .extracting(EndpointSliceFacts.Endpoint::nodeName)
        .containsExactlyInAnyOrder("node-a", "node-b");

    space.ready("one", false, "10.0.0.1", "fd00::1");
    seen.await("one unready", s -> ready(s, web, "IPv4").equals(Set.of("10.0.0.2")));
    assertThat(endpoint(web, "10.0.0.1").serving()).isFalse();
    assertThat(seen.slices(web))
        .extracting(EndpointSliceFacts::triggerTime)
        .as("when the pod became unready")
        .allMatch(time -> time.endsWith("Z"));

    api.delete(space.pods("two"));
    seen.await("two terminating", s -> endpoint(web, "10.0.0.2").terminating());
    assertThat(endpoint(web, "10.0.0.2").ready()).isFalse();
    assertThat(endpoint(web, "10.0.0.2").serving()).isTrue();

    api.delete(space.pods("two") + "?gracePeriodSeconds=0");
    seen.await("two gone", s -> s.endpoints(web, "IPv4").size() == 1);
    api.delete(space.services("web"));
    seen.await("all gone", s -> s.service(web).isEmpty() && s.slices(web).findAny().isEmpty());
  }

  @Test
  void hintsAreThoseOfTheTrafficDistribution() throws IOException {
    ObjectName near = space.name("near");
    space.service(
        "near",
        "{selector: {app: near}, trafficDistribution: PreferSameNode, ports: " + PORTS + "}");
    space.pod("one", "near", "node-a", "10.0.1.1", "fd00::1:1");
    space.pod("two", "near", "node-b", "10.0.1.2", "fd00::1:2");
    seen.await(
        "node and zone hints",
        s ->
            s.endpoints(near, "IPv4").size() == 2
                && s.endpoints(near, "IPv4").stream().noneMatch(e -> e.nodeHints().isEmpty()));
    assertThat(endpoint(near, "10.0.1.1").nodeHints()).containsExactly("node-a");
    assertThat(endpoint(near, "10.0.1.1").zoneHints()).containsExactly("zone-a");

    api.merge(space.services("near"), "{\"spec\":{\"trafficDistribution\":\"PreferSameZone\"}}");
    seen.await(
        "zone hints alone",
        s -> s.endpoints(near, "IPv4").stream().allMatch(e -> e.nodeHints().isEmpty()));
    assertThat(endpoint(near, "10.0.1.2").zoneHints()).containsExactly("zone-b");
  }

  @Test
  void aServiceIsSeenOnlyWhileItIsOursAndHasAClusterIp() throws IOException {
    ObjectName theirs = space.name("theirs");
    space.service("headless", "{clusterIP: None, selector: {app: web}, ports: " + PORTS + "}");
    space.service("theirs", "{selector: {app: web}, ports: " + PORTS + "}");
    space.pod("one", "web", "node-a", "10.0.2.1", "fd00::2:1");
    seen.await("a Service of ours", s -> s.service(theirs).isPresent());
    seen.await("its slices", s -> ready(s, theirs, "IPv4").equals(Set.of("10.0.2.1")));

    label("theirs", "\"another\"");
    seen.await("the label takes it away", s -> s.service(theirs).isEmpty());
    assertThat(seen.slices(theirs)).as("slices are not filtered so").isNotEmpty();
    label("theirs", "null");
    seen.await("it is back", s -> s.service(theirs).isPresent());

    assertThat(slicesOf("headless")).as("made before those that were seen").isPositive();
    assertThat(seen.service(space.name("headless"))).isEmpty();
    assertThat(seen.slices(space.name("headless"))).isEmpty();
  }

  private void label(String service, String value) throws IOException {
    api.merge(
        space.services(service),
        "{\"metadata\":{\"labels\":{\"service.kubernetes.io/service-proxy-name\":" + value + "}}}");
  }

  private int slicesOf(String service) throws IOException {
    return api.get(
            "/apis/discovery.k8s.io/v1/namespaces/"
                + space.namespace()
                + "/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3D"
                + service)
        .get("items")
        .size();
  }

  @Test
  void slicesOfAUserAreSeenUnlessTheyCarryTheHeadlessLabel() throws IOException {
    String rest =
        "addressType: IPv4, endpoints: [{addresses: [10.9.9.9]}], ports: [{name: web, port: 1}]";
    space.slice(
        "hidden", "{kubernetes.io/service-name: x, service.kubernetes.io/headless: \"\"}", rest);
    space.slice("own", "{kubernetes.io/service-name: x}", rest);
    seen.await("the one without", s -> s.slice(space.name("own")).isPresent());
    assertThat(seen.slice(space.name("hidden"))).isEmpty();
    EndpointSliceFacts.Endpoint bare =
        seen.slice(space.name("own")).orElseThrow().endpoints().getFirst();
    assertThat(List.of(bare.ready(), bare.serving(), bare.terminating()))
        .as("conditions that nobody set")
        .containsExactly(true, true, false);
  }

  @Test
  void serverSideApplyChangesWhatItsManagersSayAndARepeatIsNoEvent() throws IOException {
    ObjectName shop = space.name("shop");
    space.service("shop", "{ports: [{name: web, port: 80}, {name: tls, port: 443}]}");
    seen.await("both ports", s -> s.service(shop).filter(f -> f.ports().size() == 2).isPresent());

    api.applyAs(
        "other",
        space.services("shop"),
        "{apiVersion: v1, kind: Service, spec: {sessionAffinity: ClientIP}}");
    seen.await(
        "the field of another manager",
        s -> s.service(shop).orElseThrow().sessionAffinity().equals("ClientIP"));
    assertThat(seen.service(shop).orElseThrow().affinitySeconds()).isEqualTo(10_800);

    space.service("shop", "{ports: [{name: web, port: 80}]}");
    seen.await("the port left out is gone", s -> s.service(shop).orElseThrow().ports().size() == 1);
    assertThat(seen.service(shop).orElseThrow().sessionAffinity()).isEqualTo("ClientIP");

    int before = seen.changes(shop);
    space.service("shop", "{ports: [{name: web, port: 80}]}");
    space.service("later", "{ports: [{port: 80}]}");
    seen.await("what came after", s -> s.service(space.name("later")).isPresent());
    assertThat(seen.changes(shop)).isEqualTo(before);
  }

  @Test
  void podsOfEveryNodeAreSeenUntilTheyFinish() throws IOException {
    space.pod("mine", "web", "node-a", "10.0.3.1", "fd00::3:1");
    space.pod("other", "web", "node-b", "10.0.3.2", "fd00::3:2");
    seen.await(
        "its addresses",
        s -> s.pod(space.name("mine")).map(p -> p.addresses().size()).orElse(0) == 2);
    seen.await("the other node's", s -> s.pod(space.name("other")).isPresent());
    PodFacts mine = seen.pod(space.name("mine")).orElseThrow();
    assertThat(mine.uid()).isNotEmpty();
    assertThat(mine.node()).isEqualTo("node-a");
    assertThat(mine.created()).isPositive();
    assertThat(mine.labels()).containsEntry("app", "web");
    assertThat(mine.ports()).containsExactly(new NamedPort("main", Protocol.TCP, 8080));
    api.merge(space.pods("mine"), "{\"metadata\":{\"labels\":{\"app\":\"db\"}}}");
    seen.await(
        "its new label",
        s -> s.pod(space.name("mine")).orElseThrow().labels().get("app").equals("db"));

    api.merge(
        space.pods("mine"),
        "{\"metadata\":{\"annotations\":{\"weir.io/socket-lb\":\"disabled\"}}}");
    seen.await("opted out", s -> !s.pod(space.name("mine")).orElseThrow().socketLoadBalancing());
    api.merge(space.pods("mine") + "/status", "{\"status\":{\"phase\":\"Succeeded\"}}");
    seen.await("finished is gone", s -> s.pod(space.name("mine")).isEmpty());

    api.merge(
        "/api/v1/namespaces/" + space.namespace(),
        "{\"metadata\":{\"annotations\":{\"weir.io/socket-lb\":\"disabled\"}}}");
    api.merge(
        "/api/v1/namespaces/" + space.namespace(),
        "{\"metadata\":{\"labels\":{\"weir.io/policy-mode\":\"audit\",\"weir.io/new-pods\":\"deny\"}}}");
    seen.await(
        "a namespace's modes",
        s -> s.namespace(space.namespace()).filter(n -> n.audit() && n.strict()).isPresent());
    assertThat(seen.namespace(space.namespace()).orElseThrow().labels())
        .containsEntry("kubernetes.io/metadata.name", space.namespace());
    seen.await(
        "a namespace opted out",
        s -> !s.namespace(space.namespace()).orElseThrow().socketLoadBalancing());
  }

  @Test
  void nodesAreSeenWithZoneAddressesAndDrain() throws IOException {
    assertThat(seen.node("node-b").orElseThrow().facts().zone()).isEqualTo("zone-b");
    assertThat(seen.node("node-a").orElseThrow().facts().zone()).isEqualTo("zone-a");
    api.merge(
        "/api/v1/nodes/node-a/status",
        """
        {"status":{"addresses":[{"type":"Hostname","address":"node-a"},
         {"type":"ExternalIP","address":"203.0.113.1"},
         {"type":"InternalIP","address":"192.168.0.1"},
         {"type":"InternalIP","address":"fd00::a"}]}}\
        """);
    seen.await("addresses", s -> s.node("node-a").orElseThrow().facts().addresses().size() == 3);
    assertThat(seen.node("node-a").orElseThrow().facts().addresses())
        .extracting(Object::toString)
        .containsExactly("192.168.0.1", "fd00::a", "203.0.113.1");
    api.merge(
        "/api/v1/nodes/node-a",
        "{\"spec\":{\"taints\":[{\"key\":\"ToBeDeletedByClusterAutoscaler\",\"effect\":\"NoSchedule\"}]}}");
    seen.await("drained", s -> !s.node("node-a").orElseThrow().eligible());
    api.merge("/api/v1/nodes/node-a", "{\"spec\":{\"taints\":null}}");
    seen.await("back", s -> s.node("node-a").orElseThrow().eligible());
    assertThat(watching.status(Kind.NODE).relists()).isZero();
  }

  private EndpointSliceFacts.Endpoint endpoint(ObjectName service, String address) {
    return seen.endpoints(service, "IPv4").stream()
        .filter(endpoint -> endpoint.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> ready(Mirror seen, ObjectName service, String family) {
    return seen.endpoints(service, family).stream()
        .filter(EndpointSliceFacts.Endpoint::ready)
        .map(EndpointSliceFacts.Endpoint::address)
        .collect(Collectors.toSet());
  }
}
