package io.weir.service.compile;

import static io.weir.service.compile.TestService.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.service.model.NodeFacts;
import io.weir.service.model.ServiceFacts;
import io.weir.values.ObjectName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** services.md OBJ-16: who serves a frontend that several Services claim. */
class FrontendClaimsTest {
  private final FrontendClaims claims = new FrontendClaims();

  static CompiledService compiled(ServiceFacts facts) {
    return new ServiceCompiler(CompilerSettings.DEFAULT)
        .compile(
            ServiceReader.read(facts).value().orElseThrow(),
            List.of(),
            new NodeFacts("me", "", List.of()));
  }

  private static CompiledService named(String name, long createdAt, TestService service) {
    return compiled(service.name("shop", name).createdAt(createdAt).port("", "TCP", 80, 0).facts());
  }

  private int served(CompiledService service) {
    return claims.granted(service).ports().getFirst().frontends().size();
  }

  @Test
  void uncontestedFrontendsAreGrantedAsTheyAre() {
    CompiledService a = named("a", 1, service().externalIps("10.9.9.9"));
    assertThat(claims.claim(a)).isEqualTo(new FrontendClaims.Change(java.util.Set.of(), List.of()));
    assertThat(claims.granted(a)).isSameAs(a);
  }

  @Test
  void theOldestServesAndTheNextTakesOver() {
    CompiledService young = named("a", 2, service().clusterIp("10.96.0.1").externalIps("10.9.9.9"));
    CompiledService old = named("b", 1, service().clusterIp("10.96.0.2").externalIps("10.9.9.9"));
    claims.claim(young);
    assertThat(served(young)).isEqualTo(2);

    FrontendClaims.Change change = claims.claim(old);
    assertThat(change.affected()).containsExactly(young.name());
    assertThat(change.conflicts())
        .hasToString("[frontend 10.9.9.9:80/TCP is served by shop/b/TCP, not by shop/a/TCP]");
    assertThat(served(young)).isEqualTo(1);
    assertThat(served(old)).isEqualTo(2);
    assertThat(claims.lost(young.name())).isEqualTo(change.conflicts());

    FrontendClaims.Change back = claims.release(old.name());
    assertThat(back.affected()).containsExactly(young.name());
    assertThat(back.conflicts()).isEmpty();
    assertThat(served(young)).isEqualTo(2);
    assertThat(claims.lost(young.name())).isEmpty();
  }

  @Test
  void clusterIpBeatsLoadBalancerBeatsExternalIpWhateverTheAge() {
    CompiledService external =
        named("c", 1, service().clusterIp("10.96.0.3").externalIps("10.96.0.1"));
    CompiledService vip = named("b", 2, service().clusterIp("10.96.0.2").ingress("10.96.0.1", ""));
    CompiledService cluster = named("a", 3, service().clusterIp("10.96.0.1"));
    claims.claim(external);
    assertThat(claims.claim(vip).affected()).containsExactly(external.name());
    assertThat(claims.claim(cluster).affected()).containsExactly(vip.name());
    assertThat(served(external)).isEqualTo(1);
    assertThat(served(vip)).isEqualTo(1);
    assertThat(served(cluster)).isEqualTo(1);
    assertThat(claims.release(cluster.name()).affected()).containsExactly(vip.name());
    assertThat(claims.release(vip.name()).affected()).containsExactly(external.name());
  }

  @Test
  void aLoserThatComesOrGoesConcernsNobodyElse() {
    claims.claim(named("a", 1, service()));
    CompiledService loser = named("b", 2, service());
    assertThat(claims.claim(loser).affected()).isEmpty();
    assertThat(claims.lost(loser.name())).hasSize(1);
    assertThat(claims.release(loser.name()).affected()).isEmpty();
    assertThat(claims.release(new ObjectName("no", "such")).affected()).isEmpty();
  }

  @Test
  void protocolsPortsAndFamiliesOfANodePortAreKeptApart() {
    for (CompiledService s :
        List.of(
            compiled(
                service()
                    .name("shop", "a")
                    .clusterIp("10.96.0.1")
                    .port("", "TCP", 80, 30_080)
                    .facts()),
            compiled(
                service()
                    .name("shop", "b")
                    .clusterIp("10.96.0.1")
                    .port("", "UDP", 80, 30_080)
                    .facts()),
            compiled(
                service()
                    .name("shop", "c")
                    .clusterIp("10.96.0.1")
                    .port("", "TCP", 81, 30_081)
                    .facts()),
            compiled(
                service()
                    .name("shop", "d")
                    .clusterIp("fd00::1")
                    .port("", "TCP", 80, 30_080)
                    .facts()))) {
      assertThat(claims.claim(s).conflicts()).isEmpty();
      assertThat(claims.granted(s)).isSameAs(s);
    }
    CompiledService clash =
        compiled(
            service().name("shop", "e").clusterIp("10.96.0.9").port("", "TCP", 80, 30_080).facts());
    assertThat(claims.claim(clash).conflicts())
        .hasToString(
            "[frontend nodePort 30080/TCP IPV4 is served by shop/a/TCP, not by shop/e/TCP]");
  }

  @Test
  void sameAgeIsSettledByName() {
    CompiledService b = named("b", 1, service());
    CompiledService a = named("a", 1, service());
    claims.claim(b);
    assertThat(claims.claim(a).affected()).containsExactly(b.name());
    assertThat(served(a)).isEqualTo(1);
    assertThat(served(b)).isZero();
  }

  @Test
  void aStrongerKindOfOnesOwnClaimIsNoChangeOfOwner() {
    CompiledService other = named("b", 9, service().clusterIp("10.96.0.2").externalIps("10.9.9.9"));
    claims.claim(named("a", 1, service().externalIps("10.9.9.9")));
    claims.claim(other);
    FrontendClaims.Change change = claims.claim(named("a", 1, service().ingress("10.9.9.9", "")));
    assertThat(change.affected()).isEmpty();
    assertThat(change.conflicts()).isEmpty();
    assertThat(served(other)).isEqualTo(1);
  }
}
