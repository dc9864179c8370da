package io.weir.agent.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.PodLinksChanged;
import io.weir.agent.model.PodLink;
import io.weir.agent.netlink.Follower;
import io.weir.agent.netlink.PodLinks;
import io.weir.bpf.sys.NetlinkSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a pod's interface to its programs, through netlink alone: prints how long that takes. */
@Tag("kernel")
class PlugToProgramsIT {
  private static final int PODS = 100;
  private static final int FIRST = 1000;

  private static final String PLUG =
      "link add eth%d index %d type veth peer name %s netns " + PodLab.NODE;

  private final Map<String, Times> times = new ConcurrentHashMap<>();

  private record Times(long told, long attached) {}

  private final Set<Integer> known = new HashSet<>();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPodHasItsProgramsSoonAfterItHasItsAddress(boolean tcx) throws Exception {
    try (PodLab lab = new PodLab()) {
      plug(lab, tcx);
      adopt(lab, tcx);
    }
  }

  private void plug(PodLab lab, boolean tcx) throws Exception {
    try (WorkloadPrograms programs = lab.load(tcx);
        Follower follower = lab.inside(() -> PodLinks.follow(event -> attach(programs, event)))) {
      assertThat(follower).isNotNull();
      List<Long> telling = new ArrayList<>();
      List<Long> attaching = new ArrayList<>();
      for (int i = 0; i < PODS; i++) {
        String name = "pod" + i;
        lab.batch(PodLab.POD, PLUG.formatted(i, FIRST + i, name));
        ByteBuffer request = newAddress(FIRST + i, 0x0a090000 + i);
        long start = lab.insidePod(() -> send(request));
        Times at = awaited(name);
        telling.add((at.told() - start) / 1000);
        attaching.add((at.attached() - at.told()) / 1000);
      }
      assertThat(lab.inside(programs::attached)).hasSize(PODS);
      System.out.printf(
          "plug to programs, tcx=%s, us: until told of the address %s; then until attached %s%n",
          tcx, percentiles(telling), percentiles(attaching));
    }
  }

  private static void adopt(PodLab lab, boolean tcx) {
    long start = System.nanoTime();
    try (WorkloadPrograms later = lab.load(tcx)) {
      long loaded = System.nanoTime();
      Set<Integer> attached = lab.inside(later::attached);
      assertThat(attached).hasSize(PODS);
      long asked = System.nanoTime();
      lab.inside(() -> {
        attached.forEach(later::detach);
        return true;
      });
      System.out.printf(
          "%d interfaces, tcx=%s, ms: adopted %d; asked for %d; detached %d%n",
          PODS,
          tcx,
          (loaded - start) / 1_000_000,
          (asked - loaded) / 1_000_000,
          (System.nanoTime() - asked) / 1_000_000);
    }
  }

  /** Gives the address as one system call does; returns when that began. */
  private static long send(ByteBuffer request) {
    try (NetlinkSocket kernel = NetlinkSocket.open(NetlinkSocket.ROUTE, 0)) {
      long start = System.nanoTime();
      kernel.send(request);
      return start;
    }
  }

  /** RTM_NEWADDR of a /32. */
  private static ByteBuffer newAddress(int ifindex, int ipv4) {
    ByteBuffer message = ByteBuffer.allocate(40).order(ByteOrder.nativeOrder());
    message.putInt(40).putShort((short) 20).putShort((short) 0x601); // request, create, replace
    message.putInt(1).putInt(0);
    message.put((byte) 2).put((byte) 32).putShort((short) 0).putInt(ifindex);
    for (short attribute : new short[] {2, 1}) { // IFA_LOCAL, IFA_ADDRESS
      message.putShort((short) 8).putShort(attribute);
      message.order(ByteOrder.BIG_ENDIAN).putInt(ipv4).order(ByteOrder.nativeOrder());
    }
    return message.flip();
  }

  private void attach(WorkloadPrograms programs, ClusterEvent event) {
    for (PodLink link : ((PodLinksChanged) event).links()) {
      if (!link.addresses().isEmpty() && known.add(link.ifindex())) {
        long told = System.nanoTime();
        programs.attach(link.ifindex());
        times.put(link.name(), new Times(told, System.nanoTime()));
      }
    }
  }

  private Times awaited(String name) throws InterruptedException {
    for (int millis = 0; millis < 20_000; millis++) {
      Times at = times.get(name);
      if (at != null) {
        return at;
      }
      Thread.sleep(1);
    }
    throw new AssertionError(name + " has no programs after 20 s");
  }

  private static String percentiles(List<Long> micros) {
    long[] sorted = micros.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return "p50=%d p90=%d max=%d"
        .formatted(
            sorted[sorted.length / 2], sorted[sorted.length * 9 / 10], sorted[sorted.length - 1]);
  }
}
