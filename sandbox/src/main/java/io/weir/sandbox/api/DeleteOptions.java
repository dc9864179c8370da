package io.weir.sandbox.api;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an object goes.
 *
 * @param gracePeriodSeconds only Pods heed it; empty takes the Pod's own; 0 removes at once
 * @param orphan true leaves the objects it owns alone
 * @param uid refuse when the object is another one by now
 * @param resourceVersion refuse when the object has changed
 * @param dryRun only say what would happen
 */
public record DeleteOptions(
    OptionalLong gracePeriodSeconds,
    boolean orphan,
    Optional<String> uid,
    Optional<String> resourceVersion,
    boolean dryRun) {

  /** What {@code kubectl delete} asks for. */
  public static DeleteOptions graceful() {
    return new DeleteOptions(
        OptionalLong.empty(), false, Optional.empty(), Optional.empty(), false);
  }

  /** What a pod runner asks for once the pod has stopped. */
  public static DeleteOptions now() {
    return new DeleteOptions(OptionalLong.of(0), false, Optional.empty(), Optional.empty(), false);
  }
}
