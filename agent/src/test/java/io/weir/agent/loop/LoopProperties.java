package io.weir.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.loop.History.Step;
import io.weir.agent.maps.MemoryEntries;
import io.weir.agent.maps.MemoryKernel;
import io.weir.bpf.BpfException;
import io.weir.bpf.abi.Slot;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The loop over random histories of a small cluster. In each of them a {@link KernelGuard} looks at
 * the kernel after every single operation.
 */
class LoopProperties {
  /** Turns after which an agent must have got over what no longer fails. */
  private static final int A_FEW = 3;

  @Provide
  Arbitrary<List<Step>> histories() {
    return History.any();
  }

  @Property(tries = 300)
  void onlyThePresentCounts(@ForAll("histories") List<Step> past) {
    History history = new History(new MemoryKernel(64, 512), true);
    history.play(past);
    history.hearAll();

    assertThat(history.kernel.behaviour()).isEqualTo(history.fromNothing());
  }

  @Property(tries = 300)
  void aRestartAtAnyPointComesToTheSame(
      @ForAll("histories") List<Step> before, @ForAll("histories") List<Step> after) {
    History history = new History(new MemoryKernel(64, 512), true);
    history.play(before);
    history.restart();
    assertThat(history.kernel.behaviour()).isEqualTo(history.fromNothing());

    history.play(after);
    history.hearAll();
    assertThat(history.kernel.behaviour()).isEqualTo(history.fromNothing());
  }

  @Property(tries = 300)
  void aRestartWithoutChangesWritesNothing(@ForAll("histories") List<Step> past) {
    History history = new History(new MemoryKernel(64, 512), true);
    history.play(past);
    history.hearAll();
    history.rest();
    int before = history.kernel.operations();

    history.restart();
    history.rest();

    assertThat(history.kernel.operations()).isEqualTo(before);
  }

  @Property(tries = 300)
  void whenEverythingIsGoneNothingIsLeft(@ForAll("histories") List<Step> past) {
    History history = new History(new MemoryKernel(64, 512), true);
    history.play(past);
    history.deleteEverything();
    history.rest();

    assertThatNothingIsLeft(history);
    for (int i = 0; i < history.kernel.slots.capacity(); i++) {
      assertThat(history.kernel.slots.get(i)).as("slot " + i).extracting(Slot::port).isEqualTo(0);
    }
  }

  @Property(tries = 300)
  void mapsThatFailForAWhileAreRightSoonAfter(
      @ForAll("histories") List<Step> past,
      @ForAll("histories") List<Step> inTrouble,
      @ForAll long seed) {
    History history = new History(new MemoryKernel(64, 512), false);
    history.play(past);
    trouble(history.kernel, new Random(seed));
    history.play(inTrouble);
    calm(history.kernel);

    history.hearAll();
    for (int turn = 0; turn < A_FEW; turn++) {
      history.rest();
    }
    assertThat(history.kernel.behaviour()).isEqualTo(history.fromNothing());

    history.deleteEverything();
    history.rest();
    assertThatNothingIsLeft(history);
  }

  @Property(tries = 300)
  void anAgentThatDiesInTroubleLeavesWhatTheNextCanMend(
      @ForAll("histories") List<Step> inTrouble, @ForAll long seed) {
    History history = new History(new MemoryKernel(64, 512), false);
    trouble(history.kernel, new Random(seed));
    history.play(inTrouble);
    calm(history.kernel);
    history.restart();

    assertThat(history.kernel.behaviour()).isEqualTo(history.fromNothing());
    history.deleteEverything();
    history.rest();
    assertThatNothingIsLeft(history);
  }

  @Property(tries = 300)
  void tightSlotsHarmNobodyAndComeBack(@ForAll("histories") List<Step> past) {
    History history = new History(new MemoryKernel(64, 16), false);
    history.play(past);
    history.restart();
    history.rest();
    history.deleteEverything();
    history.rest();

    assertThatNothingIsLeft(history);
  }

  @Property(tries = 300)
  void smallMapsHarmNobodyAndComeBack(@ForAll("histories") List<Step> past) {
    History history = new History(new MemoryKernel(2, 512), false);
    history.play(past);
    history.restart();
    history.rest();
    history.deleteEverything();
    history.rest();

    assertThatNothingIsLeft(history);
  }

  private static void assertThatNothingIsLeft(History history) {
    MemoryKernel kernel = history.kernel;
    assertThat(kernel.frontends.entries).isEmpty();
    assertThat(kernel.nodePorts.entries).isEmpty();
    assertThat(kernel.members.entries).isEmpty();
    assertThat(kernel.ranges.entries).isEmpty();
    var entries = history.agent().loop().ask(LoopView::entries);
    history.turn();
    assertThat(entries.join()).containsEntry("slots", 0);
  }

  /** From now on a third of all operations fail. */
  private static void trouble(MemoryKernel kernel, Random random) {
    for (MemoryEntries<?, ?> map : kernel.maps()) {
      map.trouble =
          (name, operation) -> {
            if (random.nextInt(3) == 0) {
              throw new BpfException.KernelError("ENOMEM", name + ": " + operation);
            }
          };
    }
  }

  private static void calm(MemoryKernel kernel) {
    kernel.maps().forEach(map -> map.trouble = (name, operation) -> {});
  }
}
