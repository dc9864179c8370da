package io.weir.agent.loop;

import io.weir.agent.attach.WorkloadHooks;
import io.weir.bpf.BpfException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * Attaches to interfaces in the background: the kernel takes some 25 ms for each, and everybody
 * waits for the loop. What came of it is asked for by the loop. Bounded by the number of
 * interfaces: one attempt for each at a time.
 */
final class Attacher {
  /**
   * What came of one attempt.
   *
   * @param failure empty where the programs are there
   */
  record Result(int ifindex, Optional<BpfException> failure) {}

  private final WorkloadHooks hooks;
  private final Executor background;
  private final Runnable news;
  private final Set<Integer> underWay = new HashSet<>();
  private final Queue<Result> results = new ConcurrentLinkedQueue<>();

  /**
   * @param background one thread: attempts are made in turn
   * @param news is run, on any thread, when there is something to ask for
   */
  Attacher(WorkloadHooks hooks, Executor background, Runnable news) {
    this.hooks = hooks;
    this.background = background;
    this.news = news;
  }

  void attach(int ifindex) {
    if (underWay.add(ifindex)) {
      background.execute(() -> {
        results.add(attempt(ifindex));
        news.run();
      });
    }
  }

  private Result attempt(int ifindex) {
    try {
      hooks.attach(ifindex);
      return new Result(ifindex, Optional.empty());
    } catch (BpfException e) {
      return new Result(ifindex, Optional.of(e));
    }
  }

  boolean hasNews() {
    return !results.isEmpty();
  }

  /** The attempts that ended since the last question. */
  List<Result> finished() {
    List<Result> all = new ArrayList<>();
    for (Result next = results.poll(); next != null; next = results.poll()) {
      underWay.remove(next.ifindex());
      all.add(next);
    }
    return all;
  }

  void detach(int ifindex) {
    hooks.detach(ifindex);
  }

  /** The interfaces that have our programs, as the kernel says. */
  Set<Integer> attached() {
    return hooks.attached();
  }
}
