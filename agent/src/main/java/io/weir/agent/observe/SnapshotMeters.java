package io.weir.agent.observe;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Registers series that are read out of the newest snapshot at each scrape. */
record SnapshotMeters(PrometheusRegistry registry, Supplier<AgentSnapshot> newest) {
  AgentSnapshot snapshot() {
    return newest.get();
  }

  GaugeWithCallback.Builder gaugeBuilder(String name, String help) {
    return GaugeWithCallback.builder().name(name).help(help);
  }

  CounterWithCallback.Builder counterBuilder(String name, String help) {
    return CounterWithCallback.builder().name(name).help(help);
  }

  void gauge(String name, String help, ToDoubleFunction<AgentSnapshot> value) {
    gaugeBuilder(name, help)
        .callback(out -> out.call(value.applyAsDouble(snapshot())))
        .register(registry);
  }

  void gauges(
      String name, String help, String label, Function<AgentSnapshot, Map<String, Double>> values) {
    gaugeBuilder(name, help)
        .labelNames(label)
        .callback(out -> values.apply(snapshot()).forEach((key, v) -> out.call(v, key)))
        .register(registry);
  }

  void counter(String name, String help, Function<AgentSnapshot, Long> value) {
    counterBuilder(name, help)
        .callback(out -> out.call(value.apply(snapshot())))
        .register(registry);
  }

  void counters(
      String name, String help, String label, Function<AgentSnapshot, Map<String, Long>> values) {
    counterBuilder(name, help)
        .labelNames(label)
        .callback(out -> values.apply(snapshot()).forEach((key, v) -> out.call(v, key)))
        .register(registry);
  }
}
