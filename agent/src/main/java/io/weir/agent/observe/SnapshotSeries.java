package io.weir.agent.observe;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.weir.agent.observe.AgentSnapshot.ByFamily;
import io.weir.agent.observe.AgentSnapshot.Counts;
import io.weir.agent.observe.AgentSnapshot.MapUse;
import io.weir.agent.observe.AgentSnapshot.SocketCounts;
import io.weir.agent.observe.AgentSnapshot.Watch;
import io.weir.values.Family;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The series that are read out of the newest snapshot at each scrape. Label values come from fixed
 * lists only: hooks, maps, watched kinds, features, results. Never a name, address or port of the
 * cluster.
 */
final class SnapshotSeries {
  private static final String NO_LOCAL = "kubeproxy_sync_proxy_rules_no_local_endpoints_total";

  private final SnapshotMeters meters;
  private final InstantSource clock;

  private SnapshotSeries(SnapshotMeters meters, InstantSource clock) {
    this.meters = meters;
    this.clock = clock;
  }

  static void register(
      PrometheusRegistry registry, Supplier<AgentSnapshot> snapshot, InstantSource clock) {
    SnapshotMeters meters = new SnapshotMeters(registry, snapshot);
    SnapshotSeries series = new SnapshotSeries(meters, clock);
    series.kubeProxy();
    series.services();
    series.sockets();
    series.maps();
    series.kernel();
    series.apiServer();
    PolicySeries.register(meters);
    WireSeries.register(meters);
  }

  private void kubeProxy() {
    counts(
        "kubeproxy_sync_proxy_rules_endpoint_changes_pending",
        "EndpointSlice changes that wait for a sync.",
        Counts::pendingSlices);
    counts(
        "kubeproxy_sync_proxy_rules_service_changes_pending",
        "Service changes that wait for a sync.",
        Counts::pendingServices);
    GaugeWithCallback.builder()
        .name(NO_LOCAL)
        .help(
            "Service ports with policy Local whose endpoints are all on other nodes. A gauge,"
                + " whatever its name says, as in kube-proxy.")
        .labelNames("traffic_policy", "ip_family")
        .callback(out -> {
          Counts counts = meters.snapshot().counts();
          noLocal("internal", counts.noLocalInternal(), out);
          noLocal("external", counts.noLocalExternal(), out);
        })
        .register(meters.registry());
  }

  private static void noLocal(String policy, ByFamily counts, GaugeWithCallback.Callback out) {
    for (Family family : Family.values()) {
      out.call(counts.of(family), policy, Health.label(family));
    }
  }

  private void services() {
    counts("weir_services", "Services in the dataplane.", Counts::services);
    counts("weir_frontends", "Frontends in the maps, NodePorts counted once.", Counts::frontends);
    counts(
        "weir_services_without_backends",
        "Services with a port that nothing can serve.",
        Counts::servicesWithoutBackends);
    meters.gauges(
        "weir_backends",
        "Endpoints of proxied Services by state.",
        "state",
        s -> {
          Counts c = s.counts();
          return Map.of(
              "ready", (double) c.readyBackends(),
              "serving", (double) c.servingBackends(),
              "terminating", (double) c.terminatingBackends());
        });
    meters.gauge(
        "weir_frontend_conflicts",
        "Frontends that several Services claim; counted up to " + AgentSnapshot.MOST_ROWS + ".",
        s -> s.conflicts().size());
    meters.gauge(
        "weir_object_faults",
        "Parts of objects that cannot be used; counted up to " + AgentSnapshot.MOST_ROWS + ".",
        s -> s.faults().size());
  }

  private void sockets() {
    meters.counters(
        "weir_service_connects",
        "What the socket programs decided: connects, and datagrams that chose a backend.",
        "result",
        s -> {
          SocketCounts c = s.sockets();
          return Map.of(
              "translated", c.translated(),
              "refused", c.refused(),
              "no_local", c.noLocal(),
              "source_denied", c.sourceDenied(),
              "reselected", c.reselected(),
              "opted_out", c.optedOut());
        });
    meters.counter(
        "weir_service_sockets_cut",
        "Connected UDP sockets destroyed because their backend is gone.",
        s -> s.sockets().cut());
    meters.counter(
        "weir_bind_refused",
        "Binds refused because the port is a NodePort.",
        s -> s.sockets().bindRefused());
  }

  private void maps() {
    map("weir_map_entries", "Entries in a kernel map.", MapUse::entries);
    map("weir_map_capacity", "Entries that a kernel map can hold.", MapUse::capacity);
    map("weir_map_memory_bytes", "Memory that the kernel keeps for a map.", MapUse::bytes);
  }

  private void kernel() {
    meters.gauges(
        "weir_programs_expected",
        "Programs that ought to be on a hook.",
        "hook",
        s -> hooks(s, AgentSnapshot.Attachment::expected));
    meters.gauges(
        "weir_programs_attached",
        "Programs of ours that the kernel has on a hook.",
        "hook",
        s -> hooks(s, AgentSnapshot.Attachment::attached));
    GaugeWithCallback.builder()
        .name("weir_mode_info")
        .help("Features and the state they are in: on, off, or missing in this kernel.")
        .labelNames("feature", "state")
        .callback(
            out -> meters.snapshot().features().forEach(f -> out.call(1, f.name(), f.state())))
        .register(meters.registry());
  }

  private static Map<String, Double> hooks(
      AgentSnapshot s, Function<AgentSnapshot.Attachment, Boolean> counted) {
    return s.attachments().stream()
        .collect(
            Collectors.groupingBy(
                AgentSnapshot.Attachment::hook,
                LinkedHashMap::new,
                Collectors.summingDouble(a -> counted.apply(a) ? 1 : 0)));
  }

  private void apiServer() {
    meters.gauge(
        "weir_synced",
        "1 once every watch has listed and the maps were written.",
        s -> s.synced() ? 1 : 0);
    GaugeWithCallback.builder()
        .name("weir_apiserver_last_contact_seconds")
        .help("Time since the API server was last heard on any watch; absent before the first.")
        .callback(out -> lastContact().ifPresent(at -> out.call(age(at))))
        .register(meters.registry());
    meters.counters(
        "weir_watch_restarts",
        "Times a watch had to connect or list again.",
        "resource",
        s -> watches(s, Watch::restarts));
    meters.counters(
        "weir_skipped_objects",
        "Objects that could not be read at all.",
        "resource",
        s -> watches(s, Watch::skippedObjects));
  }

  private Optional<Instant> lastContact() {
    return meters.snapshot().watches().stream()
        .flatMap(w -> w.lastContact().stream())
        .max(Comparator.naturalOrder());
  }

  private double age(Instant at) {
    return Math.max(0, Duration.between(at, clock.instant()).toMillis() / 1e3);
  }

  private static Map<String, Long> watches(AgentSnapshot s, Function<Watch, Long> value) {
    return s.watches().stream().collect(Collectors.toMap(Watch::kind, value, Math::max));
  }

  private void map(String name, String help, Function<MapUse, Long> value) {
    meters.gauges(
        name,
        help,
        "map",
        s ->
            s.maps().stream()
                .collect(Collectors.toMap(MapUse::name, m -> (double) value.apply(m), Math::max)));
  }

  private void counts(String name, String help, ToDoubleFunction<Counts> value) {
    meters.gauge(name, help, s -> value.applyAsDouble(s.counts()));
  }
}
