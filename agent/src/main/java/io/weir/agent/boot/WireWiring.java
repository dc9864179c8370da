package io.weir.agent.boot;

import io.weir.agent.attach.PinLayout;
import io.weir.agent.attach.Sweep;
import io.weir.agent.attach.WirePrograms;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.agent.loop.WireParts;
import io.weir.agent.maps.KernelTables;
import io.weir.agent.netlink.PodLinks;
import io.weir.bpf.abi.WireConfig;
import io.weir.bpf.abi.WireSweepResult;
import io.weir.bpf.probe.Features;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The programs on the wire and their sweep. */
record WireWiring(WirePrograms programs, Sweep<WireSweepResult> sweep) implements AutoCloseable {

  /** Loaded, over the maps that other programs share; nothing is attached yet. */
  static WireWiring load(Config config) {
    PinLayout pins = new PinLayout(config.pinDirectory());
    WirePrograms programs =
        WirePrograms.load(
            pins,
            MapSizes.ofWire(config.maps()),
            constants(config),
            Optional.empty(),
            WorkloadPrograms.Node.here(PodLinks::interfaces));
    try {
      return new WireWiring(programs, Sweep.translations(pins, Optional.empty()));
    } catch (RuntimeException e) {
      programs.close();
      throw e;
    }
  }

  private static WireConfig constants(Config config) {
    ServiceSettings settings = config.services();
    return new WireConfig(
        settings.snatPorts().first(),
        settings.snatPorts().last(),
        settings.tunnelPort(),
        Features.get().checksumsOfIpv6(),
        config.policy().enforce());
  }

  WireParts parts(Config config, Executor background) {
    return new WireParts(
        KernelTables.wire(programs.object()),
        programs.atPods(),
        programs.atUplinks(),
        background,
        config.services().uplinks());
  }

  @Override
  public void close() {
    sweep.close();
    programs.close();
  }
}
