package io.weir.agent.loop;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterSink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Events on their way to the loop. Only the latest event of an object is kept, at the place of the
 * latest, so the inbox is never larger than the cluster and a list's end stays behind what it ends.
 */
final class Inbox implements ClusterSink {
  /** What an event replaces: its object, or the list of its kind. */
  private record Subject(ClusterEvent.Kind kind, Object name) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Map<Subject, ClusterEvent> events = new LinkedHashMap<>();
  private Instant lastListed = Instant.now();
  private boolean woken;

  @Override
  public void accept(ClusterEvent event) {
    lock.lock();
    try {
      if (event instanceof ClusterEvent.Listed) {
        lastListed = Instant.now();
      }
      Subject subject = subject(event);
      events.remove(subject);
      events.put(subject, event);
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Ends a wait without an event. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Everything that has come, oldest first; waits up to {@code millis} for something to come. */
  List<ClusterEvent> take(long millis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (events.isEmpty() && !woken && left > 0) {
        left = arrived.awaitNanos(left);
      }
      woken = false;
      List<ClusterEvent> batch = new ArrayList<>(events.values());
      events.clear();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** When the end of a list last came. */
  Instant lastListed() {
    lock.lock();
    try {
      return lastListed;
    } finally {
      lock.unlock();
    }
  }

  /** How many changed objects of {@code kind} wait. */
  int waiting(ClusterEvent.Kind kind) {
    lock.lock();
    try {
      return (int) events.keySet().stream().filter(s -> s.kind() == kind).count();
    } finally {
      lock.unlock();
    }
  }

  private static Subject subject(ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.ServiceChanged e -> service(e.service().name());
      case ClusterEvent.ServiceDeleted e -> service(e.name());
      case ClusterEvent.SliceChanged e -> slice(e.slice().name());
      case ClusterEvent.SliceDeleted e -> slice(e.name());
      case ClusterEvent.NodeChanged e -> node(e.node().facts().name());
      case ClusterEvent.NodeDeleted e -> node(e.name());
      case ClusterEvent.PodChanged e -> pod(e.pod().name());
      case ClusterEvent.PodDeleted e -> pod(e.name());
      case ClusterEvent.NamespaceChanged e -> namespace(e.namespace().name());
      case ClusterEvent.NamespaceDeleted e -> namespace(e.name());
      case ClusterEvent.NetworkPolicyChanged e -> networkPolicy(e.policy().name());
      case ClusterEvent.NetworkPolicyDeleted e -> networkPolicy(e.name());
      case ClusterEvent.ClusterNetworkPolicyChanged e -> clusterPolicy(e.policy().name());
      case ClusterEvent.ClusterNetworkPolicyDeleted e -> clusterPolicy(e.name());
      case ClusterEvent.NodeAddressesChanged e -> node(ClusterEvent.NodeAddressesChanged.class);
      case ClusterEvent.PodLinksChanged e -> node(ClusterEvent.PodLinksChanged.class);
      case ClusterEvent.NeighboursChanged e -> node(ClusterEvent.NeighboursChanged.class);
      case ClusterEvent.ServiceCidrChanged e -> serviceCidr(e.name());
      case ClusterEvent.ServiceCidrDeleted e -> serviceCidr(e.name());
      case ClusterEvent.Unreadable e -> new Subject(e.kind(), "unreadable " + e.key());
      case ClusterEvent.Listed e -> new Subject(e.kind(), Subject.class);
    };
  }

  private static Subject service(Object name) {
    return new Subject(ClusterEvent.Kind.SERVICE, name);
  }

  private static Subject slice(Object name) {
    return new Subject(ClusterEvent.Kind.ENDPOINT_SLICE, name);
  }

  private static Subject node(Object name) {
    return new Subject(ClusterEvent.Kind.NODE, name);
  }

  private static Subject pod(Object name) {
    return new Subject(ClusterEvent.Kind.POD, name);
  }

  private static Subject namespace(Object name) {
    return new Subject(ClusterEvent.Kind.NAMESPACE, name);
  }

  private static Subject networkPolicy(Object name) {
    return new Subject(ClusterEvent.Kind.NETWORK_POLICY, name);
  }

  private static Subject serviceCidr(Object name) {
    return new Subject(ClusterEvent.Kind.SERVICE_CIDR, name);
  }

  private static Subject clusterPolicy(Object name) {
    return new Subject(ClusterEvent.Kind.CLUSTER_NETWORK_POLICY, name);
  }
}
