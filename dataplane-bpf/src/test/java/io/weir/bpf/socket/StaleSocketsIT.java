package io.weir.bpf.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.sockets.StaleSockets;
import io.weir.bpf.sockets.StaleSockets.Way;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connected UDP sockets whose backend is gone are cut, and no others. */
@Tag("kernel")
class StaleSocketsIT {
  private static final String ABORTED = "error ECONNABORTED";
  private static final String UNCONNECTED = "error EDESTADDRREQ";
  private SocketLab lab;
  private Puppet client;
  private LabService service;
  private LabService service6;

  @BeforeEach
  void open() {
    lab = SocketLab.open();
    lab.backend("10.1.0.1");
    lab.backend("10.1.0.2");
    lab.backend("fd00::1");
    service =
        new LabService(lab, 1, SocketLab.UDP).cluster("10.1.0.1").backends().at("10.96.0.1", 53);
    service6 =
        new LabService(lab, 2, SocketLab.UDP).cluster("fd00::1").backends().at("fd96::1", 53);
    client = lab.client("pod");
    connect(1, 4, "10.96.0.1", 53);
    connect(2, 6, "::ffff:10.96.0.1", 53);
    connect(3, 6, "fd96::1", 53);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private void connect(int socket, int family, String address, int port) {
    client.must("socket %d udp %d", socket, family);
    client.must("connect %d %s %d", socket, address, port);
  }

  /** Returns how many sockets were cut. */
  private long cut(Way way) {
    try (StaleSockets stale = StaleSockets.open(lab.bpffs.resolve("maps"), way)) {
      assertThat(stale.cut(lab.cgroup)).as("our namespace and the client's").isEqualTo(2);
    }
    return lab.counter("SOCKET_CUT");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void nothingIsCutWhileAllBackendsServe(Way way) {
    assertThat(cut(way)).isZero();
    for (int socket = 1; socket <= 3; socket++) {
      client.must("send %d hello", socket);
      client.must("recvfrom %d", socket);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void socketsOfAGoneBackendAreCutAndConnectAgain(Way way) {
    service.member("10.1.0.1").cluster("10.1.0.2").backends().at("10.96.0.1", 53);

    assertThat(cut(way)).isEqualTo(2);
    assertThat(client.tell("recvfrom 1")).as("who waits is told").isEqualTo(ABORTED);
    assertThat(client.tell("send 1 hello")).isEqualTo(UNCONNECTED);
    assertThat(client.tell("send 2 hello")).isEqualTo(UNCONNECTED);
    client.must("send 3 hello");
    client.must("connect 1 10.96.0.1 53");
    client.must("send 1 hello");
    assertThat(client.must("recvfrom 1")).isEqualTo("10.96.0.1 53 10.1.0.2");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void socketsOfIpv6AreCutToo(Way way) {
    service6.member("fd00::1", "MEMBER_CLUSTER");

    assertThat(cut(way)).isEqualTo(1);
    assertThat(client.tell("send 3 hello")).isEqualTo(UNCONNECTED);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void socketsThatWentElsewhereAreNotCut(Way way) {
    client.must("connect 1 10.1.0.1 %d", SocketLab.PORT);
    client.must("disconnect 2");
    connect(4, 4, "10.1.0.1", SocketLab.PORT);
    service.member("10.1.0.1");

    assertThat(cut(way)).isZero();
    client.must("send 1 hello");
    client.must("send 4 hello");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aSocketThatWasLeftAloneLaterIsNotCutForItsOldBackend(Way way) {
    lab.servers.must("address 10.96.0.9");
    service.at("10.96.0.9", SocketLab.PORT);
    connect(4, 4, "10.96.0.9", SocketLab.PORT);
    service
        .member("10.1.0.1")
        .flag("FRONTEND_INTERNAL_LOCAL")
        .flag("FRONTEND_ELSEWHERE")
        .at("10.96.0.9", SocketLab.PORT);
    client.must("connect 4 10.96.0.9 %d", SocketLab.PORT);

    assertThat(cut(way)).as("sockets 1 and 2 only").isEqualTo(2);
    assertThat(client.must("peer 4")).isEqualTo("10.96.0.9 " + SocketLab.PORT);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void backendsThatServeTheirOldFlowsKeepThem(Way way) {
    service.member("10.1.0.1", "MEMBER_SERVING");
    assertThat(cut(way)).isZero();
  }
}
