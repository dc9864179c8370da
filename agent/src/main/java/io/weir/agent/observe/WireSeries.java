package io.weir.agent.observe;

import io.weir.agent.observe.WireSnapshot.Path;
import io.weir.agent.observe.WireSnapshot.Snat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The series of Services on the wire and of the health of frontends, read out of the newest
 * snapshot. Label values come from fixed lists only: paths, events, families, kinds of frontend.
 */
final class WireSeries {
  private final SnapshotMeters meters;

  private WireSeries(SnapshotMeters meters) {
    this.meters = meters;
  }

  static void register(SnapshotMeters meters) {
    WireSeries series = new WireSeries(meters);
    series.paths();
    series.events();
    series.early();
    series.silent();
    series.snat();
    series.frontends();
    series.denied();
  }

  private void paths() {
    paths(
        "weir_wire_packets", "Packets of Services on the wire, by where they went.", Path::packets);
    paths("weir_wire_bytes", "Bytes of these packets.", Path::bytes);
  }

  private void paths(String name, String help, Function<Path, Long> value) {
    meters.counters(
        name,
        help,
        "path",
        s ->
            s.wire().paths().stream()
                .collect(Collectors.toMap(Path::path, value, Math::max, LinkedHashMap::new)));
  }

  private void events() {
    meters.counters(
        "weir_wire_flows",
        "What became of translated flows: reselected are UDP whose backend was gone, taken_over TCP"
            + " that began at another node, ports_changed those whose client's port was taken,"
            + " node_silent those with another source since the backend's node takes no tunnels,"
            + " stale_forgotten those whose client now speaks to the pod directly.",
        "event",
        s -> {
          WireSnapshot.Events e = s.wire().events();
          return Map.of(
              "opened", e.opened(),
              "expired", e.expired(),
              "reselected", e.reselected(),
              "taken_over", e.takenOver(),
              "ports_changed", e.portsChanged(),
              "stale_forgotten", e.staleForgotten(),
              "node_silent", e.nodeSilent());
        });
  }

  private void denied() {
    meters.gauge(
        "weir_deny_prefixes", "Prefixes on deny lists.", s -> s.wire().denied().prefixes());
    meters.gauge(
        "weir_deny_wrong_lines",
        "Lines of deny lists that are no prefix; while there is one nothing is taken off.",
        s -> s.wire().denied().wrongLines());
  }

  private void silent() {
    meters.gauge(
        "weir_tunnel_silent_nodes",
        "Addresses of other nodes that do not answer probes of tunnels: packets from outside reach"
            + " their backends by mode snat.",
        s -> s.wire().silentNodes());
  }

  private void early() {
    meters.counter(
        "weir_wire_packets_early",
        "Packets to backends of other nodes that XDP sent on, in front of the stack.",
        s -> s.wire().events().sentEarly());
  }

  private void snat() {
    snat(
        "weir_snat_ports_in_use",
        "Flows that have a port of the range for source translation, at the last sweep. Several may"
            + " share one, to different backends.",
        Snat::inUse);
    snat("weir_snat_ports", "Ports of the range for source translation.", Snat::ports);
  }

  private void snat(String name, String help, ToIntFunction<Snat> value) {
    meters.gauges(
        name,
        help,
        "ip_family",
        s ->
            s.wire().snat().stream()
                .collect(
                    Collectors.toMap(
                        one -> Health.label(one.family()), one -> (double) value.applyAsInt(one))));
  }

  private void frontends() {
    meters
        .gaugeBuilder(
            "weir_frontends_by_backends",
            "Frontends by where the backends are that their clients are given: local, remote only,"
                + " no_local (policy Local and all elsewhere), none.")
        .labelNames("kind", "backends")
        .callback(out ->
            meters
                .snapshot()
                .counts()
                .frontendsByBackends()
                .forEach(f -> out.call(f.frontends(), f.kind(), f.backends())))
        .register(meters.registry());
  }
}
