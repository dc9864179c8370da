package io.weir.agent.loop;

import io.weir.agent.maps.MemoryKernel;
import io.weir.agent.model.ClusterEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** A world, an agent that follows it, and the kernel that the agent writes. */
final class History {
  /** Longer than the grace period of slots and than the pause before a retry. */
  private static final Duration REST = Duration.ofSeconds(6);

  /** What may happen; the agent hears of it at its next turn, or of unseen deletions at a list. */
  enum Happening {
    SERVICE,
    SERVICE_GONE,
    SERVICE_GONE_UNSEEN,
    SLICE,
    SLICE_AGAIN,
    SLICE_GONE,
    SLICE_GONE_UNSEEN,
    NODE,
    SERVICES_LISTED,
    SLICES_LISTED,
    TURN,
    REST
  }

  /**
   * @param object which Service or slice
   * @param form what it looks like from now on
   */
  record Step(Happening what, int object, int form) {}

  final MemoryKernel kernel;
  private final World world = new World();
  private final KernelGuard guard;
  private Inbox inbox;
  private TestLoop agent;

  History(MemoryKernel kernel, boolean membersToo) {
    this.kernel = kernel;
    this.guard = new KernelGuard(kernel, membersToo);
    restart();
  }

  static Arbitrary<List<Step>> any() {
    return Combinators.combine(
            Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(Happening.SERVICE, Happening.SLICE, Happening.TURN)),
                Tuple.of(1, Arbitraries.of(Happening.values()))),
            Arbitraries.integers().between(0, World.SLICES - 1),
            Arbitraries.integers().between(0, World.FORMS - 1))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  void play(List<Step> steps) {
    steps.forEach(this::play);
  }

  private void play(Step step) {
    int service = step.object() % World.SERVICES;
    Consumer<ClusterEvent> tell = inbox::accept;
    switch (step.what()) {
      case SERVICE -> tell.accept(world.putService(service, step.form()));
      case SERVICE_GONE -> tell.accept(world.deleteService(service));
      case SERVICE_GONE_UNSEEN -> world.deleteService(service);
      case SLICE -> tell.accept(world.putSlice(step.object(), step.form()));
      case SLICE_AGAIN -> world.listSlices(this::tellUnlessListed);
      case SLICE_GONE -> tell.accept(world.deleteSlice(step.object()));
      case SLICE_GONE_UNSEEN -> world.deleteSlice(step.object());
      case NODE -> tell.accept(world.putNode(step.form()));
      case SERVICES_LISTED -> world.listServices(tell);
      case SLICES_LISTED -> world.listSlices(tell);
      case TURN -> turn();
      case REST -> rest();
    }
  }

  private void tellUnlessListed(ClusterEvent event) {
    if (!(event instanceof ClusterEvent.Listed)) {
      inbox.accept(event);
    }
  }

  void turn() {
    try {
      agent.turn(inbox.take(0));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** So long that every retry and every grace period is over. */
  void rest() {
    guard.rested();
    agent.turnAfter(REST);
  }

  /** The agent dies and another one starts over the same kernel. */
  void restart() {
    guard.rested();
    inbox = new Inbox();
    agent = new TestLoop(kernel);
    hearAll();
  }

  /** Every list is read again. */
  void hearAll() {
    world.list(inbox::accept);
    turn();
  }

  void deleteEverything() {
    world.clear();
    hearAll();
  }

  TestLoop agent() {
    return agent;
  }

  /** What an agent that knows nothing but the present makes of it. */
  Map<String, String> fromNothing() {
    MemoryKernel fresh = new MemoryKernel(64, 512);
    List<ClusterEvent> events = new ArrayList<>();
    world.list(events::add);
    new TestLoop(fresh).turn(events);
    return fresh.behaviour();
  }
}
