package io.weir.service.compile;

import static io.weir.service.compile.TestService.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.service.model.Service;
import io.weir.service.model.ServiceFacts;
import io.weir.values.Family;
import io.weir.values.Fault;
import io.weir.values.IpAddress;
import io.weir.values.Reading;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** services.md OBJ-3..OBJ-10 and section 9, cases 1 to 8. */
class ServiceReaderTest {
  private static TestService web() {
    return service().port("http", "TCP", 80, 0);
  }

  private static Service read(TestService service) {
    return ServiceReader.read(service.facts()).value().orElseThrow();
  }

  private static void refused(TestService service) {
    assertThat(ServiceReader.read(service.facts()).value()).isEmpty();
  }

  private static List<String> faultsOf(TestService service) {
    return ServiceReader.read(service.facts()).faults().stream().map(Fault::field).toList();
  }

  @Test
  void headlessAndExternalNameAreNotProxiedAndNoFault() {
    for (TestService s :
        List.of(
            web().clusterIp("None"),
            web().clusterIp(""),
            web().type("ExternalName"),
            service().clusterIp("None"))) {
      refused(s);
      assertThat(faultsOf(s)).isEmpty();
    }
  }

  @Test
  void clusterIpOfAnotherFamilyMeansNoServiceInOurs() {
    Service s =
        read(
            web()
                .clusterIp("fd00:96::1")
                .externalIps("10.9.9.9", "fd00:9::9")
                .ingress("10.8.8.8", "")
                .ingress("fd00:8::8", ""));
    assertThat(s.addresses()).extracting(Service.Addresses::family).containsExactly(Family.IPV6);
    assertThat(s.addresses().getFirst().externalIps()).hasToString("[fd00:9::9]");
    assertThat(s.addresses().getFirst().loadBalancerIps()).hasToString("[fd00:8::8]");
  }

  @Test
  void dualStackSplitsEveryListByFamilyIpv4First() {
    Service s =
        read(
            web()
                .clusterIp("fd00:96::1")
                .families(List.of("IPv6", "IPv4"), List.of("fd00:96::1", "10.96.0.1"))
                .externalIps("fd00:9::9", "10.9.9.9")
                .ingress("10.8.8.8", "VIP")
                .sourceRanges("fd00::/16", "10.0.0.0/8"));
    assertThat(s.addresses())
        .extracting(a -> a.clusterIp().toString())
        .containsExactly("10.96.0.1", "fd00:96::1");
    Service.Addresses v4 = s.addresses().getFirst();
    assertThat(v4.externalIps()).hasToString("[10.9.9.9]");
    assertThat(v4.loadBalancerIps()).hasToString("[10.8.8.8]");
    assertThat(v4.sourceRanges()).hasToString("[10.0.0.0/8]");
    assertThat(s.addresses().get(1).loadBalancerIps()).isEmpty();
    assertThat(s.addresses().get(1).sourceRanges()).hasToString("[fd00::/16]");
  }

  @ParameterizedTest(name = "ipMode \"{0}\": {1} frontends")
  @CsvSource({"'', 1", "VIP, 1", "Proxy, 0", "vip, 0"})
  void onlyVipIngressIsServed(String mode, int served) {
    Service s = read(web().ingress("10.8.8.8", mode).ingress("", ""));
    assertThat(s.addresses().getFirst().loadBalancerIps()).hasSize(served);
  }

  @Test
  void zeroPaddedNumbersAreDecimal() {
    Service s =
        read(
            web()
                .clusterIp("172.30.0.041")
                .externalIps("010.009.000.001")
                .ingress("192.000.002.010", "")
                .sourceRanges(" 10.1.2.0/28 ", "203.0.113.000/025"));
    Service.Addresses v4 = s.addresses().getFirst();
    assertThat(v4.clusterIp()).hasToString("172.30.0.41");
    assertThat(v4.externalIps()).hasToString("[10.9.0.1]");
    assertThat(v4.loadBalancerIps()).hasToString("[192.0.2.10]");
    assertThat(v4.sourceRanges()).hasToString("[10.1.2.0/28, 203.0.113.0/25]");
  }

  @Test
  void aRangeOfEverythingIsNoRangeInThatFamily() {
    TestService s = web().sourceRanges("10.0.0.0/8", "0.0.0.0/0", "fd00::/16", "garbage");
    assertThat(read(s).addresses().getFirst().sourceRanges()).isEmpty();
    assertThat(faultsOf(s)).containsExactly("spec.loadBalancerSourceRanges[3]");
  }

  @ParameterizedTest(name = "type {0} with externalIPs \"{1}\": honoured {2}")
  @CsvSource({
    "NodePort, '', true",
    "LoadBalancer, '', true",
    "ClusterIP, '', false",
    "ClusterIP, 10.9.9.9, true",
    "ClusterIP, garbage, true",
    "'', '', false",
    "Klingon, '', false"
  })
  void externalTrafficPolicyIsHonouredByType(String type, String externalIp, boolean honoured) {
    TestService s = web().type(type).externalPolicy("Local");
    Service read = read(externalIp.isEmpty() ? s : s.externalIps(externalIp));
    assertThat(read.externalLocal()).isEqualTo(honoured);
  }

