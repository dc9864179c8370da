package io.weir.service.compile;

import static io.weir.service.compile.TestService.service;
import static io.weir.service.compile.TestSlice.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.service.model.EndpointSlice;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.External;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.Service;
import io.weir.values.Family;
import io.weir.values.Fault;
import io.weir.values.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** services.md section 9 as far as it is pure: cases 6, 12 to 19, 21, 22, 28 to 31, 39. */
class ServiceCompilerTest {
  private static final NodeFacts NODE = new NodeFacts("me", "a", List.of());

  private static Service read(TestService service) {
    return ServiceReader.read(service.facts()).value().orElseThrow();
  }

  private static CompiledService compile(TestService service, TestSlice... slices) {
    return new ServiceCompiler(CompilerSettings.DEFAULT)
        .compile(read(service), slices(slices), NODE);
  }

  private static List<EndpointSlice> slices(TestSlice... slices) {
    List<EndpointSliceFacts> facts = new ArrayList<>();
    for (TestSlice s : slices) {
      facts.add(s.facts());
    }
    return Rendered.read(facts);
  }

  private static String cluster(CompiledService compiled) {
    return compiled.ports().stream()
        .flatMap(p -> p.backends().cluster().stream())
        .map(b -> b.address().toString())
        .collect(Collectors.joining(" "));
  }

  private static TestService web() {
    return service().type("LoadBalancer").port("http", "TCP", 80, 30_080);
  }

  private static TestSlice http(String name) {
    return slice().name("shop", name).port("http", "TCP", 8080);
  }

  @Test
  void frontendsComeInAFixedOrderAndTheStrongerKindOfAnAddressWins() {
    CompiledService c =
        compile(
            web()
                .externalIps("10.9.9.9", "10.96.0.1", "10.8.8.8", "10.9.9.9")
                .ingress("10.8.8.8", "VIP")
                .ingress("10.96.0.1", "VIP")
                .sourceRanges("10.0.0.0/8"));
    assertThat(c.ports().getFirst().frontends())
        .hasToString(
            "[ClusterIp[address=10.96.0.1:80], NodePort[port=30080],"
                + " ExternalIp[address=10.9.9.9:80],"
                + " LoadBalancerIp[address=10.8.8.8:80, sourceRanges=[10.0.0.0/8]]]");
  }

  @Test
  void externalIpsOutsideTheSettingsAreNotServedButCountAsExternalAccess() {
    TestService s =
        service()
            .port("http", "TCP", 80, 0)
            .externalIps("10.9.9.9", "192.0.2.1")
            .externalPolicy("Local");
    CompilerSettings settings =
        new CompilerSettings(List.of(IpPrefix.parse("10.0.0.0/8").orElseThrow()), External.DEFAULT);
    CompiledService c = new ServiceCompiler(settings).compile(read(s), List.of(), NODE);
    assertThat(c.ports().getFirst().frontends()).hasSize(2);
    assertThat(c.faults()).extracting(Fault::field).containsExactly("spec.externalIPs");
    CompiledService none =
        new ServiceCompiler(new CompilerSettings(List.of(), External.DEFAULT))
            .compile(read(s), List.of(), NODE);
    assertThat(none.ports().getFirst().frontends()).hasSize(1);
    assertThat(none.ports().getFirst().externalLocal()).isTrue();
  }

  @Test
  void everyPortCarriesTheHealthCheckPort() {
    CompiledService c =
        compile(
            web().port("tls", "TCP", 443, 30_443).externalPolicy("Local").healthCheckNodePort(345));
    assertThat(c.ports()).hasSize(2).allMatch(p -> p.healthCheckNodePort() == 345);
  }

  @Test
  void sameEndpointsInTwoSlicesAreOneSet() {
    assertThat(
            cluster(
                compile(
                    web(),
                    http("a").ready("10.1.0.1", "10.1.0.2"),
                    http("b").ready("10.1.0.2", "10.1.0.01"))))
        .isEqualTo("10.1.0.1:8080 10.1.0.2:8080");
  }

  @Test
  void readyBeatsTerminatingWhateverTheOrderOrAge() {
    TestSlice ready = http("a").version("1").endpoint("10.1.0.1", "R");
    TestSlice gone = http("b").version("9").endpoint("10.1.0.1", "D");
    assertThat(cluster(compile(web(), ready, gone))).isEqualTo("10.1.0.1:8080");
    assertThat(cluster(compile(web(), gone, ready))).isEqualTo("10.1.0.1:8080");
  }

  @Test
  void ofEqualDuplicatesTheNewestSliceCountsByNumber() {
    TestSlice old = http("a").version("9").endpoint("10.1.0.1", "R node=me");
    TestSlice young = http("b").version("10").endpoint("10.1.0.1", "R node=other");
    CompiledService c = compile(web(), old, young);
    assertThat(c.ports().getFirst().backends().cluster()).noneMatch(Backend::local);
    assertThat(compile(web(), young, old)).isEqualTo(c);
  }

  @Test
  void onePortNameMayMeanTwoNumbers() {
    TestSlice other =
        slice().name("shop", "b").port("http", "TCP", 80).ready("10.1.0.1", "10.1.0.2");
    assertThat(cluster(compile(web(), http("a").ready("10.1.0.1", "10.1.0.2"), other)))
        .isEqualTo("10.1.0.1:80 10.1.0.1:8080 10.1.0.2:80 10.1.0.2:8080");
  }

