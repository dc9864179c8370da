package io.weir.agent.model;

/** Tells a user, on the object concerned, what they must know. Never blocks and never throws. */
@FunctionalInterface
public interface UserEvents {
  /**
   * Repeats of the same object, reason and note within ten minutes are told once; what is over the
   * rate of one object, or cannot be sent, is counted and dropped.
   *
   * @param reason one CamelCase word or a few joined, at most 128 characters: {@code PortConflict}
   * @param note a sentence for people, cut at 1024 bytes
   */
  void warn(ObjectRef regarding, String reason, String note);
}
