package io.weir.agent.attach;

import io.weir.bpf.abi.FlowTimeouts;
import io.weir.bpf.abi.SweepResult;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import java.util.Optional;

/** Deletes flows whose time has come: the kernel walks its own tables, we only say when. */
public final class Sweep implements AutoCloseable {
  public static final String OBJECT = "sweep.bpf.o";

  private final LoadedObject object;
  private final BpfMap<Integer, SweepResult> results;

  private Sweep(LoadedObject object) {
    this.object = object;
    results = object.map("sweep_results", Integer.class, SweepResult.class);
  }

  /**
   * Loads the program over the maps that {@link WorkloadPrograms} has pinned.
   *
   * @param timeouts the same as there
   * @throws io.weir.bpf.BpfException when the maps are not there, or the kernel refuses
   */
  public static Sweep load(PinLayout pins, Optional<FlowTimeouts> timeouts) {
    BpfObject object = BpfObject.open(OBJECT).useMapsUnder(pins.maps());
    timeouts.ifPresent(object::configure);
    return new Sweep(object.load());
  }

  /** One walk over all flows. */
  public SweepResult run() {
    object.program("sweep").call();
    return last();
  }

  /** What the last walk saw, of this agent or an earlier one; zeros before the first. */
  public SweepResult last() {
    return results.get(0).orElseThrow();
  }

  @Override
  public void close() {
    object.close();
  }
}
