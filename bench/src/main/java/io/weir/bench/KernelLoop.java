package io.weir.bench;

import io.weir.agent.attach.PinLayout;
import io.weir.agent.attach.SocketPrograms;
import io.weir.agent.compile.AbiAddress;
import io.weir.agent.loop.Loop;
import io.weir.agent.loop.LoopParts;
import io.weir.agent.maps.KernelTables;
import io.weir.agent.model.ClusterEvent;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.SocketConfig;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.map.MappedArray;
import io.weir.bpf.probe.Features;
import io.weir.bpf.sys.NetworkNamespace;
import io.weir.service.compile.CompilerSettings;
import io.weir.values.IpAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/**
 * The agent's loop over maps of the kernel, in this process and fed by hand, with the programs
 * attached to a cgroup.
 */
final class KernelLoop implements AutoCloseable {
  private static final int TCP = 6;
  private static final int TRANSLATED = 0;

  private final SocketPrograms programs;
  private final Loop loop;
  private final Stopwatch stopwatch = new Stopwatch();
  private final CountDownLatch attached = new CountDownLatch(1);
  private final BpfMap<FrontendKey, Frontend> frontends;
  private final MappedArray<Slot> slots;

  private void attach() {
    programs.attach();
    attached.countDown();
  }

  private KernelLoop(SocketPrograms programs) {
    this.programs = programs;
    this.frontends = programs.object().map("frontends", FrontendKey.class, Frontend.class);
    this.slots = programs.object().mappedArray("slots", Slot.class);
    this.loop =
        new Loop(
            new LoopParts(
                ManyServices.NODE,
                KernelTables.services(programs.object()),
                KernelTables.node(programs.object()),
                Optional.empty(),
                Optional.empty(),
                CompilerSettings.DEFAULT,
                List.of(),
                uids -> Map.of(),
                new LoopParts.Actions(this::attach, () -> {}, change -> {}),
                new LoopParts.Observers(
                    (regarding, reason, note) -> {}, stopwatch, new Silence())));
    Thread.ofPlatform().name("weir-loop").daemon().start(loop);
  }

  /**
   * Fills the maps with {@code cluster} and attaches to {@code cgroup}; returns when it is done.
   */
  static KernelLoop start(Path pins, Path cgroup, List<ClusterEvent> cluster) {
    try (NetworkNamespace own = NetworkNamespace.current()) {
      KernelLoop loop =
          new KernelLoop(
              SocketPrograms.load(
                  new PinLayout(pins),
                  cgroup,
                  new SocketConfig(own.cookie(), Features.get().setRetval(), true),
                  Map.of()));
      cluster.forEach(loop.loop.sink()::accept);
      loop.stopwatch.await();
      loop.attached.await();
      return loop;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the maps are filled", e);
    }
  }

  /**
   * Gives one event to the loop and waits until the maps hold what it changed.
   *
   * @return nanoseconds from the event to the maps
   */
  long change(ClusterEvent event) {
    long begin = System.nanoTime();
    loop.sink().accept(event);
    return stopwatch.await() - begin;
  }

  /** What the kernel's maps have behind a ClusterIP, for TCP. */
  List<String> backends(String clusterIp) {
    IpAddress ip = IpAddress.parse(clusterIp).orElseThrow();
    FrontendKey key = new FrontendKey(AbiAddress.of(ip), ManyServices.PORT, TCP);
    return frontends.get(key).stream()
        .flatMap(f ->
            IntStream.range(f.slotBase(), f.slotBase() + f.clusterCount()).mapToObj(slots::get))
        .map(s -> AbiAddress.toIp(s.address()).toString())
        .toList();
  }

  /** Connections the programs have sent to a backend so far. */
  long translated() {
    return programs.object().counters("socket_counters").sum(TRANSLATED);
  }

  @Override
  public void close() {
    loop.close();
    programs.close();
  }
}
