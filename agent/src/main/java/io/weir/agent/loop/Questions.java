package io.weir.agent.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/** What others ask the loop; answered on its thread, between two turns. */
final class Questions {
  private static final int MOST = 64;

  private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(MOST);
  private final Supplier<LoopView> view;
  private final Runnable wake;

  Questions(Supplier<LoopView> view, Runnable wake) {
    this.view = view;
    this.wake = wake;
  }

  /** Any thread. Fails at once where too many wait already. */
  <T> CompletableFuture<T> ask(Function<LoopView, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    boolean accepted =
        waiting.offer(() -> {
          try {
            answer.complete(question.apply(view.get()));
          } catch (RuntimeException | LinkageError e) {
            answer.completeExceptionally(e);
          }
        });
    if (accepted) {
      wake.run();
    } else {
      answer.completeExceptionally(
          new RejectedExecutionException("questions=" + MOST + " wait already"));
    }
    return answer;
  }

  void answer() {
    List<Runnable> asked = new ArrayList<>();
    waiting.drainTo(asked);
    asked.forEach(Runnable::run);
  }
}
