package io.weir.service.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.ServiceFacts;
import io.weir.values.Family;
import io.weir.values.Fault;
import io.weir.values.ObjectName;
import io.weir.values.Reading;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Facts of any strings and numbers whatever: nothing throws, and every fault is short. */
class NonsenseProperties {
  private static Arbitrary<String> text() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(20),
        Arbitraries.strings().withCharRange('.', ':').ofMaxLength(12),
        Arbitraries.of(
            "",
            "None",
            "IPv4",
            "IPv6",
            "TCP",
            "Local",
            "ClientIP",
            "web",
            "10.96.0.1",
            "fd00::1",
            "10.0.0.0/8",
            "LoadBalancer",
            "\uD800",
            "x".repeat(100_000)));
  }

  private static Arbitrary<ObjectName> names() {
    Arbitrary<String> part = text().filter(s -> !s.isEmpty());
    return Combinators.combine(part, part).as(ObjectName::new);
  }

  @Provide
  Arbitrary<ServiceFacts> services() {
    Arbitrary<List<String>> texts = text().list().ofMaxSize(3);
    Arbitrary<ServiceFacts.Port> port =
        Combinators.combine(text(), text(), Arbitraries.integers(), Arbitraries.integers())
            .as(ServiceFacts.Port::new);
    Arbitrary<TestService> base =
        Combinators.combine(names(), text(), text(), texts, texts, port.list().ofMaxSize(3))
            .as((name, type, ip, families, ips, ports) ->
                TestService.service()
                    .name(name.namespace(), name.name())
                    .type(type)
                    .clusterIp(ip)
                    .families(families, ips)
                    .ports(ports));
    Arbitrary<ServiceFacts.Ingress> ingress =
        Combinators.combine(text(), text()).as(ServiceFacts.Ingress::new);
    return Combinators.combine(
            base,
            texts,
            ingress.list().ofMaxSize(3),
            texts,
            texts.filter(t -> t.size() == 3),
            Arbitraries.integers())
        .as((s, external, vips, ranges, words, number) ->
            s.externalIps(external)
                .ingress(vips)
                .sourceRanges(ranges)
                .internalPolicy(words.get(0))
                .externalPolicy(words.get(1))
                .affinity(words.get(2), number)
                .healthCheckNodePort(number)
                .facts());
  }

  @Provide
  Arbitrary<EndpointSliceFacts> slices() {
    Arbitrary<List<String>> texts = text().list().ofMaxSize(3);
    Arbitrary<Boolean> flip = Arbitraries.of(true, false);
    Arbitrary<EndpointSliceFacts.Port> port =
        Combinators.combine(text().injectNull(0.1), text(), Arbitraries.integers())
            .as(EndpointSliceFacts.Port::new);
    Arbitrary<EndpointSliceFacts.Endpoint> endpoint =
        Combinators.combine(text(), flip, flip, flip, text(), texts, texts)
            .as(EndpointSliceFacts.Endpoint::new);
    return Combinators.combine(
            names(),
            text(),
            text(),
            text(),
            port.list().ofMaxSize(3),
            endpoint.list().ofMaxSize(5),
            text())
        .as(EndpointSliceFacts::new);
  }

  @Property
  void nothingThrows(
      @ForAll("services") ServiceFacts service, @ForAll("slices") EndpointSliceFacts slice) {
    Reading<?> slices = new SliceReader().read(slice);
    areShort(slices.faults());
    Reading<io.weir.service.model.Service> read = ServiceReader.read(service);
    areShort(read.faults());
    read.value()
        .ifPresent(s -> {
          ServiceCompiler compiler = new ServiceCompiler(CompilerSettings.DEFAULT);
          NodeFacts node = new NodeFacts("", "", List.of());
          CompiledService compiled = compiler.compile(s, Rendered.read(List.of(slice)), node);
          FrontendClaims claims = new FrontendClaims();
          claims.claim(compiled);
          assertThat(claims.granted(compiled)).isEqualTo(compiled);
          assertThat(compiler.localReady(s, List.of(), node, Family.IPV4)).isZero();
        });
  }

  private static void areShort(List<Fault> faults) {
    assertThat(faults).hasSizeLessThanOrEqualTo(Fault.MOST_PER_OBJECT);
    assertThat(faults)
        .allSatisfy(f -> {
          assertThat(f.reason()).isNotBlank().hasSizeLessThanOrEqualTo(120);
          assertThat(f.object() + f.field()).hasSizeLessThanOrEqualTo(460);
        });
  }
}
