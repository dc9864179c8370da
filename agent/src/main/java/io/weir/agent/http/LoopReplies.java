package io.weir.agent.http;

import io.weir.agent.observe.Wire;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Replies that need the loop, waited for no longer than {@code patience}: a loop that hangs must
 * not take the tool down that would show it.
 */
record LoopReplies(Duration patience) {
  CompletableFuture<Reply> soon(CompletableFuture<Reply> answer) {
    return answer
        .copy()
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(this::unavailable);
  }

  private Reply unavailable(Throwable why) {
    Throwable cause =
        why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
    return cause instanceof TimeoutException
        ? error(
            503, "the loop did not answer in " + patience.toMillis() + " ms: it hangs, or works")
        : error(503, "the loop could not answer: " + cause.getMessage());
  }

  static Reply ok(Object body) {
    return Reply.json(200, body);
  }

  static Reply error(int status, String message) {
    return Reply.json(status, Wire.error(message));
  }

  static CompletableFuture<Reply> refused(int status, String message) {
    return CompletableFuture.completedFuture(error(status, message));
  }
}
