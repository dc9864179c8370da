package io.weir.bpf.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Control;
import io.weir.bpf.abi.Pod;
import io.weir.bpf.abi.SourceRangeKey;
import io.weir.bpf.sys.Cgroups;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, what is left to the wire, and for whom. */
@Tag("kernel")
class VerdictIT {
  private static final String LEFT_ALONE = "error ENETUNREACH";
  private static final String VIP = "203.0.113.1";
  private static final Address NONE = new Address(0, 0);

  private SocketLab lab;

  @BeforeEach
  void open() {
    lab = SocketLab.open();
    lab.backend("10.1.0.1");
    lab.backend("fd00::1");
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private void pod(String name, String ipv4, String ipv6, int flags) {
    lab.client(name).close();
    lab.map("pods", Long.class, Pod.class)
        .put(
            Cgroups.id(lab.podCgroup(name)),
            new Pod(
                ipv4.isEmpty() ? NONE : SocketLab.address(ipv4),
                ipv6.isEmpty() ? NONE : SocketLab.address(ipv6),
                flags));
  }

  private static String connect(Puppet client, String protocol, int family, String to, int port) {
    client.must("socket 1 %s %d", protocol, family);
    String answer = client.tell("connect 1 %s %d", to, port);
    client.must("close 1");
    return answer;
  }

  @ParameterizedTest
  @CsvSource({"4, 10.96.0.1", "6, fd96::1", "6, ::ffff:10.96.0.1"})
  void aServiceWithoutBackendsRefuses(int family, String address) {
    for (int protocol : new int[] {SocketLab.TCP, SocketLab.UDP}) {
      new LabService(lab, protocol, protocol).at("10.96.0.1", 80).at("fd96::1", 80);
    }
    Puppet client = lab.client("pod");
    assertThat(connect(client, "tcp", family, address, 80)).isEqualTo("error ECONNREFUSED");
    assertThat(connect(client, "udp", family, address, 80)).isEqualTo("error ECONNREFUSED");
    client.must("socket 1 udp %d", family);
    assertThat(client.tell("sendto 1 %s 80 hello", address)).isEqualTo("error ECONNREFUSED");
    assertThat(lab.counter("SOCKET_REFUSED")).isEqualTo(3);
    assertThat(lab.counter("SOCKET_TRANSLATED")).isZero();
  }

  @Test
  void aLocalPolicyWithNothingHereIsLeftToTheWire() {
    new LabService(lab, 1, SocketLab.TCP)
        .cluster("10.1.0.1")
        .flag("FRONTEND_INTERNAL_LOCAL")
        .flag("FRONTEND_ELSEWHERE")
        .backends()
        .at("10.96.0.1", 80);
    assertThat(connect(lab.client("pod"), "tcp", 4, "10.96.0.1", 80)).isEqualTo(LEFT_ALONE);
    assertThat(lab.counter("SOCKET_NO_LOCAL")).isEqualTo(1);
  }

  @Test
  void aLocalPolicyUsesTheLocalSetAndTheExternalOneDoesNotConcernLocalClients() {
    lab.backend("10.1.0.2");
    LabService service =
        new LabService(lab, 1, SocketLab.UDP).cluster("10.1.0.1").local("10.1.0.2").backends();
    service.flag("FRONTEND_EXTERNAL_LOCAL").at("10.96.0.1", 80);
    service.flag("FRONTEND_INTERNAL_LOCAL").at("10.96.0.2", 80);
    Puppet client = lab.client("pod");
    client.must("socket 1 udp 4");
    client.must("sendto 1 10.96.0.1 80 hello");
    assertThat(client.must("recvfrom 1")).isEqualTo("10.96.0.1 80 10.1.0.1");
    client.must("sendto 1 10.96.0.2 80 hello");
    assertThat(client.must("recvfrom 1")).isEqualTo("10.96.0.2 80 10.1.0.2");
  }

  @Test
  void aPodThatOptedOutIsLeftAloneAndOthersAreNot() {
    new LabService(lab, 1, SocketLab.TCP).cluster("10.1.0.1").backends().at("10.96.0.1", 80);
    pod("mesh", "10.1.0.50", "", lab.constant("POD_NO_SOCKET_LB"));
    pod("plain", "10.1.0.51", "", 0);
    Puppet mesh = lab.client("mesh");

    assertThat(connect(mesh, "tcp", 4, "10.96.0.1", 80)).isEqualTo("ok");
    lab.map("control", Integer.class, Control.class).put(0, new Control(1));
    assertThat(connect(mesh, "tcp", 4, "10.96.0.1", 80)).isEqualTo(LEFT_ALONE);
    mesh.must("socket 1 udp 4");
    assertThat(connect(lab.client("plain"), "tcp", 4, "10.96.0.1", 80)).isEqualTo("ok");
    assertThat(connect(lab.client("node"), "tcp", 4, "10.96.0.1", 80)).isEqualTo("ok");
    assertThat(lab.counter("SOCKET_OPTED_OUT")).isEqualTo(1);
  }

  @Test
  void sourceRangesJudgeAPodByItsAddress() {
    ranged(7, 1, false);
    ranged(6, 2, false);
    pod("inside", "10.1.0.50", "fd01::50", 0);
    pod("outside", "10.2.0.50", "fd02::50", 0);
    Puppet inside = lab.client("inside");
    Puppet outside = lab.client("outside");

    assertThat(connect(inside, "tcp", 4, VIP, 80)).isEqualTo("ok");
    assertThat(connect(inside, "tcp", 6, "::ffff:" + VIP, 80)).isEqualTo("ok");
    assertThat(connect(inside, "tcp", 6, "fdff::1", 80)).isEqualTo("ok");
    assertThat(connect(outside, "tcp", 4, VIP, 80)).isEqualTo(LEFT_ALONE);
    assertThat(connect(outside, "tcp", 6, "::ffff:" + VIP, 80)).isEqualTo(LEFT_ALONE);
    assertThat(connect(outside, "tcp", 6, "fdff::1", 80)).isEqualTo(LEFT_ALONE);
    assertThat(lab.counter("SOCKET_SOURCE_DENIED")).isEqualTo(3);
  }

  @Test
  void sourceRangesJudgeTheNodeByItsFlag() {
    pod("host-network", "", "", 0);
    ranged(7, 1, false);
    assertThat(connect(lab.client("node"), "tcp", 4, VIP, 80)).isEqualTo(LEFT_ALONE);
    assertThat(connect(lab.client("host-network"), "tcp", 4, VIP, 80)).isEqualTo(LEFT_ALONE);
    ranged(7, 1, true);
    assertThat(connect(lab.client("node"), "tcp", 4, VIP, 80)).isEqualTo("ok");
    assertThat(connect(lab.client("host-network"), "tcp", 4, VIP, 80)).isEqualTo("ok");
  }

  @Test
  void sourceRangesJudgeABoundSocketByItsAddress() {
    ranged(7, 1, true);
    lab.servers.must("address 10.1.0.60");
    lab.servers.must("address 10.2.0.60");
    lab.servers.must("address " + VIP);
    Puppet client = lab.client("node");
    assertThat(bound(client, "10.1.0.60")).isEqualTo("ok");
    assertThat(bound(client, "10.2.0.60")).isEqualTo("error ECONNREFUSED"); // by the wire: none
    assertThat(bound(client, VIP)).isEqualTo("ok");
    assertThat(lab.counter("SOCKET_SOURCE_DENIED")).isEqualTo(1);
  }

  private static String bound(Puppet client, String source) {
    client.must("socket 1 tcp 4");
    client.must("bind 1 %s 0", source);
    String answer = client.tell("connect 1 %s 80", VIP);
    client.must("close 1");
    return answer;
  }

  /** A load balancer VIP of each family that takes clients of 10.1.0.0/16 and fd01::/64. */
  private void ranged(int set, int id, boolean nodeAllowed) {
    var ranges = lab.map("source_ranges", SourceRangeKey.class, Integer.class);
    ranges.put(new SourceRangeKey(32 + 96 + 16, 7, SocketLab.address("10.1.0.0")), 0);
    ranges.put(new SourceRangeKey(32 + 64, 6, SocketLab.address("fd01::")), 0);
    boolean ipv4 = set == 7;
    LabService service =
        new LabService(lab, id, SocketLab.TCP)
            .cluster(ipv4 ? "10.1.0.1" : "fd00::1")
            .sourceRanges(set);
    if (nodeAllowed) {
      service.flag("FRONTEND_NODE_ALLOWED");
    }
    service.backends().at(ipv4 ? VIP : "fdff::1", 80);
  }

  @Test
  void aNodePortsPortCannotBeBoundOnTheNode() {
    lab.map("node_addresses", Address.class, Integer.class).put(SocketLab.address("10.1.0.1"), 0);
    new LabService(lab, 1, SocketLab.TCP).cluster("10.1.0.1").backends().nodePort(30080, 4);
    Puppet client = lab.client("node");

    assertThat(bind(client, "tcp", 4, "0.0.0.0", 30080)).isEqualTo("error EADDRINUSE");
    assertThat(bind(client, "tcp", 6, "::", 30080)).isEqualTo("error EADDRINUSE");
    assertThat(bind(client, "tcp", 4, "10.1.0.1", 30080)).isEqualTo("error EADDRINUSE");
    assertThat(bind(client, "tcp", 4, "127.0.0.1", 30080)).isEqualTo("ok");
    assertThat(bind(client, "tcp", 6, "fd00::1", 30080)).isEqualTo("ok");
    assertThat(bind(client, "udp", 4, "0.0.0.0", 30080)).isEqualTo("ok");
    assertThat(bind(client, "tcp", 4, "0.0.0.0", 30081)).isEqualTo("ok");
    assertThat(lab.counter("SOCKET_BIND_REFUSED")).isEqualTo(3);
    client.must("new-netns");
    assertThat(bind(client, "tcp", 4, "0.0.0.0", 30080)).isEqualTo("ok");
  }

  private static String bind(Puppet client, String protocol, int family, String at, int port) {
    client.must("socket 1 %s %d", protocol, family);
    String answer = client.tell("bind 1 %s %d", at, port);
    client.must("close 1");
    return answer;
  }
}
