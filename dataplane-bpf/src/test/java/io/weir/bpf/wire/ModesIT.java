package io.weir.bpf.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.KernelTest;
import io.weir.bpf.wire.LabNode.Backend;
import io.weir.bpf.wire.LabNode.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client outside reaches a pod of either node through a NodePort of n1, in every mode. */
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModesIT {
  private static final int NODE_PORT = 30080;
  private static final int POD_PORT = 8080;
  private static final int KIND_NODE_PORT = 2;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int SNAT = 0;

  private Path bpffs;
  private WireNet net;
  LabNode n1;
  private LabNode n2;

  /** What else is at the nodes. */
  void prepare(Path bpffs) {}

  @BeforeAll
  void build() {
    KernelTest.require();
    bpffs = KernelTest.bpffs("modes");
    net = new WireNet();
    n1 = new LabNode(net, 1, bpffs);
    n2 = new LabNode(net, 2, bpffs);
    n1.neighbour();
    n2.neighbour();
    prepare(bpffs);
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

  private void serve(int mode, int pod) {
    for (int family : new int[] {4, 6}) {
      for (int protocol : new int[] {TCP, UDP}) {
        Target target =
            new Target(
                family + protocol, KIND_NODE_PORT, mode, 0, List.of(new Backend(pod, POD_PORT)));
        n1.nodePort(NODE_PORT, protocol, family, target);
        n2.nodePort(NODE_PORT, protocol, family, target);
      }
    }
  }

  private Map<String, ?> seen() {
    return Map.of(
        "n1 paths",
        n1.paths(),
        "n2 paths",
        n2.paths(),
        "n1 drops",
        n1.drops(),
        "n2 drops",
        n2.drops());
  }

  @ParameterizedTest
  @CsvSource({
    "0,1,4", "0,2,4", "1,2,4", "2,2,4", "3,2,4", "4,2,4", //
    "0,1,6", "0,2,6", "1,2,6", "2,2,6", "3,2,6", "4,2,6"
  })
  void streamsPassBothWays(int mode, int pod, int family) throws Exception {
    serve(mode, pod);
    int bytes = 8 << 20;
    try (ServerSocket server = listen("p" + pod);
        Socket client = connect(WireNet.node(1, family));
        Socket accepted = server.accept()) {
      assertThat(((InetSocketAddress) accepted.getRemoteSocketAddress()).getAddress())
          .isEqualTo(InetAddress.ofLiteral(expectedClient(mode, pod, family)));
      pump(client, accepted, bytes);
      pump(accepted, client, bytes);
    } catch (Exception | AssertionError e) {
      throw new AssertionError("mode " + mode + " pod " + pod + " " + seen(), e);
    }
    assertThat(n1.drops()).isEmpty();
    assertThat(n2.drops()).isEmpty();
  }

  private static String expectedClient(int mode, int pod, int family) {
    return mode == SNAT && pod == 2 ? WireNet.node(1, family) : WireNet.client(family);
  }

  @ParameterizedTest
  @CsvSource({
    "0,1,4", "0,2,4", "1,2,4", "2,2,4", "3,2,4", "4,2,4", //
    "0,1,6", "0,2,6", "1,2,6", "2,2,6", "3,2,6", "4,2,6"
  })
  void datagramsPassBothWaysAlsoInFragments(int mode, int pod, int family) throws Exception {
    serve(mode, pod);
    try (DatagramSocket server = datagrams("p" + pod, POD_PORT);
        DatagramSocket client = datagrams("client", 0)) {
      client.connect(
          new InetSocketAddress(InetAddress.ofLiteral(WireNet.node(1, family)), NODE_PORT));
      exchange(client, server, 20);
      exchange(client, server, 200); // of a flow that is known
      exchange(client, server, 20_000);
    } catch (Exception | AssertionError e) {
      throw new AssertionError("mode " + mode + " pod " + pod + " " + seen(), e);
    }
    assertThat(n1.drops()).isEmpty();
    assertThat(n2.drops()).isEmpty();
  }

  private ServerSocket listen(String pod) {
    return net.in(pod)
        .call(() -> {
          ServerSocket socket = new ServerSocket(POD_PORT, 16, InetAddress.ofLiteral("::"));
          socket.setSoTimeout(3000);
          return socket;
        });
  }

  private Socket connect(String to) {
    return net.in("client")
        .call(() -> {
          Socket socket = new Socket();
          socket.connect(new InetSocketAddress(InetAddress.ofLiteral(to), NODE_PORT), 3000);
          return socket;
        });
  }

  private DatagramSocket datagrams(String in, int port) {
    return net.in(in)
        .call(() -> {
          DatagramSocket socket = new DatagramSocket(port, InetAddress.ofLiteral("::"));
          socket.setSoTimeout(2000);
          return socket;
        });
  }

  private static void pump(Socket from, Socket to, int bytes) throws IOException {
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(() -> {
          try {
            from.getOutputStream().write(new byte[bytes]);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    to.setSoTimeout(5000);
    InputStream in = to.getInputStream();
    assertThat(in.readNBytes(bytes).length).isEqualTo(bytes);
    sending.join();
  }

  private static void exchange(DatagramSocket client, DatagramSocket server, int bytes)
      throws IOException {
    client.send(new DatagramPacket(new byte[bytes], bytes));
    DatagramPacket arrived = new DatagramPacket(new byte[bytes], bytes);
    server.receive(arrived);
    assertThat(arrived.getLength()).isEqualTo(bytes);
    server.send(arrived);
    client.receive(arrived);
    assertThat(arrived.getLength()).isEqualTo(bytes);
  }
}
