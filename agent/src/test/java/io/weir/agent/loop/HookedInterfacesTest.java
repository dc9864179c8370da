package io.weir.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.maps.MemoryHooks;
import io.weir.agent.maps.WriteFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HookedInterfacesTest {
  private final MemoryHooks kernel = new MemoryHooks();
  private final Queue<Runnable> background = new ArrayDeque<>();
  private final HookedInterfaces hooked =
      new HookedInterfaces("programs at uplinks", new Attacher(kernel, background::add, () -> {}));
  private final List<WriteFailure> failures = new ArrayList<>();

  /** A turn, what it asked for in the background, and the turn that hears of it. */
  private void turn() {
    hooked.sync(failures::add);
    while (!background.isEmpty()) {
      background.remove().run();
    }
    hooked.sync(failures::add);
  }

  @Test
  void programsMoveWithWhatIsWanted() {
    kernel.attached.add(7); // by an agent before
    hooked.want(Set.of(2, 3));
    assertThat(hooked.settled()).isFalse();
    turn();
    assertThat(kernel.attached).containsExactlyInAnyOrder(2, 3);
    assertThat(hooked.settled()).isTrue();

    hooked.want(Set.of(3, 4));
    turn();
    assertThat(kernel.attached).containsExactlyInAnyOrder(3, 4);
    assertThat(failures).isEmpty();
  }

  @Test
  void whatIsNotWantedAnyMoreWhenItIsAttachedIsTakenOff() {
    hooked.want(Set.of(2));
    hooked.sync(failures::add);
    hooked.want(Set.of());
    turn();
    assertThat(kernel.attached).isEmpty();
    assertThat(hooked.settled()).isTrue();
  }

  @Test
  void whatCannotBeAttachedIsToldAndTriedAgain() {
    kernel.broken.add(2);
    hooked.want(Set.of(2));
    turn();
    assertThat(failures).isNotEmpty().allSatisfy(f -> assertThat(f.toString()).contains("2"));
    assertThat(hooked.settled()).isFalse();

    kernel.broken.clear();
    turn();
    assertThat(kernel.attached).containsExactly(2);
    assertThat(hooked.settled()).isTrue();
  }

  @Test
  void anInterfaceThatLostThemIsNoticedWhenTheKernelIsAskedAgain() {
    hooked.want(Set.of(2));
    turn();
    kernel.attached.clear();
    turn();
    assertThat(kernel.attached).as("not asked each turn").isEmpty();
    hooked.lookAgain();
    turn();
    assertThat(kernel.attached).containsExactly(2);
  }
}
