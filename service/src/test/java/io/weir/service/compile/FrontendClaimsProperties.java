package io.weir.service.compile;

import static io.weir.service.compile.TestService.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.values.ObjectName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random histories of claims against a table drawn up from the claims that stand at the end. */
class FrontendClaimsProperties {
  /** A Service comes or changes; {@code gone}: it goes. */
  record Step(CompiledService service, boolean gone) {}

  private record Wish(int rank, long createdAt, ObjectName service, String port) {}

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<String> ips = Arbitraries.of("10.96.0.1", "10.96.0.2", "10.96.0.3");
    Arbitrary<CompiledService> services =
        Combinators.combine(
                Arbitraries.of("a", "b", "c", "d"),
                Arbitraries.longs().between(1, 3),
                ips,
                ips.list().ofMaxSize(2),
                ips.list().ofMaxSize(1),
                Arbitraries.of(0, 30_080))
            .as((name, age, clusterIp, external, vips, nodePort) -> {
              TestService s = service().name("shop", name).createdAt(age).clusterIp(clusterIp);
              vips.forEach(vip -> s.ingress(vip, ""));
              return FrontendClaimsTest.compiled(
                  s.externalIps(external).port("p", "TCP", 80, nodePort).facts());
            });
    return Combinators.combine(services, Arbitraries.of(false, false, true))
        .as(Step::new)
        .list()
        .ofMaxSize(20);
  }

  @Property(tries = 2000)
  void ownersDependOnlyOnTheClaimsThatStand(@ForAll("histories") List<Step> history) {
    FrontendClaims claims = new FrontendClaims();
    Map<ObjectName, CompiledService> standing = new HashMap<>();
    for (Step step : history) {
      Map<ObjectName, CompiledService> before = grants(claims, standing);
      ObjectName name = step.service().name();
      FrontendClaims.Change change;
      if (step.gone()) {
        standing.remove(name);
        change = claims.release(name);
      } else {
        standing.put(name, step.service());
        change = claims.claim(step.service());
      }
      Map<ObjectName, CompiledService> after = grants(claims, standing);
      assertThat(after).isEqualTo(expected(standing));
      Set<ObjectName> changed = new HashSet<>(standing.keySet());
      changed.removeIf(n -> n.equals(name) || after.get(n).equals(before.get(n)));
      assertThat(change.affected()).as("told of a change").isEqualTo(changed);
      standing
          .keySet()
          .forEach(n ->
              assertThat(claims.lost(n))
                  .hasSize(frontends(standing.get(n)) - frontends(after.get(n))));
    }
  }

  private static int frontends(CompiledService service) {
    return service.ports().stream().mapToInt(p -> p.frontends().size()).sum();
  }

  private static Map<ObjectName, CompiledService> grants(
      FrontendClaims claims, Map<ObjectName, CompiledService> standing) {
    Map<ObjectName, CompiledService> granted = new HashMap<>();
    standing.forEach((name, service) -> granted.put(name, claims.granted(service)));
    return granted;
  }

  private static Map<ObjectName, CompiledService> expected(
      Map<ObjectName, CompiledService> standing) {
    Map<String, Wish> best = new TreeMap<>();
    standing
        .values()
        .forEach(s ->
            s.ports()
                .forEach(p ->
                    p.frontends()
                        .forEach(f ->
                            best.merge(
                                key(f),
                                wish(s, p, f),
                                (a, b) -> order().compare(a, b) <= 0 ? a : b))));
    Map<ObjectName, CompiledService> result = new HashMap<>();
    standing.forEach((name, s) ->
        result.put(
            name,
            s.withPorts(
                s.ports().stream()
                    .map(p ->
                        p.withFrontends(
                            p.frontends().stream()
                                .filter(f -> best.get(key(f)).service().equals(name))
                                .toList()))
                    .toList())));
    return result;
  }

  private static Comparator<Wish> order() {
    return Comparator.comparing(Wish::rank)
        .thenComparing(Wish::createdAt)
        .thenComparing(w -> w.service().toString());
  }

  private static Wish wish(CompiledService s, CompiledPort p, Frontend f) {
    String kind = f.getClass().getSimpleName();
    int rank = List.of("ClusterIp", "LoadBalancerIp", "ExternalIp").indexOf(kind);
    return new Wish(Math.max(0, rank), s.createdAt(), s.name(), p.port().portName());
  }

  private static String key(Frontend f) {
    String text = f.toString();
    return text.contains("address=") ? text.replaceAll(".*address=([^,\\]]*).*", "$1") : "node";
  }
}
