package io.weir.agent.watch;

import java.io.IOException;

/** An answer that is not what was asked for at all: nothing more can be read from it. */
final class Garbage extends IOException {
  private static final long serialVersionUID = 1;

  Garbage(String message) {
    super(message);
  }
}
