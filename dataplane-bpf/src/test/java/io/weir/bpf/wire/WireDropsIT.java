package io.weir.bpf.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bpf.KernelTest;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.WireConfig;
import io.weir.bpf.packet.Packet;
import io.weir.bpf.program.PacketContext;
import io.weir.bpf.wire.LabNode.Backend;
import io.weir.bpf.wire.LabNode.Direction;
import io.weir.bpf.wire.LabNode.Dropped;
import io.weir.bpf.wire.LabNode.Target;
import io.weir.bpf.workload.Drop;
import io.weir.bpf.workload.Provokes;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every reason for which a packet to a Service is refused or dropped, and what its sender sees. */
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireDropsIT {
  private static final int NODE_PORT = 30_080;
  private static final int POD_PORT = 8080;
  private static final int CLUSTER_IP = 1;
  private static final int KIND_NODE_PORT = 2;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int SCTP = 132;
  private static final int SNAT = 0;
  private static final int GENEVE = 3;
  private static final int EXTERNAL_LOCAL = 2;
  private static final int SOURCE_RANGES = 8;
  private static final int ONE_PORT = 61_000;
  private static final List<Backend> REMOTE = List.of(new Backend(2, POD_PORT));

  private Path bpffs;
  private WireNet net;
  private LabNode n1;
  private LabNode n2;

  @BeforeAll
  void build() {
    KernelTest.require();
    bpffs = KernelTest.bpffs("wiredrops");
    net = new WireNet();
    n1 =
        new LabNode(
            net,
            1,
            bpffs,
            new WireConfig(ONE_PORT, ONE_PORT, LabNode.TUNNEL_PORT, true, true, false, false));
    n2 = new LabNode(net, 2, bpffs);
    net.clientRoute("10.99.0.0/16", 1, 4);
    net.clientRoute("fd99::/32", 1, 6);
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
    for (LabNode node : List.of(n1, n2)) {
      node.forgetFlows();
      node.clearCounters();
    }
  }

  private static Target target(int mode, int flags, List<Backend> backends) {
    return new Target(3, KIND_NODE_PORT, mode, flags, backends);
  }

  /**
   * An answer that is there before connect() has let go of the socket is not heard: then that to
   * the next SYN is, a second later.
   */
  private void refused(String address, int port) {
    assertThatThrownBy(() -> connect(address, port, 3000))
        .hasCauseInstanceOf(ConnectException.class);
  }

  private void silent(String address, int port) {
    assertThatThrownBy(() -> connect(address, port, 500))
        .hasCauseInstanceOf(SocketTimeoutException.class);
  }

  private Socket connect(String address, int port, int millis) {
    return net.in("client")
        .call(() -> {
          Socket socket = new Socket();
          socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), millis);
          return socket;
        });
  }

  private void send(String from, String address, int port, byte[] data) {
    net.in(from)
        .call(() -> {
          try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(
                new DatagramPacket(data, data.length, InetAddress.ofLiteral(address), port));
          }
          return true;
        });
  }

  private void dropped(LabNode node, Direction direction, Drop reason) {
    assertThat(node.drops()).containsOnlyKeys(new Dropped(direction, reason));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  @Provokes(Drop.SERVICE_REFUSED)
  void withoutAnyBackendTheClientIsRefused(int family) {
    n1.nodePort(NODE_PORT, TCP, family, target(SNAT, 0, List.of()));
    refused(WireNet.node(1, family), NODE_PORT);
    dropped(n1, Direction.FROM_NETWORK, Drop.SERVICE_REFUSED);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  @Provokes(Drop.SERVICE_NO_LOCAL)
  void policyLocalWithoutALocalBackendIsSilent(int family) {
    n1.nodePort(NODE_PORT, TCP, family, target(SNAT, EXTERNAL_LOCAL, REMOTE));
    silent(WireNet.node(1, family), NODE_PORT);
    dropped(n1, Direction.FROM_NETWORK, Drop.SERVICE_NO_LOCAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  @Provokes(Drop.SOURCE_RANGE)
  void aSourceOutsideTheRangesIsSilent(int family) {
    n1.nodePort(NODE_PORT, TCP, family, target(SNAT, SOURCE_RANGES, REMOTE));
    silent(WireNet.node(1, family), NODE_PORT);
    dropped(n1, Direction.FROM_NETWORK, Drop.SOURCE_RANGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.99.0.1", "fd99::1"})
  @Provokes(Drop.UNUSED_PORT)
  void aPortThatAClusterIpDoesNotHaveIsRefused(String address) {
    n1.known(address, LabNode.CLUSTER_IP);
    refused(address, 81);
    dropped(n1, Direction.FROM_NETWORK, Drop.UNUSED_PORT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.99.0.9", "fd99::9"})
  @Provokes(Drop.UNUSED_ADDRESS)
  void anAddressOfTheRangeThatNoServiceHasIsSilent(String address) {
    n1.range(0, "10.99.0.0", "255.255.0.0");
    n1.range(1, "fd99::", "ffff:ffff::");
    silent(address, 80);
    dropped(n1, Direction.FROM_NETWORK, Drop.UNUSED_ADDRESS);
  }

  @Test
  @Provokes(Drop.SNAT_PORTS_FULL)
  void aFlowBeyondTheLastPortIsDropped() {
    n1.nodePort(NODE_PORT, UDP, 4, target(SNAT, 0, REMOTE));
    send("client", WireNet.node(1, 4), NODE_PORT, new byte[1]);
    assertThat(n1.drops()).isEmpty();
    send("client", WireNet.node(1, 4), NODE_PORT, new byte[1]);
    dropped(n1, Direction.FROM_NETWORK, Drop.SNAT_PORTS_FULL);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  @Provokes(Drop.TOO_BIG)
  void whatDoesNotFitTheTunnelIsAnsweredAndThenSentSmaller(int family) {
    n1.nodePort(NODE_PORT, UDP, family, target(GENEVE, 0, REMOTE));
    n2.nodePort(NODE_PORT, UDP, family, target(GENEVE, 0, REMOTE));
    net.ip("n1", "link set up0 mtu 1500");
    try (DatagramSocket server = listen();
        DatagramSocket client = net.in("client").call(() -> new DatagramSocket())) {
      client.connect(
          new InetSocketAddress(InetAddress.ofLiteral(WireNet.node(1, family)), NODE_PORT));
      client.send(new DatagramPacket(new byte[1440], 1440));
      assertThatThrownBy(() -> server.receive(new DatagramPacket(new byte[2000], 2000)))
          .isInstanceOf(SocketTimeoutException.class);
      dropped(n1, Direction.FROM_NETWORK, Drop.TOO_BIG);
      DatagramPacket arrived = new DatagramPacket(new byte[2000], 2000);
      for (int i = 0; i < 3 && arrived.getLength() != 1440; i++) { // the first tells the error
        try {
          client.send(new DatagramPacket(new byte[1440], 1440));
          server.receive(arrived);
        } catch (java.io.IOException told) {
          arrived.setLength(2000);
        }
      }
      assertThat(arrived.getLength()).as("bytes, in fragments now").isEqualTo(1440);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      net.ip("n1", "link set up0 mtu " + WireNet.UNDERLAY_MTU);
    }
  }

  private DatagramSocket listen() {
    return net.in("p2")
        .call(() -> {
          DatagramSocket socket = new DatagramSocket(POD_PORT, InetAddress.ofLiteral("::"));
          socket.setSoTimeout(500);
          return socket;
        });
  }

  @Test
  @Provokes(Drop.HOP_LIMIT)
  void aPacketWithoutAHopLeftIsNotSentOn() {
    n1.nodePort(NODE_PORT, UDP, 4, target(SNAT, 0, REMOTE));
    net.inside("client", "sysctl -qw net.ipv4.ip_default_ttl=1");
    send("client", WireNet.node(1, 4), NODE_PORT, new byte[1]);
    net.inside("client", "sysctl -qw net.ipv4.ip_default_ttl=64");
    dropped(n1, Direction.FROM_NETWORK, Drop.HOP_LIMIT);
  }

  /** UDP payload: Geneve with our option, an inner packet of {@code protocol}. */
  private static byte[] tunnel(int protocol) {
    return ByteBuffer.allocate(60)
        .put((byte) 6)
        .put((byte) 0)
        .putShort((short) protocol)
        .putInt(0)
        .putShort((short) 0xff57)
        .put((byte) 1)
        .put((byte) 5)
        .array();
  }

  @Test
  @Provokes(Drop.TUNNEL_SPOOFED)
  void aTunnelOfWhoIsNoNodeIsNotTaken() {
    send("client", WireNet.node(1, 4), LabNode.TUNNEL_PORT, tunnel(0x0800));
    dropped(n1, Direction.FROM_NETWORK, Drop.TUNNEL_SPOOFED);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  @Provokes(Drop.TUNNEL_SPOOFED)
  void aTunnelOfAPodDoesNotLeaveIt(int family) {
    send("p1", WireNet.node(2, family), LabNode.TUNNEL_PORT, tunnel(0x0800));
    dropped(n1, Direction.FROM_POD, Drop.TUNNEL_SPOOFED);
    assertThat(n2.drops()).isEmpty();
  }

  @Test
  @Provokes(Drop.TUNNEL_BROKEN)
  void aTunnelOfANodeThatCannotBeReadIsDropped() {
    send("n2", WireNet.node(1, 4), LabNode.TUNNEL_PORT, tunnel(0x86dd));
    send("n2", WireNet.node(1, 4), LabNode.TUNNEL_PORT, tunnel(0x0800)); // inner: no IP header
    dropped(n1, Direction.FROM_NETWORK, Drop.TUNNEL_BROKEN);
  }

  @Test
  @Provokes(Drop.SERVICE_PORT_FIXED)
  void sctpToAnotherPortCannotBeTranslated() {
    n1.vip(
        "10.99.0.3",
        80,
        SCTP,
        new Target(4, CLUSTER_IP, SNAT, 0, List.of(new Backend(1, POD_PORT))));
    Address client = WireNet.address("192.0.2.7");
    byte[] packet =
        Packet.eth(Packet.SOURCE_MAC, 0)
            .ip(client, WireNet.address("10.99.0.3"))
            .sctp(1000, 80)
            .bytes();
    n1.uplink.program("from_network").testRun(packet, new PacketContext(0, 1, 1), 1);
    dropped(n1, Direction.FROM_NETWORK, Drop.SERVICE_PORT_FIXED);
  }

  /** No tunnel takes more than the kernel has in one piece (bpf_skb_adjust_room: 16 KiB). */
  @Test
  @Provokes(Drop.REWRITE)
  void aPacketThatTheKernelDoesNotChangeIsDropped() {
    n1.nodePort(NODE_PORT, UDP, 4, target(GENEVE, 0, REMOTE));
    jumbo(20_000);
    send("client", WireNet.node(1, 4), NODE_PORT, new byte[18_000]);
    jumbo(WireNet.UNDERLAY_MTU);
    net.ip("client", "link set up0 mtu 1500");
    net.ip("link", "link set client mtu 1500");
    dropped(n1, Direction.FROM_NETWORK, Drop.REWRITE);
  }

  private void jumbo(int mtu) {
    for (String name : List.of("client", "n1", "n2")) {
      net.ip(name, "link set up0 mtu " + mtu);
      net.ip("link", "link set " + name + " mtu " + mtu);
    }
    net.ip("link", "link set br0 mtu " + mtu);
  }
}
