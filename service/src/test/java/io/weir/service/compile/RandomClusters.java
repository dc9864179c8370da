package io.weir.service.compile;

import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.ServiceFacts;
import io.weir.values.ObjectName;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Random Services with their slices, out of few values, so that they meet: the same address in two
 * slices, a hint that names our zone. Nonsense is mixed in.
 */
final class RandomClusters {
  /** One Service, what a node sees of its slices, and the node. */
  record Case(ServiceFacts service, List<EndpointSliceFacts> slices, NodeFacts node) {}

  private static final String[] NONSENSE_IPS = {
    "",
    "None",
    "10.1.0.256",
    "10.1.0",
    "host.example",
    "127.0.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "fe80::1",
    "ff02::1",
    "::",
    "::1",
    "1.2.3.4::5",
    "fd00::1%eth0",
    "255.255.255.255",
    "169.254.1.1",
    "10.1.0.1 ",
    "\uff11.1.0.1",
    "10.1.0.1.",
    "1:2:3:4:5:6:7",
    "fd00:::1",
    "\u0000"
  };

  private RandomClusters() {}

  static Arbitrary<Case> cases() {
    return Combinators.combine(
            services(),
            slices().list().uniqueElements(EndpointSliceFacts::name).ofMaxSize(3),
            nodes())
        .as(Case::new);
  }

  private static Arbitrary<NodeFacts> nodes() {
    return Combinators.combine(Arbitraries.of("n1", "n2", ""), Arbitraries.of("a", "b", "z", ""))
        .as((name, zone) -> new NodeFacts(name, zone, List.of()));
  }

  /** Good ones of {@code prefix} (10.1 and fd00 with five hosts each) and some nonsense. */
  private static Arbitrary<String> ips(int goodV4, int goodV6, int bad) {
    Arbitrary<String> v4 =
        Arbitraries.of(
            "10.1.0.1",
            "10.1.0.2",
            "10.1.0.3",
            "10.1.0.4",
            "10.1.0.003",
            "010.1.0.2",
            "::ffff:10.1.0.4");
    Arbitrary<String> v6 = Arbitraries.of("fd00::1", "fd00::2", "fd00:0:0::3", "FD00::2");
    return Arbitraries.frequencyOf(
        Tuple.of(goodV4, v4), Tuple.of(goodV6, v6), Tuple.of(bad, Arbitraries.of(NONSENSE_IPS)));
  }

  private static Arbitrary<String> mostly(String... words) {
    List<String> odd = List.of("", "local", "ExternalName", "Klingon", "x".repeat(300));
    return Arbitraries.frequencyOf(
        Tuple.of(15, Arbitraries.of(words)), Tuple.of(1, Arbitraries.of(odd)));
  }

  private static Arbitrary<Integer> portNumbers() {
    return Arbitraries.frequencyOf(
        Tuple.of(24, Arbitraries.of(80, 80, 80, 8080)),
        Tuple.of(1, Arbitraries.of(0, -1, 65_535, 65_536, 70_000, Integer.MIN_VALUE)));
  }

  private static Arbitrary<String> portNames() {
    return Arbitraries.frequencyOf(
        Tuple.of(16, Arbitraries.of("", "", "", "", "http")),
        Tuple.of(1, Arbitraries.of("-x", "Http", "a.b", "x".repeat(64), "\n")));
  }

  private static Arbitrary<String> protocols() {
    return Arbitraries.frequencyOf(
        Tuple.of(24, Arbitraries.of("TCP", "TCP", "TCP", "UDP", "")),
        Tuple.of(1, Arbitraries.of("SCTP", "tcp", "QUIC")));
  }

