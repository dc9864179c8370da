package io.weir.bpf.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.KernelTest;
import io.weir.bpf.wire.LabNode.Backend;
import io.weir.bpf.wire.LabNode.Target;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Flows that the node's own netfilter translates, as kube-proxy's rules have it, go on as they
 * began when the same Service becomes ours, and when the rules are gone. New ones are ours.
 */
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetfilterIT {
  private static final int POD_PORT = 8080;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int CLUSTER_IP = 1;
  private static final int NODE_PORT = 2;
  private static final int FORWARD = 1;

  private Path bpffs;
  private WireNet net;
  private LabNode n1;
  private LabNode n2;

  @BeforeAll
  void build() {
    KernelTest.require();
    bpffs = KernelTest.bpffs("netfilter");
    net = new WireNet();
    n1 = new LabNode(net, 1, bpffs);
    n2 = new LabNode(net, 2, bpffs);
    n1.neighbour();
    n2.neighbour();
    otherRules();
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

  @AfterEach
  void forget() {
    n1.forgetServices();
    n1.forgetFlows();
    n2.forgetFlows();
  }

  /** Some rule of a CNI: without any the kernel stops to translate, also what has begun. */
  private void otherRules() {
    net.inside("n1", "nft add table inet cni");
    net.inside("n1", "nft add chain inet cni post { type nat hook postrouting priority 99 ; }");
    net.inside("n1", "nft add rule inet cni post ip saddr 203.0.113.0/24 masquerade");
  }

  /** At n1: the address and port lead to the pod of n2, from n1's own address. */
  private void rules(String address, int port) throws IOException {
    boolean v4 = !address.contains(":");
    String pod = WireNet.pod(2, v4 ? 4 : 6);
    Path file = Files.createTempFile("weir", ".nft");
    Files.writeString(
        file,
        """
        table inet proxy {
          chain pre {
            type nat hook prerouting priority dstnat;
            %1$s daddr %2$s meta l4proto { tcp, udp } th dport %3$d dnat %1$s to %4$s:%5$d
          }
          chain post {
            type nat hook postrouting priority srcnat;
            %1$s daddr %6$s masquerade
          }
        }
        """
            .formatted(
                v4 ? "ip" : "ip6", address, port, v4 ? pod : "[" + pod + "]", POD_PORT, pod));
    net.inside("n1", "nft -f " + file);
    Files.delete(file);
  }

  /** The same, but at the pod of n1. */
  private void ours(String address, int port, int kind, int family) {
    for (int protocol : new int[] {TCP, UDP}) {
      Target target = new Target(protocol, kind, FORWARD, 0, List.of(new Backend(1, POD_PORT)));
      if (kind == NODE_PORT) {
        n1.nodePort(port, protocol, family, target);
      } else {
        n1.vip(address, port, protocol, target);
      }
    }
  }

  private record Servers(ServerSocket tcp, DatagramSocket udp) implements AutoCloseable {
    static Servers at(WireNet net, String pod) {
      return net.in(pod)
          .call(() -> {
            InetAddress any = InetAddress.ofLiteral("::");
            Servers servers =
                new Servers(new ServerSocket(POD_PORT, 16, any), new DatagramSocket(POD_PORT, any));
            servers.tcp.setSoTimeout(3000);
            servers.udp.setSoTimeout(2000);
            return servers;
          });
    }

    @Override
    public void close() throws IOException {
      tcp.close();
      udp.close();
    }
  }

  private Socket connect(String from, InetSocketAddress to) {
    return net.in(from)
        .call(() -> {
          Socket socket = new Socket();
          socket.connect(to, 3000);
          socket.setSoTimeout(3000);
          return socket;
        });
  }

  private static void echo(Socket client, Socket server) throws IOException {
    client.getOutputStream().write(7);
    assertThat(server.getInputStream().read()).isEqualTo(7);
    server.getOutputStream().write(8);
    assertThat(client.getInputStream().read()).isEqualTo(8);
  }

  private static void echo(DatagramSocket client, DatagramSocket server) throws IOException {
    client.send(new DatagramPacket(new byte[] {7}, 1));
    DatagramPacket arrived = new DatagramPacket(new byte[8], 8);
    server.receive(arrived);
    server.send(arrived);
    client.receive(new DatagramPacket(new byte[8], 8));
  }

  @ParameterizedTest
  @CsvSource({
    "client,10.88.0.1,30080,2,4", "client,fd88::1,30080,2,6", //
    "p1,10.99.0.1,80,1,4", "p1,fd99::1,80,1,6"
  })
  void whatBeganThereGoesOnThereAndWhatBeginsIsOurs(
      String from, String address, int port, int kind, int family) throws Exception {
    InetSocketAddress service = new InetSocketAddress(InetAddress.ofLiteral(address), port);
    rules(address, port);
    try (Servers theirs = Servers.at(net, "p2");
        Servers own = Servers.at(net, "p1");
        Socket old = connect(from, service);
        Socket oldServer = theirs.tcp.accept();
        DatagramSocket oldUdp = net.in(from).call(() -> new DatagramSocket())) {
      oldServer.setSoTimeout(3000);
      oldUdp.connect(service);
      oldUdp.setSoTimeout(2000);
      echo(old, oldServer);
      echo(oldUdp, theirs.udp);

      ours(address, port, kind, family);
      echo(old, oldServer);
      echo(oldUdp, theirs.udp);
      begins(from, service, own);

      net.inside("n1", "nft delete table inet proxy");
      echo(old, oldServer);
      echo(oldUdp, theirs.udp);
      begins(from, service, own);
    }
  }

  private void begins(String from, InetSocketAddress service, Servers own) throws Exception {
    try (Socket client = connect(from, service);
        Socket server = own.tcp.accept();
        DatagramSocket udp = net.in(from).call(() -> new DatagramSocket())) {
      server.setSoTimeout(3000);
      udp.connect(service);
      udp.setSoTimeout(2000);
      echo(client, server);
      echo(udp, own.udp);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("a new flow did not reach our backend: " + n1.drops(), e);
    }
  }
}
