package io.weir.agent.watch;

import java.io.IOException;

/** The API server does not know the kind. It may learn it at any time: a CRD is installed. */
final class NotServed extends IOException {
  private static final long serialVersionUID = 1;

  NotServed() {
    super("the API server does not know the kind");
  }
}