  @Test
  void slicesOfOtherServicesAndOtherPortsAreNotUsed() {
    assertThat(
            cluster(
                compile(
                    web(),
                    http("a").service("web2").ready("10.1.0.1"),
                    http("b").name("barn", "web").ready("10.1.0.2"),
                    slice().port("http", "UDP", 8080).ready("10.1.0.3"),
                    slice().port("https", "TCP", 8080).ready("10.1.0.4"),
                    slice().port("", "TCP", 8080).ready("10.1.0.5"))))
        .isEmpty();
  }

  @Test
  void renamedPortTakesItsEndpointsAlong() {
    TestSlice s = http("a").ready("10.1.0.1");
    assertThat(cluster(compile(service().port("www", "TCP", 80, 0), s))).isEmpty();
    assertThat(cluster(compile(service().port("http", "TCP", 81, 0), s)))
        .isEqualTo("10.1.0.1:8080");
  }

  @Test
  void unnamedPortJoinsUnnamed() {
    TestSlice s = slice().port("", "TCP", 8080).ready("10.1.0.1");
    assertThat(cluster(compile(service().port("", "TCP", 80, 0), s))).isEqualTo("10.1.0.1:8080");
  }

  @Test
  void healthCountsDistinctLocalReadyAddresses() {
    ServiceCompiler compiler = new ServiceCompiler(CompilerSettings.DEFAULT);
    Service s = read(web().port("tls", "TCP", 443, 0).externalPolicy("Local"));
    TestSlice slice =
        http("a")
            .port("tls", "TCP", 8443)
            .endpoint("10.1.0.1", "R node=me")
            .endpoint("10.1.0.2", "P node=me")
            .endpoint("10.1.0.3", "ST node=me")
            .endpoint("10.1.0.4", "R node=other")
            .endpoint("10.1.0.5", "U node=me");
    assertThat(compiler.localReady(s, slices(slice), NODE, Family.IPV4)).isEqualTo(2);
    assertThat(compiler.localReady(s, slices(slice), NODE, Family.IPV6)).isZero();
    TestSlice only = http("a").endpoint("10.1.0.3", "ST node=me").endpoint("10.1.0.5", "U node=me");
    assertThat(compiler.localReady(s, slices(only), NODE, Family.IPV4)).isZero();
  }

  @Test
  void noLocalEndpointIsToldForEachPolicyAndOnlyWhereThereAreOthers() {
    TestService both = web().internalPolicy("Local").externalPolicy("Local");
    CompiledPort remote = compile(both, http("a").ready("10.1.0.1")).ports().getFirst();
    assertThat(remote.noLocalInternal()).isTrue();
    assertThat(remote.noLocalExternal()).isTrue();
    CompiledPort none = compile(both).ports().getFirst();
    assertThat(none.noLocalInternal()).isFalse();
    assertThat(none.noLocalExternal()).isFalse();
    CompiledPort cluster = compile(web(), http("a").ready("10.1.0.1")).ports().getFirst();
    assertThat(cluster.noLocalInternal()).isFalse();
    CompiledPort here =
        compile(both, http("a").endpoint("10.1.0.1", "R node=me")).ports().getFirst();
    assertThat(here.noLocalExternal()).isFalse();
  }

  @Test
  void servingSetIgnoresPolicyAndTopologyAndKeepsWhatStillServes() {
    CompiledPort p =
        compile(
                web().internalPolicy("Local").externalPolicy("Local"),
                http("a")
                    .endpoint("10.1.0.1", "R zones=b")
                    .endpoint("10.1.0.2", "ST")
                    .endpoint("10.1.0.3", "D")
                    .endpoint("10.1.0.4", "U")
                    .endpoint("10.1.0.5", "P"))
            .ports()
            .getFirst();
    assertThat(p.backends().serving())
        .extracting(b -> b.address().toString())
        .containsExactly("10.1.0.1:8080", "10.1.0.2:8080", "10.1.0.5:8080");
  }

  @Test
  void whyNamesTheModeAndTheReasonOfEachEndpoint() {
    List<EndpointSlice> slices =
        slices(
            http("a")
                .endpoint("10.1.0.1", "R zones=a node=other")
                .endpoint("10.1.0.2", "R zones=b node=me")
                .endpoint("10.1.0.3", "ST node=me")
                .endpoint("10.1.0.4", "U")
                .endpoint("10.1.0.5", "D"));
    Service s = read(web().externalPolicy("Local"));
    ServiceCompiler compiler = new ServiceCompiler(CompilerSettings.DEFAULT);
    ServiceWhy why =
        compiler.why(s, slices, NODE, s.ports().getFirst().id(), Family.IPV4).orElseThrow();
    assertThat(why.topology()).isEqualTo(Topology.SAME_ZONE);
    assertThat(why.candidates())
        .extracting(c -> c.cluster() + "/" + c.local())
        .containsExactly(
            "READY/REMOTE",
            "OTHER_ZONE/READY",
            "OUTDONE/OUTDONE",
            "NOT_READY/REMOTE",
            "GONE/REMOTE");
    assertThat(compiler.why(s, slices, NODE, s.ports().getFirst().id(), Family.IPV6)).isEmpty();
  }
}