  private static Arbitrary<ServiceFacts> services() {
    Arbitrary<ServiceFacts.Port> port =
        Combinators.combine(
                portNames(),
                protocols(),
                portNumbers(),
                Arbitraries.of(0, 0, 30080, 30081, 70_000, -5))
            .as(ServiceFacts.Port::new);
    Arbitrary<ServiceFacts.Ingress> ingress =
        Combinators.combine(ips(4, 3, 2), mostly("", "VIP", "Proxy")).as(ServiceFacts.Ingress::new);
    return Builders.withBuilder(TestService::service)
        .use(
            mostly(
                "ClusterIP", "ClusterIP", "NodePort", "NodePort", "LoadBalancer", "LoadBalancer"))
        .in(TestService::type)
        .use(
            Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.of("10.96.0.1")), Tuple.of(1, ips(1, 2, 1))))
        .in(TestService::clusterIp)
        .use(families())
        .in((s, t) -> s.families(t.get1(), t.get2()))
        .use(port.list().ofMinSize(1).ofMaxSize(3))
        .in(TestService::ports)
        .use(ips(4, 3, 2).list().ofMaxSize(2))
        .in((s, ips) -> s.externalIps(ips))
        .use(ingress.list().ofMaxSize(2))
        .in((s, list) -> s.ingress(list))
        .use(ranges().list().ofMaxSize(3))
        .in((s, list) -> s.sourceRanges(list))
        .use(
            Combinators.combine(mostly("Cluster", "Local"), mostly("Cluster", "Local"))
                .as(Tuple::of))
        .in((s, t) -> s.internalPolicy(t.get1()).externalPolicy(t.get2()))
        .use(
            Combinators.combine(
                    mostly("None", "ClientIP"), Arbitraries.of(0, 1, 600, 86_400, 86_401, -1))
                .as(Tuple::of))
        .in((s, t) -> s.affinity(t.get1(), t.get2()))
        .use(Arbitraries.of(0, 32_000, -1, 70_000))
        .in(TestService::healthCheckNodePort)
        .build(TestService::facts);
  }

  /** ipFamilies and clusterIPs: mostly a pair that fits. */
  private static Arbitrary<Tuple.Tuple2<List<String>, List<String>>> families() {
    String v4 = "10.96.0.1";
    String v6 = "fd00:96::1";
    Arbitrary<List<String>> anyFamilies =
        Arbitraries.of("IPv4", "IPv6", "IPv5").list().ofMaxSize(3);
    return Arbitraries.frequencyOf(
        Tuple.of(
            14,
            Arbitraries.of(
                Tuple.of(List.of(), List.of()),
                Tuple.of(List.of("IPv4"), List.of(v4)),
                Tuple.of(List.of("IPv4", "IPv6"), List.of(v4, v6)),
                Tuple.of(List.of("IPv6", "IPv4"), List.of(v6, v4)))),
        Tuple.of(
            2, Combinators.combine(anyFamilies, ips(1, 1, 1).list().ofMaxSize(3)).as(Tuple::of)));
  }

  private static Arbitrary<String> ranges() {
    return Arbitraries.of(
        "10.0.0.0/8",
        " 10.1.2.0/28 ",
        "10.1.2.7/28",
        "0.0.0.0/0",
        "fd00::/16",
        "fd00::1/128",
        "::/0",
        "203.0.113.000/025",
        "garbage",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "/8",
        "10.0.0.0/");
  }

  private static Arbitrary<EndpointSliceFacts> slices() {
    Arbitrary<EndpointSliceFacts.Port> port =
        Combinators.combine(portNames().injectNull(0.05), protocols(), portNumbers())
            .as(EndpointSliceFacts.Port::new);
    Arbitrary<ObjectName> name =
        Combinators.combine(
                Arbitraries.frequency(Tuple.of(12, "shop"), Tuple.of(1, "barn")),
                Arbitraries.of("web-1", "web-2", "web-3"))
            .as(ObjectName::new);
    return Arbitraries.frequency(
            Tuple.of(9, "IPv4"), Tuple.of(4, "IPv6"), Tuple.of(1, "FQDN"), Tuple.of(1, ""))
        .flatMap(type ->
            Combinators.combine(
                    name,
                    Arbitraries.frequency(
                        Tuple.of(14, "web"), Tuple.of(1, "web2"), Tuple.of(1, "")),
                    Arbitraries.integers().between(1, 200),
                    port.list().ofMinSize(1).ofMaxSize(3),
                    endpoints(type).list().ofMaxSize(5))
                .as((n, service, version, ports, endpoints) ->
                    new EndpointSliceFacts(n, service, type, "" + version, ports, endpoints, "")));
  }

  private static Arbitrary<EndpointSliceFacts.Endpoint> endpoints(String type) {
    Arbitrary<Boolean> flip = Arbitraries.of(true, false);
    Arbitrary<List<String>> zones =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.of("a", "b", "c").list().ofMinSize(1).ofMaxSize(2)),
            Tuple.of(1, Arbitraries.of(List.of(), List.of(""), List.of("", "a"))));
    Arbitrary<List<String>> nodes =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.of("n1", "n2", "n3").list().ofSize(1)),
            Tuple.of(2, Arbitraries.of(List.of(), List.of(""))));
    boolean v6 = type.equals("IPv6");
    return Combinators.combine(
            v6 ? ips(1, 30, 2) : ips(30, 1, 2),
            Arbitraries.of(true, true, false),
            flip,
            flip,
            Arbitraries.of("n1", "n2", ""),
            zones,
            nodes)
        .as(EndpointSliceFacts.Endpoint::new);
  }
}
