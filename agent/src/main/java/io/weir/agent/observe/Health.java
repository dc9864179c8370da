package io.weir.agent.observe;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weir.values.Family;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The agent's health as kube-proxy defines it (services.md HC-6, HC-7): a family is healthy unless
 * a change has waited for longer than the timeout; the agent is when both are. Never queued is
 * healthy, also before the first sync.
 */
public final class Health {
  /** What Go prints for a time that was never set; readers of kube-proxy's body know it. */
  static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

  private final Supplier<List<AgentSnapshot.Sync>> syncs;
  private final Supplier<AgentSnapshot> snapshot;
  private final Duration timeout;
  private final InstantSource clock;

  /**
   * @param syncs how far each family is behind, up to date even when the loop hangs
   * @param timeout twice the sync period
   */
  Health(
      Supplier<List<AgentSnapshot.Sync>> syncs,
      Supplier<AgentSnapshot> snapshot,
      Duration timeout,
      InstantSource clock) {
    this.syncs = syncs;
    this.snapshot = snapshot;
    this.timeout = timeout;
    this.clock = clock;
  }

  /** The answer of one probe; {@code ok} is 200, else 503. */
  public record Verdict(boolean ok, Body body) {}

  /**
   * The JSON body.
   *
   * @param lastUpdated now when the answer is 200 (as ever), else the last successful sync
   * @param nodeEligible only in /healthz
   * @param healthy the sync verdict, whatever the node's eligibility
   * @param status by family: IPv4, IPv6
   */
  public record Body(
      Instant lastUpdated,
      Instant currentTime,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Boolean> nodeEligible,
      boolean healthy,
      Map<String, FamilyStatus> status) {}

  /** One family's part of the body. */
  public record FamilyStatus(Instant lastUpdated, boolean healthy) {}

  /** Is the agent keeping up? */
  public Verdict livez() {
    return verdict(Optional.empty());
  }

  /** May load balancers send to this node? */
  public Verdict healthz() {
    return verdict(Optional.of(snapshot.get().node().eligible()));
  }

  private Verdict verdict(Optional<Boolean> eligible) {
    Instant now = clock.instant();
    Map<String, FamilyStatus> status = new TreeMap<>();
    for (AgentSnapshot.Sync sync : syncs.get()) {
      status.put(label(sync.family()), status(sync, now));
    }
    boolean healthy = status.values().stream().allMatch(FamilyStatus::healthy);
    boolean ok = healthy && eligible.orElse(true);
    Instant last =
        status.values().stream()
            .map(FamilyStatus::lastUpdated)
            .max(Comparator.naturalOrder())
            .orElse(NEVER);
    return new Verdict(ok, new Body(ok ? now : last, now, eligible, healthy, status));
  }

  private FamilyStatus status(AgentSnapshot.Sync sync, Instant now) {
    boolean late =
        sync.oldestPending()
            .filter(since -> Duration.between(since, now).compareTo(timeout) > 0)
            .isPresent();
    return new FamilyStatus(sync.lastSuccess().orElse(NEVER), !late);
  }

  /** A family as Kubernetes and kube-proxy write it. */
  public static String label(Family family) {
    return family == Family.IPV4 ? "IPv4" : "IPv6";
  }
}
