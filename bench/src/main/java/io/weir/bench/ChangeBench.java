package io.weir.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One endpoint of one Service is exchanged for another: how long from the event to the kernel's
 * maps, with many Services present. The whole loop runs, on its own thread, over maps of the
 * kernel.
 */
final class ChangeBench {
  private static final List<Integer> SERVICES = List.of(100, 1_000, 10_000);
  private static final int WARM_UP = 3_000;

  /** Between two changes the loop goes to sleep, as it does in a cluster. */
  private static final long PAUSE_NANOS = 1_000_000;

  private static final double NANOS_PER_MICRO = 1000;

  private final Lab lab;

  ChangeBench(Lab lab) {
    this.lab = lab;
  }

  void run(int changes, Report report) {
    for (int services : SERVICES) {
      List<String> backends = ManyServices.podIps(0);
      try (KernelLoop loop =
          KernelLoop.start(
              lab.pins("change-" + services),
              lab.cgroup("change-" + services),
              new ManyServices(services).lists(backends))) {
        double[] nanos = change(loop, services, changes);
        String row = "services=" + services + "x" + ManyServices.ENDPOINTS;
        double p50 = Samples.percentile(nanos, 50) / NANOS_PER_MICRO;
        report.add(row, "weir", "one_change_us", p50, "us");
        double p99 = Samples.percentile(nanos, 99) / NANOS_PER_MICRO;
        report.add(row, "weir", "one_change_p99_us", p99, "us");
      }
    }
  }

  private static double[] change(KernelLoop loop, int services, int changes) {
    double[] nanos = new double[changes];
    for (int i = -WARM_UP; i < changes; i++) {
      // A prime stride: the changes go around the cluster instead of along it.
      int service = Math.floorMod(i * 7919, services);
      List<String> addresses = new ArrayList<>(ManyServices.podIps(service));
      int fresh = ManyServices.ENDPOINTS + (i & 1);
      addresses.set(Math.floorMod(i, ManyServices.ENDPOINTS), ManyServices.podIp(service, fresh));
      long took = loop.change(ManyServices.slice(service, addresses, i + WARM_UP + 2L));
      verify(loop, service, addresses);
      if (i >= 0) {
        nanos[i] = took;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static void verify(KernelLoop loop, int service, List<String> expected) {
    List<String> found = loop.backends(ManyServices.clusterIp(service));
    if (!List.copyOf(found).stream()
        .sorted()
        .toList()
        .equals(expected.stream().sorted().toList())) {
      throw new IllegalStateException(
          "service=%d: the maps have %s, the slice %s".formatted(service, found, expected));
    }
  }
}
