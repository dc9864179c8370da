package io.weir.bpf.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.Fixture;
import io.weir.bpf.KernelTest;
import io.weir.bpf.map.PerCpuCounters;
import io.weir.bpf.sys.NetworkNamespace;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hooks of interfaces and iterators over sockets, in a network namespace of the test's own. */
@Tag("kernel")
class NetworkIT {
  private static final String NAME = "weir-bpf-it";
  private static final int NEXT = 1;
  private static final int STOP = 2;

  private Path bpffs;
  private NetworkNamespace namespace;
  private LoadedObject object;

  @BeforeEach
  void prepare() {
    KernelTest.require();
    bpffs = KernelTest.bpffs("network");
    Path file = Path.of("/run/netns", NAME);
    if (Files.exists(file)) { // of a run that crashed
      KernelTest.run("ip", "netns", "del", NAME);
    }
    KernelTest.run("ip", "netns", "add", NAME);
    namespace = NetworkNamespace.open(file);
    object = BpfObject.open(Fixture.OBJECT).load();
  }

  @AfterEach
  void clean() {
    if (object != null) {
      object.close();
      namespace.close();
      KernelTest.run("ip", "netns", "del", NAME);
      KernelTest.release(bpffs);
    }
  }

  private static void ip(String command) {
    KernelTest.run(("ip -n " + NAME + " " + command).split(" "));
  }

  /** Two ends in one namespace; what is sent to 192.0.2.2 leaves v0 and arrives at v1. */
  private int veth() {
    ip("link add v0 type veth peer name v1");
    ip("link set v1 address 02:00:00:00:00:01");
    ip("link set v0 up");
    ip("link set v1 up");
    ip("addr add 192.0.2.1/24 dev v0");
    ip("neigh add 192.0.2.2 lladdr 02:00:00:00:00:01 dev v0");
    return namespace.call(() -> NetworkInterface.getByName("v0").getIndex());
  }

  private void send() {
    namespace.call(() -> {
      try (DatagramSocket socket = new DatagramSocket()) {
        byte[] data = new byte[10];
        socket.send(new DatagramPacket(data, data.length, InetAddress.getByName("192.0.2.2"), 9));
      }
      return true;
    });
  }

  private LinkInfo attach(String program, int ifindex, TcxOrder order, Path pin) {
    return namespace.call(
        () -> Links.attachTcx(object.program(program), ifindex, AttachType.TCX_EGRESS, order, pin));
  }

  @Test
  void tcxProgramsRunInTheOrderAskedForAndAreSwappedInPlace() {
    int ifindex = veth();
    PerCpuCounters counters = object.counters("counters");
    Path next = bpffs.resolve("next");
    LinkInfo attached = attach("tc_next", ifindex, new TcxOrder.Last(), next);
    assertThat(attached.target()).isEqualTo(ifindex);
    assertThat(attached.attachType()).isEqualTo(Optional.of(AttachType.TCX_EGRESS));
    send();
    long seen = counters.sum(NEXT);
    assertThat(seen).isPositive();

    attach("tc_stop", ifindex, new TcxOrder.Before(next), bpffs.resolve("stop"));
    long before = counters.sum(NEXT);
    send();
    assertThat(counters.sum(STOP)).isPositive();
    assertThat(counters.sum(NEXT)).isEqualTo(before);

    LoadedObject newer = BpfObject.open(Fixture.OBJECT).load();
    try (newer) {
      LinkInfo swapped =
          namespace.call(() ->
              Links.attachTcx(
                  newer.program("tc_next"),
                  ifindex,
                  AttachType.TCX_EGRESS,
                  new TcxOrder.First(),
                  next));
      assertThat(swapped.id()).isEqualTo(attached.id());
      send();
      assertThat(newer.counters("counters").sum(NEXT)).as("still behind tc_stop").isZero();
      assertThat(Links.detach(bpffs.resolve("stop"))).isTrue();
      send();
      assertThat(newer.counters("counters").sum(NEXT)).isPositive();
    }
  }

  @Test
  void tcxFirstAndAfterAreHonoured() {
    int ifindex = veth();
    attach("tc_next", ifindex, new TcxOrder.Last(), bpffs.resolve("next"));
    attach("tc_stop", ifindex, new TcxOrder.After(bpffs.resolve("next")), bpffs.resolve("stop"));
    send();
    assertThat(object.counters("counters").sum(STOP)).isPositive();
    assertThat(object.counters("counters").sum(NEXT)).isPositive();

    Links.detach(bpffs.resolve("stop"));
    attach("tc_stop", ifindex, new TcxOrder.First(), bpffs.resolve("stop"));
    long before = object.counters("counters").sum(NEXT);
    send();
    assertThat(object.counters("counters").sum(NEXT)).isEqualTo(before);
  }

  @Test
  void iteratorWalksTheNamespaceOfItsReader() throws Exception {
    try (LoadedObject iterators = BpfObject.open("iterator.bpf.o").load();
        BpfIterator iterator = Links.iterator(iterators.program("list_udp"))) {
      assertThat(namespace.call(iterator::read)).isEmpty();
      try (DatagramSocket _ = namespace.call(() -> new DatagramSocket(new InetSocketAddress(0)));
          DatagramSocket _ = namespace.call(() -> new DatagramSocket(new InetSocketAddress(0)))) {
        assertThat(namespace.call(iterator::read)).isEqualTo("udp\nudp\n");
      }
      assertThat(namespace.call(iterator::read)).isEmpty();
    }
  }
}
