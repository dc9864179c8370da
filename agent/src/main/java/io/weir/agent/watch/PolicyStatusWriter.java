package io.weir.agent.watch;

import io.weir.agent.model.PolicyCondition;
import io.weir.agent.model.PolicyStatuses;
import io.weir.agent.watch.StatusReports.Due;
import io.weir.agent.watch.StatusReports.Report;
import io.weir.policy.model.PolicyName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Writes the conditions of ClusterNetworkPolicies from a daemon thread of its own, while the lease
 * is ours. Agents without it keep what they would write, and look seldom: a thousand nodes ask some
 * eleven times a second for one small object, and not at all while there are no such policies. Each
 * policy is read before it is written, so that what stands there already costs no write.
 */
public final class PolicyStatusWriter implements PolicyStatuses, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyStatusWriter.class);
  private static final String POLICIES =
      "/apis/policy.networking.k8s.io/v1alpha2/clusternetworkpolicies/";

  private final ApiServer api;
  private final StatusTiming timing;
  private final StatusLease lease;
  private final StatusReports reports = new StatusReports();
  private final Backoff backoff =
      new Backoff(Timing.PRODUCTION, bound -> ThreadLocalRandom.current().nextLong(bound));
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;

  private PolicyStatusWriter(ApiServer api, StatusTiming timing, StatusLease lease) {
    this.api = api;
    this.timing = timing;
    this.lease = lease;
    this.thread = Thread.ofPlatform().daemon().name("weir-statuses").unstarted(this::run);
  }

  /**
   * @param identity who holds the lease: the node's name
   * @param namespace of the lease {@code weir-status}
   */
  public static PolicyStatusWriter start(ApiServer api, String identity, String namespace) {
    return start(api, identity, namespace, StatusTiming.PRODUCTION);
  }

  static PolicyStatusWriter start(
      ApiServer api, String identity, String namespace, StatusTiming timing) {
    StatusLease lease = new StatusLease(api, namespace, identity, timing, System::nanoTime);
    PolicyStatusWriter writer = new PolicyStatusWriter(api, timing, lease);
    writer.thread.start();
    return writer;
  }

  @Override
  public void report(
      PolicyName policy, String uid, long generation, List<PolicyCondition> conditions) {
    reports.put(policy, new Report(uid, generation, conditions));
  }

  @Override
  public void forget(PolicyName policy) {
    reports.remove(policy);
  }

  /** Statuses that the API server refused for good. */
  public long lost() {
    return lost.get();
  }

  private void run() {
    try {
      while (true) {
        reports.await();
        while (hold()) {
          writeDue();
          if (!reports.await(timing.renew())) {
            break; // nothing to say any more: the lease may go
          }
        }
      }
    } catch (InterruptedException e) {
      // Closed. Whoever takes the lease next writes what is due.
    }
  }

  /**
   * Whether the lease is ours; where it is not, after the wait until it makes sense to look again.
   */
  private boolean hold() throws InterruptedException {
    try {
      if (lease.hold()) {
        backoff.reset();
        return true;
      }
      backoff.reset();
      long look = timing.look().toMillis();
      Thread.sleep(look + ThreadLocalRandom.current().nextLong(look));
    } catch (IOException | JacksonException e) {
      failed("cannot take the lease " + StatusLease.NAME, e);
    }
    return false;
  }

  private void writeDue() throws InterruptedException {
    Optional<Due> next = reports.next();
    while (next.isPresent() && lease.fresh()) {
      write(next.get());
      Thread.sleep(timing.pause());
      next = reports.next();
    }
  }

  private void write(Due due) throws InterruptedException {
    try {
      send(due.policy(), due.report());
      backoff.reset();
      reports.done(due);
    } catch (IOException | JacksonException | Malformed e) {
      if (e instanceof Refused refused && !refused.passing()) {
        lost.incrementAndGet();
        reports.done(due);
      } else {
        reports.later(due);
      }
      failed("cannot write the status of " + due.policy(), e);
    }
  }

  private void send(PolicyName policy, Report report) throws IOException {
    String path = POLICIES + policy.name();
    ConditionsDraft now = new ConditionsDraft();
    try {
      try (Json in = new Json(api.get(path, timing.answer(), () -> {}), new Pool())) {
        in.next();
        now.read(in);
      }
      if (now.uid().equals(report.uid()) && !now.has(report.conditions(), report.generation())) {
        byte[] json = now.json(policy.name(), report.conditions(), report.generation());
        String apply = path + "/status?fieldManager=weir-status&force=true";
        api.send("PATCH", apply, "application/apply-patch+yaml", json, timing.answer());
      }
    } catch (Refused e) {
      if (!e.notFound()) {
        throw e;
      }
      // Gone meanwhile, or its kind is: there is nothing to write to.
    }
  }

  /** Told the 1st, 2nd, 4th, 8th... time in a row; then a wait that grows. */
  private void failed(String what, Exception why) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("closed while asking the API server");
    }
    long wait = backoff.next().toMillis();
    if (Integer.bitCount(backoff.failures()) == 1) {
      LOG.warn(
          "{}: {}; failures={}, next attempt in {} ms",
          what,
          why.getMessage(),
          backoff.failures(),
          wait);
    }
    Thread.sleep(wait);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
