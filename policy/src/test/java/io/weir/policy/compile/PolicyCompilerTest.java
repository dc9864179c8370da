package io.weir.policy.compile;

import static io.weir.policy.compile.World.accept;
import static io.weir.policy.compile.World.ingress;
import static io.weir.policy.compile.World.of;
import static io.weir.policy.compile.World.pod;
import static io.weir.policy.compile.World.port;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the compiler makes of small clusters. */
class PolicyCompilerTest {
  private final World world = new World();

  @Test
  void onlyTheListedPeersReachTheListedPort() {
    world.compiler.put(pod("shop/db", "n1", "app=db", "10.0.0.1"));
    world.compiler.put(pod("shop/web", "n2", "app=web", "10.0.1.1"));
    world.compiler.put(pod("shop/other", "n2", "app=other", "10.0.1.2"));
    world.compiler.put(
        ingress("shop/db", "app=db", accept(List.of(of("shop", "app=web")), port(5432))));
    world.drain();
    assertThat(world.in("shop/db", "10.0.1.1", 5432).allowed()).isTrue();
    assertThat(world.in("shop/db", "10.0.1.1", 22).allowed()).isFalse();
    assertThat(world.in("shop/db", "10.0.1.2", 5432).allowed()).isFalse();
    assertThat(world.in("shop/db", "192.0.2.1", 5432).allowed()).isFalse();
    assertThat(world.out("shop/db", "10.0.1.2", 5432).cause()).isEqualTo(Decision.Cause.NO_POLICY);
  }
}
