package io.weir.bpf.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of socket to every kind of frontend, over every form of address. */
@Tag("kernel")
class TranslationIT {
  private static final String UNREACHABLE = "error ENETUNREACH";
  private static SocketLab lab;
  private static Puppet client;

  /** What a client sends to, and which backend must answer; none if it is no frontend. */
  record Target(
      String kind, String protocol, int family, String address, int port, String backend) {
    @Override
    public String toString() {
      return protocol + " socket of IPv" + family + " to " + kind + " " + address;
    }
  }

  @BeforeAll
  static void open() {
    lab = SocketLab.open();
    lab.backend("10.1.0.1");
    lab.backend("fd00::1");
    lab.servers.must("address 192.168.7.1");
    lab.servers.must("address fd07::1");
    var addresses = lab.map("node_addresses", io.weir.bpf.abi.Address.class, Integer.class);
    addresses.put(SocketLab.address("192.168.7.1"), 0);
    addresses.put(SocketLab.address("fd07::1"), 0);
    for (int protocol : List.of(SocketLab.TCP, SocketLab.UDP)) {
      new LabService(lab, protocol, protocol)
          .cluster("10.1.0.1")
          .backends()
          .at("10.96.0.1", 80)
          .nodePort(30080, 4);
      new LabService(lab, 100 + protocol, protocol)
          .cluster("fd00::1")
          .backends()
          .at("fd96::1", 80)
          .nodePort(30086, 6);
    }
    client = lab.client("pod");
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  static Stream<Target> targets() {
    List<Target> all = new ArrayList<>();
    for (String protocol : List.of("tcp", "udp")) {
      all.add(new Target("ClusterIP", protocol, 4, "10.96.0.1", 80, "10.1.0.1"));
      all.add(new Target("ClusterIP", protocol, 6, "fd96::1", 80, "fd00::1"));
      all.add(new Target("ClusterIP", protocol, 6, "::ffff:10.96.0.1", 80, "10.1.0.1"));
      all.add(new Target("NodePort", protocol, 4, "192.168.7.1", 30080, "10.1.0.1"));
      all.add(new Target("NodePort", protocol, 6, "fd07::1", 30086, "fd00::1"));
      all.add(new Target("NodePort", protocol, 6, "::ffff:192.168.7.1", 30080, "10.1.0.1"));
      all.add(new Target("other port", protocol, 4, "10.96.0.1", 81, ""));
      all.add(new Target("other port", protocol, 6, "fd96::1", 81, ""));
      all.add(new Target("other port", protocol, 6, "::ffff:10.96.0.1", 81, ""));
      all.add(new Target("NodePort elsewhere", protocol, 4, "192.168.7.2", 30080, ""));
      all.add(new Target("NodePort of IPv4", protocol, 6, "fd08::1", 30080, ""));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void aConnectedSocketReachesTheBackendAndSeesTheFrontend(Target to) {
    client.must("socket 1 %s %d", to.protocol, to.family);
    String connected = client.tell("connect 1 %s %d", to.address, to.port);
    if (to.backend.isEmpty()) {
      assertThat(connected).isEqualTo(UNREACHABLE);
    } else {
      assertThat(connected).isEqualTo("ok");
      assertThat(client.must("peer 1")).isEqualTo(to.address + " " + to.port);
      client.must("send 1 hello");
      assertThat(client.must("recvfrom 1"))
          .isEqualTo(
              to.protocol.equals("tcp")
                  ? "- 0 " + to.backend
                  : to.address + " " + to.port + " " + to.backend);
    }
    client.must("close 1");
  }

  static Stream<Target> datagramTargets() {
    return targets().filter(t -> t.protocol.equals("udp"));
  }

  @ParameterizedTest
  @MethodSource("datagramTargets")
  void anUnconnectedSocketReachesTheBackendAndHearsFromTheFrontend(Target to) {
    client.must("socket 1 udp %d", to.family);
    String sent = client.tell("sendto 1 %s %d hello", to.address, to.port);
    if (to.backend.isEmpty()) {
      assertThat(sent).isEqualTo(UNREACHABLE);
    } else {
      assertThat(sent).isEqualTo("ok");
      assertThat(client.must("recvfrom 1"))
          .isEqualTo(to.address + " " + to.port + " " + to.backend);
    }
    client.must("close 1");
  }
}
