package io.weir.agent.watch;

/**
 * JSON that is well formed but not what its kind says: the object is skipped, the stream goes on.
 */
final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1;

  Malformed(String message) {
    super(message, null, false, false);
  }
}
