package io.weir.bpf.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.KernelTest;
import io.weir.bpf.program.XdpMode;
import io.weir.bpf.wire.LabNode.Direction;
import io.weir.bpf.wire.LabNode.Dropped;
import io.weir.bpf.workload.Drop;
import io.weir.bpf.workload.Provokes;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is on a deny list gets no further than a node's uplink, by XDP and without it. */
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DenyIT {
  private static final int PORT = 7;
  private static final int BY_XDP = 1;

  private Path bpffs;
  private WireNet net;
  private LabNode n1;
  private LabNode n2;

  @BeforeAll
  void build() {
    KernelTest.require();
    bpffs = KernelTest.bpffs("deny");
    net = new WireNet();
    n1 = new LabNode(net, 1, bpffs);
    n2 = new LabNode(net, 2, bpffs);
    n1.attachEarly(XdpMode.GENERIC, bpffs);
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
  void welcomeAll() {
    n1.denyNobody();
    n1.clearCounters();
  }

  /** Whether a datagram to a socket of the node itself arrives. */
  private boolean reaches(String from, int family) throws Exception {
    try (DatagramSocket server =
            net.in("n1").call(() -> new DatagramSocket(PORT, InetAddress.ofLiteral("::")));
        DatagramSocket client = net.in(from).call(() -> new DatagramSocket())) {
      server.setSoTimeout(300);
      client.send(
          new DatagramPacket(
              new byte[4],
              4,
              new InetSocketAddress(InetAddress.ofLiteral(WireNet.node(1, family)), PORT)));
      server.receive(new DatagramPacket(new byte[16], 16));
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4,10.88.0.100,32,1", "4,10.88.0.64,26,1", "4,0.0.0.0,0,1", "4,10.88.0.100,32,2",
    "6,fd88::100,128,1", "6,fd88::,64,1", "6,::,0,1", "6,fd88::100,128,2"
  })
  @Provokes(Drop.DENIED_SOURCE)
  void aDeniedSenderIsSilenced(int family, String prefix, int length, int where) throws Exception {
    assertThat(reaches("client", family)).isTrue();
    n1.deny(prefix, length, where);
    assertThat(reaches("client", family)).isFalse();
    assertThat(n1.drops())
        .containsOnlyKeys(new Dropped(Direction.FROM_NETWORK, Drop.DENIED_SOURCE));
    n1.denyNobody();
    assertThat(reaches("client", family)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"4,::,0", "4,10.88.0.101,32", "4,10.88.0.0,27", "6,0.0.0.0,0", "6,fd88::101,128"})
  void everybodyElseIsNot(int family, String prefix, int length) throws Exception {
    n1.deny(prefix, length, BY_XDP);
    assertThat(reaches("client", family)).isTrue();
    assertThat(n1.drops()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"4,10.88.0.0,16,1", "6,fd88::,16,1", "4,10.88.0.0,16,2", "6,fd88::,16,2"})
  void aNodeOfTheClusterIsNeverDenied(int family, String prefix, int length, int where)
      throws Exception {
    n1.deny(prefix, length, where);
    assertThat(reaches("n2", family)).isTrue();
    assertThat(reaches("client", family)).isFalse();
  }
}
