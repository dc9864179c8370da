package io.weir.agent.http;

import java.util.concurrent.CompletableFuture;

/** Answers requests. Called on the HTTP thread: whatever takes time completes the future later. */
@FunctionalInterface
interface Routes {
  CompletableFuture<Reply> answer(Request request);
}
