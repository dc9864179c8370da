package io.weir.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.attach.DrainingHooks;
import io.weir.agent.maps.MemoryHooks;
import io.weir.bpf.abi.WireSweepResult;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs of a step before stay until what they began is over. */
class DrainTest {
  private final MemoryHooks atPods = new MemoryHooks();
  private final MemoryHooks atUplinks = new MemoryHooks();
  private final DrainingHooks pods = new DrainingHooks(atPods);
  private int translations;
  private int opening;
  private long now;
  private final Drain drain =
      new Drain(
          pods,
          new DrainingHooks(atUplinks),
          () -> new WireSweepResult(now, translations, opening, 0, 0),
          () -> now);

  @BeforeEach
  void anAgentBeforeServedTheWire() {
    atPods.attach(5);
    atUplinks.attach(2);
  }

  private void after(Duration time) {
    now += time.toNanos();
    drain.look();
  }

  @Test
  void flowsGoOnUntilTheLastIsOver() {
    translations = 2;
    after(Duration.ofHours(1));
    assertThat(drain.goesOn()).isTrue();

    translations = 0;
    opening = 1;
    after(Duration.ofHours(1));
    assertThat(atPods.attached()).containsExactly(5);
    assertThat(atUplinks.attached()).containsExactly(2);

    opening = 0;
    after(Duration.ofSeconds(5));
    assertThat(drain.goesOn()).isFalse();
    assertThat(atPods.attached()).isEmpty();
    assertThat(atUplinks.attached()).isEmpty();
  }

  @Test
  void tunnelsAreTakenUntilOtherNodesHaveNoticed() {
    after(Duration.ofSeconds(5));
    assertThat(atUplinks.attached()).containsExactly(2);
    after(Duration.ofSeconds(5));
    assertThat(atUplinks.attached()).isEmpty();
  }

  @Test
  void podsThatStartDuringTheDrainTakeTunnelsAndAfterItGetNothing() {
    pods.attach(6);
    assertThat(atPods.attached()).containsExactlyInAnyOrder(5, 6);

    after(Duration.ofSeconds(10));
    pods.attach(7);
    assertThat(atPods.attached()).isEmpty();
    assertThat(pods.attached()).as("nobody asks for them again").containsExactlyInAnyOrder(5, 6, 7);

    pods.detach(7);
    assertThat(pods.attached()).containsExactlyInAnyOrder(5, 6);
  }
}
