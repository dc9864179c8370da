package io.weir.agent.model;

import java.time.Instant;
import java.util.Optional;

/**
 * How the watch of one kind is doing, as health and metrics show it. Counts are since the start.
 *
 * @param synced whether a whole list has been delivered; stays true when contact is lost
 * @param served false while the API server does not know the kind: its CRD is not installed. It
 *     then counts as listed, and empty
 * @param lastContact when the API server last sent anything, bookmarks included
 * @param restarts connections that ended other than by the agreed timeout
 * @param relists whole lists read after the first one
 * @param garbage answers that were not JSON, or ended inside an object
 * @param skipped objects that could not be read as their kind
 */
public record WatchStatus(
    ClusterEvent.Kind kind,
    boolean synced,
    boolean served,
    Optional<Instant> lastContact,
    long restarts,
    long relists,
    long garbage,
    long skipped) {}
