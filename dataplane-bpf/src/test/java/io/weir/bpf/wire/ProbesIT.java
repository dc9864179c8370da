package io.weir.bpf.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.KernelTest;
import io.weir.bpf.wire.LabNode.Backend;
import io.weir.bpf.wire.LabNode.Direction;
import io.weir.bpf.wire.LabNode.Dropped;
import io.weir.bpf.wire.LabNode.Target;
import io.weir.bpf.workload.Drop;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes tell each other that they take tunnels; one that is silent is reached without. */
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProbesIT {
  private static final int NODE_PORT = 30_080;
  private static final int POD_PORT = 8080;
  private static final int UDP = 17;
  private static final int FORWARD = 1;

  /** Geneve, our option of type 4, nothing in it. */
  private static final byte[] PROBE = new byte[32];

  static {
    byte[] start = {6, 0, 8, 0, 0, 0, 0, 0, (byte) 0xff, 0x57, 4, 5};
    System.arraycopy(start, 0, PROBE, 0, start.length);
  }

  private Path bpffs;
  private WireNet net;
  private LabNode n1;
  private LabNode n2;

  @BeforeAll
  void build() {
    KernelTest.require();
    bpffs = KernelTest.bpffs("probes");
    net = new WireNet();
    n1 = new LabNode(net, 1, bpffs);
    n2 = new LabNode(net, 2, bpffs);
  }

  @AfterAll
  void clean() {
    if (n2 != null) {
      n1.close();
      n2.close();
      net.close();
      KernelTest.release(bpffs);
    }
  }

  @BeforeEach
  void forget() {
    n1.forgetFlows();
    n2.forgetFlows();
    n1.clearCounters();
    n2.clearCounters();
    for (int family : new int[] {4, 6}) {
      n1.isSilent(2, family);
    }
  }

  private void probe(String from, int family) {
    net.in(from)
        .call(() -> {
          InetAddress to = InetAddress.ofLiteral(WireNet.node(2, family));
          try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(
                new DatagramPacket(
                    PROBE, PROBE.length, new InetSocketAddress(to, LabNode.TUNNEL_PORT)));
          }
          return true;
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void aNodeThatIsAskedAnswers(int family) throws InterruptedException {
    probe("n1", family);
    for (int i = 0; i < 40 && !n1.hasHeard(2, family); i++) {
      Thread.sleep(25);
    }
    assertThat(n1.hasHeard(2, family)).isTrue();
    assertThat(n1.hasHeard(2, 10 - family)).isFalse();
    assertThat(n1.drops()).isEmpty();
    assertThat(n2.drops()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void whoIsNoNodeGetsNoAnswer(int family) {
    probe("client", family);
    assertThat(n2.drops())
        .containsOnlyKeys(new Dropped(Direction.FROM_NETWORK, Drop.TUNNEL_SPOOFED));
    assertThat(n2.paths()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"4,false", "6,false", "4,true", "6,true"})
  void theClientIsSeenWhereTheNodeTakesTunnels(int family, boolean answers) throws Exception {
    Target target = new Target(3, 2, FORWARD, 0, List.of(new Backend(2, POD_PORT)));
    n1.nodePort(NODE_PORT, UDP, family, target);
    if (answers) {
      n1.answers(2, family);
    }
    try (DatagramSocket server =
            net.in("p2").call(() -> new DatagramSocket(POD_PORT, InetAddress.ofLiteral("::")));
        DatagramSocket client = net.in("client").call(() -> new DatagramSocket())) {
      server.setSoTimeout(2000);
      client.send(
          new DatagramPacket(
              new byte[4],
              4,
              new InetSocketAddress(InetAddress.ofLiteral(WireNet.node(1, family)), NODE_PORT)));
      DatagramPacket came = new DatagramPacket(new byte[8], 8);
      server.receive(came);
      String seen = answers ? WireNet.client(family) : WireNet.node(1, family);
      assertThat(came.getAddress()).isEqualTo(InetAddress.ofLiteral(seen));
    }
  }
}
