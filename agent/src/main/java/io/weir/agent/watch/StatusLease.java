package io.weir.agent.watch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The Lease whose holder writes statuses. Clocks of other nodes are not believed: a lease is free
 * once it was seen unchanged for as long as it lasts. Not thread-safe.
 */
final class StatusLease {
  static final String NAME = "weir-status";

  private final ApiServer api;
  private final String leases;
  private final String identity;
  private final StatusTiming timing;
  private final LongSupplier nanos;

  private String seen = "";
  private long seenSince;
  private boolean held;
  private long renewed;

  /**
   * @param namespace of the Lease
   * @param identity of no other agent, and the same after a restart: it then goes on at once
   * @param nanos a clock that only moves forward
   */
  StatusLease(
      ApiServer api, String namespace, String identity, StatusTiming timing, LongSupplier nanos) {
    this.api = api;
    this.leases = "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
    this.identity = identity;
    this.timing = timing;
    this.nanos = nanos;
  }

  /** Whether the lease was ours so short a time ago that nobody else can have it. */
  boolean fresh() {
    return held && nanos.getAsLong() - renewed < timing.renew().toNanos();
  }

  /** Takes or renews the lease unless it is fresh; false while another has it. */
  boolean hold() throws IOException {
    if (fresh()) {
      return true;
    }
    held = false;
    long now = nanos.getAsLong();
    Optional<LeaseDraft> found = read();
    if (found.isPresent() && !mayTake(found.get(), now)) {
      return false;
    }
    try {
      write(found);
    } catch (Refused e) {
      if (e.conflict()) {
        return false; // another was faster
      }
      throw e;
    }
    held = true;
    renewed = now;
    return true;
  }

  private Optional<LeaseDraft> read() throws IOException {
    LeaseDraft lease = new LeaseDraft();
    try (Json in = new Json(api.get(leases + "/" + NAME, timing.answer(), () -> {}), new Pool())) {
      in.next();
      lease.read(in);
      return Optional.of(lease);
    } catch (Refused e) {
      if (e.notFound()) {
        return Optional.empty();
      }
      throw e;
    } catch (Malformed e) {
      throw new Garbage("lease " + NAME + ": " + e.getMessage());
    }
  }

  private boolean mayTake(LeaseDraft lease, long now) {
    if (!lease.meta().resourceVersion().equals(seen)) {
      seen = lease.meta().resourceVersion();
      seenSince = now;
    }
    return lease.holder().equals(identity)
        || lease.holder().isEmpty()
        || now - seenSince >= timing.lasts().toNanos();
  }

  private void write(Optional<LeaseDraft> found) throws IOException {
    Instant now = Instant.now();
    Duration lasts = timing.lasts();
    if (found.isEmpty()) {
      byte[] json = new LeaseDraft().json(identity, now, lasts);
      api.send("POST", leases, ApiServer.JSON, json, timing.answer());
    } else {
      byte[] json = found.get().json(identity, now, lasts);
      api.send("PUT", leases + "/" + NAME, ApiServer.JSON, json, timing.answer());
    }
  }
}
