package io.weir.agent.attach;

import io.weir.bpf.abi.FlowTimeouts;
import io.weir.bpf.abi.SweepResult;
import io.weir.bpf.abi.WireSweepResult;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import java.util.Optional;

/**
 * Deletes flows whose time has come: the kernel walks its own tables, we only say when.
 *
 * @param <R> what a walk sees
 */
public final class Sweep<R extends Record> implements AutoCloseable {
  private final LoadedObject object;
  private final String program;
  private final BpfMap<Integer, R> results;

  private Sweep(LoadedObject object, String program, BpfMap<Integer, R> results) {
    this.object = object;
    this.program = program;
    this.results = results;
  }

  /**
   * Of the flows that policy tracks, over the maps that {@link WorkloadPrograms} has pinned.
   *
   * @param timeouts the same as there
   * @throws io.weir.bpf.BpfException when the maps are not there, or the kernel refuses
   */
  public static Sweep<SweepResult> flows(PinLayout pins, Optional<FlowTimeouts> timeouts) {
    return load(pins, timeouts, "sweep", "sweep_results", SweepResult.class);
  }

  /** Of translations, over the maps that {@link WirePrograms} has pinned; as {@link #flows}. */
  public static Sweep<WireSweepResult> translations(
      PinLayout pins, Optional<FlowTimeouts> timeouts) {
    return load(pins, timeouts, "sweep_translations", "wire_sweep_results", WireSweepResult.class);
  }

  private static <R extends Record> Sweep<R> load(
      PinLayout pins,
      Optional<FlowTimeouts> timeouts,
      String program,
      String results,
      Class<R> type) {
    BpfObject object = BpfObject.open(program + ".bpf.o").useMapsUnder(pins.maps());
    timeouts.ifPresent(object::configure);
    LoadedObject loaded = object.load();
    return new Sweep<>(loaded, program, loaded.map(results, Integer.class, type));
  }

  /** One walk over all flows. */
  public R run() {
    object.program(program).call();
    return last();
  }

  /** What the last walk saw, of this agent or an earlier one; zeros before the first. */
  public R last() {
    return results.get(0).orElseThrow();
  }

  @Override
  public void close() {
    object.close();
  }
}
