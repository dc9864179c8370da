package io.weir.agent.watch;

import java.io.IOException;

/** The API server answered, and the answer is no. */
final class Refused extends IOException {
  private static final long serialVersionUID = 1;

  private final int code;

  /**
   * @param code as in HTTP, from the status line or from a Status object in a watch
   */
  Refused(int code, String what) {
    super(what);
    this.code = code;
  }

  /** The resourceVersion asked for is too old, or from a future this server does not know. */
  boolean positionLost() {
    return code == 410 || code == 504;
  }

  /** There is no such object, or no such kind. */
  boolean notFound() {
    return code == 404;
  }

  /** Somebody else changed the object, or made it. */
  boolean conflict() {
    return code == 409;
  }

  /** The request itself is not understood, so that asking again in the same form is of no use. */
  boolean formRefused() {
    return code == 400 || code == 405 || code == 415 || code == 422;
  }

  /** Asking again may help; anything else of the 4xx will be refused again. */
  boolean passing() {
    return code == 408 || code == 409 || code == 429 || code >= 500;
  }
}
