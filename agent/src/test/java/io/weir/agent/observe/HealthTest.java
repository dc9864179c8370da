package io.weir.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.observe.SyncMetrics.FailureCause;
import io.weir.agent.observe.SyncMetrics.Scope;
import io.weir.values.Family;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** services.md HC-6, HC-7, corner cases 26 and 27. */
class HealthTest {
  private static final Duration TOOK = Duration.ofMillis(1);

  private final AtomicReference<Instant> now = new AtomicReference<>(Snapshots.NOW);
  private final AtomicReference<AgentSnapshot> snapshot =
      new AtomicReference<>(Snapshots.eligible(true));
  private final AgentMetrics metrics =
      new AgentMetrics(snapshot::get, Duration.ofSeconds(60), now::get);
  private final SyncMetrics sync = metrics.sync();

  @Test
  void neverQueuedIsHealthyAlsoBeforeTheFirstSync() {
    pass(3600);

    assertThat(metrics.livez().ok()).isTrue();
    assertThat(metrics.healthz().ok()).isTrue();
    assertThat(metrics.healthz().body().status().get("IPv4").lastUpdated()).isEqualTo(Health.NEVER);
  }

  @Test
  void aChangeThatWaitsForExactlyTheTimeoutIsStillHealthy() {
    sync.queued(Family.IPV4);
    pass(60);
    assertThat(metrics.livez().ok()).isTrue();

    now.set(now.get().plusMillis(1));
    assertThat(metrics.livez().ok()).isFalse();
  }

  @Test
  void laterChangesDoNotMakeAnOldOneYounger() {
    sync.queued(Family.IPV4);
    pass(59);
    sync.queued(Family.IPV4);
    pass(2);

    assertThat(metrics.livez().ok()).isFalse();
  }

  @Test
  void aLateFamilyIsNotCuredByTheOther() {
    sync.queued(Family.IPV4);
    sync.queued(Family.IPV6);
    pass(61);
    succeed(Family.IPV4);

    Health.Verdict late = metrics.healthz();
    assertThat(late.ok()).isFalse();
    assertThat(late.body().status().get("IPv4").healthy()).isTrue();
    assertThat(late.body().status().get("IPv6").healthy()).isFalse();

    succeed(Family.IPV6);
    assertThat(metrics.healthz().ok()).isTrue();
  }

  @Test
  void aFailedTurnLeavesItsChangesWaiting() {
    sync.queued(Family.IPV4);
    pass(50);
    sync.started(Family.IPV4);
    sync.failed(Family.IPV4, Scope.PARTIAL, TOOK, FailureCause.MAP_FULL);
    pass(11);

    assertThat(metrics.livez().ok()).isFalse();
  }

  @Test
  void aTurnThatHangsMakesTheAgentUnhealthy() {
    sync.queued(Family.IPV4);
    sync.started(Family.IPV4);
    pass(61);

    assertThat(metrics.livez().ok()).isFalse();
  }

  @Test
  void aChangeThatArrivesDuringATurnWaitsForTheNext() {
    sync.queued(Family.IPV4);
    sync.started(Family.IPV4);
    sync.queued(Family.IPV4);
    sync.succeeded(Family.IPV4, Scope.PARTIAL, TOOK);
    pass(61);

    assertThat(metrics.livez().ok()).isFalse();
  }

  @Test
  void aNodeThatIsLeavingFailsHealthzButNotLivezAndSaysWhy() {
    snapshot.set(Snapshots.eligible(false));

    Health.Verdict healthz = metrics.healthz();
    assertThat(healthz.ok()).isFalse();
    assertThat(healthz.body().nodeEligible()).contains(false);
    assertThat(healthz.body().healthy()).isTrue();
    assertThat(metrics.livez().ok()).isTrue();
    assertThat(metrics.livez().body().nodeEligible()).isEmpty();
  }

  @Test
  void anUnknownNodeIsNotEligible() {
    snapshot.set(AgentSnapshot.starting("worker-1", Snapshots.NOW));

    assertThat(metrics.healthz().ok()).isFalse();
    assertThat(metrics.livez().ok()).isTrue();
  }

  @Test
  void lastUpdatedIsNowOn200AndTheLastSyncOn503() {
    sync.queued(Family.IPV4);
    succeed(Family.IPV4);
    Instant synced = now.get();
    pass(30);
    assertThat(metrics.healthz().body().lastUpdated()).isEqualTo(now.get());

    snapshot.set(Snapshots.eligible(false));
    assertThat(metrics.healthz().body().lastUpdated()).isEqualTo(synced);
  }

  private void succeed(Family family) {
    sync.started(family);
    sync.succeeded(family, Scope.PARTIAL, TOOK);
  }

  private void pass(int seconds) {
    now.set(now.get().plusSeconds(seconds));
  }
}
