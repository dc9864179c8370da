package io.weir.agent.watch;

import io.weir.agent.model.PolicyCondition;
import io.weir.policy.model.PolicyName;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What each policy's status is to say, and of which policies it is still to be written. */
final class StatusReports {
  record Report(String uid, long generation, List<PolicyCondition> conditions) {
    Report {
      conditions = List.copyOf(conditions);
    }
  }

  /** A report that waits. */
  record Due(PolicyName policy, Report report) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Map<PolicyName, Report> reports = new HashMap<>();
  private final Set<PolicyName> due = new LinkedHashSet<>();

  void put(PolicyName policy, Report report) {
    lock.lock();
    try {
      if (!report.equals(reports.put(policy, report))) {
        due.add(policy);
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  void remove(PolicyName policy) {
    lock.lock();
    try {
      reports.remove(policy);
      due.remove(policy);
    } finally {
      lock.unlock();
    }
  }

  /** Returns once something is due, for whatever time that takes. */
  void await() throws InterruptedException {
    lock.lock();
    try {
      while (due.isEmpty()) {
        arrived.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * As {@link #await()}, but no longer than {@code most}; then says whether there are any reports.
   */
  boolean await(Duration most) throws InterruptedException {
    lock.lock();
    try {
      long left = most.toNanos();
      while (due.isEmpty() && left > 0) {
        left = arrived.awaitNanos(left);
      }
      return !reports.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  Optional<Due> next() {
    lock.lock();
    try {
      return due.stream().findFirst().map(policy -> new Due(policy, reports.get(policy)));
    } finally {
      lock.unlock();
    }
  }

  /** A report that came while this one was written is still due. */
  void done(Due written) {
    lock.lock();
    try {
      if (written.report().equals(reports.get(written.policy()))) {
        due.remove(written.policy());
      }
    } finally {
      lock.unlock();
    }
  }

  /** The report goes behind the others, so that one that fails holds back none. */
  void later(Due failed) {
    lock.lock();
    try {
      if (due.remove(failed.policy())) {
        due.add(failed.policy());
      }
    } finally {
      lock.unlock();
    }
  }
}
