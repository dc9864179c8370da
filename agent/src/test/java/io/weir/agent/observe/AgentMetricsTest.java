package io.weir.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.observe.SyncMetrics.Change;
import io.weir.agent.observe.SyncMetrics.FailureCause;
import io.weir.agent.observe.SyncMetrics.LostWhere;
import io.weir.agent.observe.SyncMetrics.Scope;
import io.weir.values.Family;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentMetricsTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Snapshots.NOW);
  private final AgentMetrics metrics =
      new AgentMetrics(Snapshots::healthy, Duration.ofSeconds(60), now::get);

  @ParameterizedTest
  @CsvSource({
    "kubeproxy_sync_proxy_rules_duration_seconds, histogram",
    "kubeproxy_sync_full_proxy_rules_duration_seconds, histogram",
    "kubeproxy_sync_partial_proxy_rules_duration_seconds, histogram",
    "kubeproxy_sync_proxy_rules_last_timestamp_seconds, gauge",
    "kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds, gauge",
    "kubeproxy_network_programming_duration_seconds, histogram",
    "kubeproxy_sync_proxy_rules_endpoint_changes_pending, gauge",
    "kubeproxy_sync_proxy_rules_endpoint_changes_total, counter",
    "kubeproxy_sync_proxy_rules_service_changes_pending, gauge",
    "kubeproxy_sync_proxy_rules_service_changes_total, counter",
    "kubeproxy_sync_proxy_rules_no_local_endpoints_total, gauge",
    "kubeproxy_proxy_healthz_total, counter",
    "kubeproxy_proxy_livez_total, counter",
    "weir_service_connects_total, counter",
    "weir_map_memory_bytes, gauge",
  })
  void namesAndTypesAreWhatDashboardsExpect(String name, String type) {
    assertThat(text()).contains("# TYPE " + name + " " + type + "\n");
  }

  @Test
  void syncBucketsAreFifteenPowersOfTwoFromAMillisecond() {
    assertThat(bounds("kubeproxy_sync_proxy_rules_duration_seconds"))
        .hasSize(16)
        .startsWith("0.001", "0.002", "0.004")
        .endsWith("8.192", "16.384", "+Inf");
  }

  @Test
  void networkProgrammingBucketsAreThoseOfTheSli() {
    assertThat(bounds("kubeproxy_network_programming_duration_seconds"))
        .hasSize(2 + 59 + 12 + 7 + 1)
        .startsWith("0.25", "0.5", "1.0", "2.0")
        .containsSubsequence("59.0", "60.0", "65.0", "115.0", "120.0", "150.0", "300.0", "+Inf");
  }

  @Test
  void everySeriesWithAFixedLabelExistsBeforeItsFirstEvent() {
    assertThat(text())
        .contains("kubeproxy_proxy_healthz_total{code=\"503\"} 0.0")
        .contains("kubeproxy_sync_proxy_rules_duration_seconds_count{ip_family=\"IPv6\"} 0")
        .contains(
            "weir_sync_failures_total{cause=\"map_full\",ip_family=\"IPv4\",kind=\"service\"} 0.0")
        .contains("weir_events_lost_total{where=\"kernel\"} 0.0");
  }

  @Test
  void aTurnIsCountedUnderItsFamilyAndScope() {
    SyncMetrics sync = metrics.sync();
    sync.changed(Change.SERVICE);
    sync.queued(Family.IPV4);
    sync.started(Family.IPV4);
    sync.succeeded(Family.IPV4, Scope.FULL, Duration.ofMillis(3));
    sync.started(Family.IPV6);
    sync.failed(Family.IPV6, Scope.PARTIAL, Duration.ofMillis(3), FailureCause.KERNEL);
    sync.eventsLost(LostWhere.AGENT, 7);

    assertThat(text())
        .contains("kubeproxy_sync_proxy_rules_service_changes_total 1.0")
        .contains("kubeproxy_sync_proxy_rules_endpoint_changes_total 0.0")
        .contains("rules_duration_seconds_bucket{ip_family=\"IPv4\",le=\"0.002\"} 0")
        .contains("rules_duration_seconds_bucket{ip_family=\"IPv4\",le=\"0.004\"} 1")
        .contains("kubeproxy_sync_full_proxy_rules_duration_seconds_count{ip_family=\"IPv4\"} 1")
        .contains("kubeproxy_sync_partial_proxy_rules_duration_seconds_count{ip_family=\"IPv6\"} 1")
        .contains("rules_last_timestamp_seconds{ip_family=\"IPv4\"} 1.7776368E9")
        .contains("rules_last_timestamp_seconds{ip_family=\"IPv6\"} 0.0")
        .contains(
            "weir_sync_failures_total{cause=\"kernel\",ip_family=\"IPv6\",kind=\"service\"} 1.0")
        .contains("weir_events_lost_total{where=\"agent\"} 7.0");
  }

  @Test
  void lagIsTheAgeOfTheOldestChangeOfEitherFamily() {
    metrics.sync().queued(Family.IPV6);
    now.set(now.get().plusMillis(1500));
    metrics.sync().queued(Family.IPV4);

    assertThat(text()).contains("weir_sync_lag_seconds{kind=\"service\"} 1.5");
  }

  @Test
  void eventToMapRunsFromTheOldestEventThroughFailuresToTheTurnThatWroteIt() {
    SyncMetrics sync = metrics.sync();
    sync.queued(Family.IPV4);
    now.set(now.get().plusMillis(100));
    sync.queued(Family.IPV4);
    sync.started(Family.IPV4);
    sync.failed(Family.IPV4, Scope.PARTIAL, Duration.ofMillis(3), FailureCause.KERNEL);
    now.set(now.get().plusMillis(100));
    sync.started(Family.IPV4);
    sync.succeeded(Family.IPV4, Scope.PARTIAL, Duration.ofMillis(3));
    sync.started(Family.IPV4);
    sync.succeeded(Family.IPV4, Scope.PARTIAL, Duration.ofMillis(3));

    assertThat(text())
        .contains("weir_event_to_map_seconds_bucket{ip_family=\"IPv4\",le=\"0.125\"} 0")
        .contains("weir_event_to_map_seconds_bucket{ip_family=\"IPv4\",le=\"0.25\"} 1")
        .contains("weir_event_to_map_seconds_count{ip_family=\"IPv4\"} 1");
  }

  @Test
  void requestsToTheApiServerHaveTheLabelsAndBucketsOfTheClientInGo() {
    metrics.restClient().ended("POST", "https://192.0.2.1:6443", 201, Duration.ofMillis(20));
    metrics.restClient().ended("GET", "https://[2001:db8::1]:6443/base", 0, Duration.ofSeconds(20));

    assertThat(text())
        .contains(
            "rest_client_requests_total{code=\"201\",host=\"192.0.2.1:6443\",method=\"POST\"} 1.0")
        .contains(
            "rest_client_requests_total{code=\"<error>\",host=\"[2001:db8::1]:6443\",method=\"GET\"} 1.0")
        .contains(
            "rest_client_request_duration_seconds_bucket{host=\"192.0.2.1:6443\",verb=\"POST\",le=\"0.025\"} 1")
        .contains(
            "rest_client_request_duration_seconds_bucket{host=\"192.0.2.1:6443\",verb=\"POST\",le=\"0.005\"} 0");
  }

  @Test
  void timesOfTheKernelAreCountedUpToEachBoundAndSummedInSeconds() {
    long[] map = new long[4 * 26];
    map[26] = 3; // local, up to 1 us
    map[26 + 10] = 2; // up to 1024 us
    map[26 + 24] = 1; // longer than all bounds
    map[26 + 25] = 20_002_003;
    map[3 * 26 + 5] = 7;
    metrics.withKernelTimes(() -> KernelHistogram.rows(i -> map[i], map.length));

    String local = "weir_connect_duration_seconds_bucket{path=\"local\",le=\"";
    assertThat(text())
        .contains(local + "1.0E-6\"} 3\n", local + "5.12E-4\"} 3\n", local + "0.001024\"} 5\n")
        .contains(local + "8.388608\"} 5\n", local + "+Inf\"} 6\n")
        .contains("weir_connect_duration_seconds_sum{path=\"local\"} 20.002003\n")
        .contains("weir_connect_duration_seconds_count{path=\"remote\"} 0\n")
        .contains("weir_rtt_seconds_bucket{le=\"1.6E-5\"} 0\n")
        .contains("weir_rtt_seconds_bucket{le=\"3.2E-5\"} 7\n");
  }

  @Test
  void programmingTimeRunsFromTheTriggerAndATriggerFromTheFutureIsIgnored() {
    metrics.sync().programmed(Family.IPV4, now.get().minusMillis(400));
    metrics.sync().programmed(Family.IPV4, now.get().plusSeconds(5));

    assertThat(text())
        .contains("programming_duration_seconds_bucket{ip_family=\"IPv4\",le=\"0.25\"} 0")
        .contains("programming_duration_seconds_bucket{ip_family=\"IPv4\",le=\"0.5\"} 1")
        .contains("programming_duration_seconds_count{ip_family=\"IPv4\"} 1");
  }

  @Test
  void probesAreCountedByTheirAnswer() {
    metrics.healthz();
    metrics.livez();
    metrics.livez();

    assertThat(text())
        .contains("kubeproxy_proxy_healthz_total{code=\"200\"} 1.0")
        .contains("kubeproxy_proxy_livez_total{code=\"200\"} 2.0");
  }

  @Test
  void theSnapshotIsReadAtEachScrape() {
    assertThat(text())
        .contains("no_local_endpoints_total{ip_family=\"IPv6\",traffic_policy=\"external\"} 3.0")
        .contains("kubeproxy_sync_proxy_rules_endpoint_changes_pending 5.0")
        .contains("weir_service_connects_total{result=\"no_local\"} 3.0")
        .contains("weir_service_sockets_cut_total 8.0")
        .contains("weir_bind_refused_total 6.0")
        .contains("weir_map_entries{map=\"slots\"} 52.0")
        .contains("weir_programs_expected{hook=\"connect6\"} 1.0")
        .contains("weir_programs_attached{hook=\"connect6\"} 0.0")
        .contains("weir_mode_info{feature=\"bpf_sock_destroy\",state=\"missing\"} 1.0")
        .contains("weir_apiserver_last_contact_seconds 1.0")
        .contains("weir_skipped_objects_total{resource=\"endpointslices\"} 2.0")
        .contains("weir_backends{state=\"terminating\"} 2.0")
        .contains("weir_wire_packets_total{path=\"forward\"} 700.0")
        .contains("weir_wire_bytes_total{path=\"pod\"} 4000.0")
        .contains("weir_wire_flows_total{event=\"taken_over\"} 2.0")
        .contains("weir_map_entries{map=\"translations\"} 24.0")
        .contains("weir_snat_ports_in_use{ip_family=\"IPv4\"} 9.0")
        .contains("weir_snat_ports{ip_family=\"IPv6\"} 4536.0")
        .contains("weir_frontends_by_backends{backends=\"no_local\",kind=\"node_port\"} 2.0");
  }

  @Test
  void nothingOfTheClusterIsALabel() {
    assertThat(text()).doesNotContain("shop").doesNotContain("10.0.0.11").doesNotContain("203.0");
  }

  @Test
  void openMetricsIsServedToWhoAsksForIt() {
    AgentMetrics.Scrape scrape = metrics.scrape("application/openmetrics-text;version=1.0.0");

    assertThat(scrape.contentType()).startsWith("application/openmetrics-text");
    assertThat(new String(scrape.text(), StandardCharsets.UTF_8)).endsWith("# EOF\n");
    assertThat(metrics.scrape("*/*").contentType()).startsWith("text/plain; version=0.0.4");
  }

  @Test
  void processSeriesHaveTheNamesThatEveryDashboardUses() {
    metrics.withProcess();

    assertThat(text())
        .contains("process_resident_memory_bytes ")
        .contains("process_cpu_seconds_total ")
        .contains("process_start_time_seconds ")
        .contains("jvm_memory_used_bytes{area=\"heap\"}");
  }

  private List<String> bounds(String name) {
    return text()
        .lines()
        .filter(l -> l.startsWith(name + "_bucket{ip_family=\"IPv4\""))
        .map(l -> l.replaceAll(".*le=\"([^\"]+)\".*", "$1"))
        .toList();
  }

  private String text() {
    return new String(metrics.scrape("").text(), StandardCharsets.UTF_8);
  }
}