  @ParameterizedTest(name = "{0}, {1}, {2}: {3}")
  @CsvSource({
    "LoadBalancer, Local, 345, 345",
    "LoadBalancer, Cluster, 345, 0",
    "NodePort, Local, 345, 0",
    "LoadBalancer, Local, 70000, 0",
    "LoadBalancer, Local, -1, 0"
  })
  void healthCheckPortNeedsLoadBalancerAndLocal(String type, String policy, int port, int kept) {
    TestService s = web().type(type).externalPolicy(policy).healthCheckNodePort(port);
    assertThat(read(s).healthCheckNodePort()).isEqualTo(kept);
  }

  @ParameterizedTest(name = "{0} {1} s: {2}")
  @CsvSource({
    "None, 600, 0",
    "'', 600, 0",
    "ClientIP, 600, 600",
    "ClientIP, 0, 10800",
    "ClientIP, 86400, 86400",
    "ClientIP, 86401, 10800",
    "ClientIP, -1, 10800",
    "clientip, 600, 0"
  })
  void affinityHasTheApisDefaultAndBounds(String affinity, int seconds, int kept) {
    assertThat(read(web().affinity(affinity, seconds)).affinitySeconds()).isEqualTo(kept);
  }

  @Test
  void badPortsAreLeftOutAndNamed() {
    TestService s =
        web()
            .port("a", "TCP", 0, 0)
            .port("b", "TCP", 70_000, 0)
            .port("c", "QUIC", 81, 0)
            .port("Not A Label", "TCP", 82, 0)
            .port("http", "TCP", 83, 0)
            .port("d", "TCP", 80, 0)
            .port("e", "UDP", 80, 30_001)
            .port("f", "UDP", 84, 30_001)
            .port("g", "UDP", 85, 99_999);
    assertThat(read(s).ports())
        .extracting(p -> p.id().portName() + " " + p.port() + " " + p.nodePort())
        .containsExactly("http 80 0", "e 80 30001", "f 84 0", "g 85 0");
    assertThat(faultsOf(s))
        .containsExactly(
            "spec.ports[1].port",
            "spec.ports[2].port",
            "spec.ports[3].protocol",
            "spec.ports[4].name",
            "spec.ports[5].name",
            "spec.ports[6].port",
            "spec.ports[8].nodePort",
            "spec.ports[9].nodePort");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "0.0.0.0",
        "127.0.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "ff02::1",
        "10.1",
        "x"
      })
  void addressesThatNobodyMayServeAreFaults(String ip) {
    refused(web().clusterIp(ip));
    assertThat(faultsOf(web().clusterIp(ip))).containsExactly("spec.clusterIP");
    assertThat(faultsOf(web().externalIps(ip))).containsExactly("spec.externalIPs[0]");
    assertThat(read(web().externalIps(ip)).addresses().getFirst().externalIps()).isEmpty();
  }

  @Test
  void emptyExternalIpIsSilent() {
    assertThat(faultsOf(web().externalIps("", "10.9.9.9"))).isEmpty();
  }

  @Test
  void familiesAndClusterIpsThatDoNotFitAreFaults() {
    TestService s =
        web()
            .families(
                List.of("IPv5", "IPv4", "IPv4", "IPv6", "IPv6"),
                List.of("10.96.0.1", "10.96.0.2", "10.96.0.3", "10.96.0.4"));
    assertThat(read(s).addresses())
        .extracting(Service.Addresses::clusterIp)
        .containsExactly(IpAddress.parse("10.96.0.2").orElseThrow());
    assertThat(faultsOf(s))
        .containsExactly(
            "spec.ipFamilies[0]", "spec.ipFamilies[2]", "spec.clusterIPs[3]", "spec.ipFamilies[4]");
  }

  @Test
  void faultsAreFewShortAndOneLine() {
    ServiceFacts facts =
        web()
            .type("x\n\u0007" + "y".repeat(1_000_000))
            .externalIps(Collections.nCopies(1_000, "1.2.3.\r\n4"))
            .facts();
    Reading<Service> reading = ServiceReader.read(facts);
    assertThat(reading.value()).isPresent();
    assertThat(reading.faults()).hasSize(Fault.MOST_PER_OBJECT);
    assertThat(reading.faults())
        .allSatisfy(f -> assertThat(f.reason()).hasSizeLessThanOrEqualTo(120).doesNotContain("\n"))
        .allSatisfy(f -> assertThat(f.object()).isEqualTo("Service shop/web"));
  }

  @Test
  void addressesOfOneObjectAreBounded() {
    List<String> many =
        IntStream.range(0, 40_000).mapToObj(i -> "10.7." + i / 256 + "." + i % 256).toList();
    TestService s = web().externalIps(many);
    assertThat(read(s).addresses().getFirst().externalIps()).hasSize(16_384);
    assertThat(faultsOf(s)).containsExactly("spec.externalIPs");
    TestService ports = service();
    IntStream.range(0, 5_000).forEach(i -> ports.port("p" + i, "TCP", i + 1, 0));
    assertThat(read(ports).ports()).hasSize(4_096);
  }

  @Test
  void namesAtTheLimitWorkAndLongerOnesDoNot() {
    String longest = "n".repeat(253);
    assertThat(read(web().name("shop", longest)).name().name()).isEqualTo(longest);
    refused(web().name("shop", longest + "n"));
    String port = "p".repeat(63);
    assertThat(read(service().port(port, "TCP", 80, 0)).ports()).hasSize(1);
    assertThat(read(service().port(port + "p", "TCP", 80, 0)).ports()).isEmpty();
  }
}
