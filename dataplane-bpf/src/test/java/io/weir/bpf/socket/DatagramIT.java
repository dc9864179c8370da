package io.weir.bpf.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Unconnected datagram sockets: a flow is a socket and a frontend. */
@Tag("kernel")
class DatagramIT {
  private SocketLab lab;
  private Puppet client;
  private LabService service;

  @BeforeEach
  void open() {
    lab = SocketLab.open();
    lab.backend("10.1.0.1");
    lab.backend("10.1.0.2");
    lab.backend("10.1.0.3");
    service =
        new LabService(lab, 1, SocketLab.UDP)
            .cluster("10.1.0.1", "10.1.0.2", "10.1.0.3")
            .backends()
            .at("10.96.0.1", 53);
    client = lab.client("pod");
    client.must("socket 1 udp 4");
  }

  @AfterEach
  void close() {
    lab.close();
  }

  /** Sends one datagram and returns who answered; the answer must come from the frontend. */
  private String ask(int socket, String frontend, int port) {
    client.must("sendto %d %s %d hello", socket, frontend, port);
    String[] words = client.must("recvfrom %d", socket).split(" ");
    assertThat(words[0] + " " + words[1]).isEqualTo(frontend + " " + port);
    return words[2];
  }

  @Test
  void aSocketKeepsItsBackendForAFrontend() {
    Set<String> answered = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      answered.add(ask(1, "10.96.0.1", 53));
    }
    assertThat(answered).hasSize(1);
    assertThat(lab.counter("SOCKET_TRANSLATED")).isEqualTo(1);
    assertThat(lab.counter("SOCKET_RESELECTED")).isZero();
  }

  @Test
  void aSocketWhoseBackendIsGoneChoosesAnother() {
    String first = ask(1, "10.96.0.1", 53);
    String second = first.equals("10.1.0.2") ? "10.1.0.3" : "10.1.0.2";
    service.member(first).cluster(second).backends().at("10.96.0.1", 53);

    assertThat(ask(1, "10.96.0.1", 53)).isEqualTo(second);
    assertThat(lab.counter("SOCKET_RESELECTED")).isEqualTo(1);
  }

  @Test
  void aSocketStaysWithABackendThatServesButTakesNoNewFlows() {
    String first = ask(1, "10.96.0.1", 53);
    String second = first.equals("10.1.0.2") ? "10.1.0.3" : "10.1.0.2";
    service.member(first, "MEMBER_SERVING").cluster(second).backends().at("10.96.0.1", 53);

    assertThat(ask(1, "10.96.0.1", 53)).isEqualTo(first);
    client.must("socket 2 udp 4");
    assertThat(ask(2, "10.96.0.1", 53)).isEqualTo(second);
  }

  @Test
  void aSocketWhoseLastBackendIsGoneIsRefused() {
    String first = ask(1, "10.96.0.1", 53);
    service.member(first).cluster().at("10.96.0.1", 53);

    assertThat(client.tell("sendto 1 10.96.0.1 53 hello")).isEqualTo("error ECONNREFUSED");
  }

  @Test
  void aServiceThatTookOverTheFrontendGetsTheNextDatagram() {
    ask(1, "10.96.0.1", 53);
    lab.backend("10.1.0.9");
    new LabService(lab, 2, SocketLab.UDP).cluster("10.1.0.9").backends().at("10.96.0.1", 53);

    assertThat(ask(1, "10.96.0.1", 53)).isEqualTo("10.1.0.9");
  }

  @Test
  void aSocketTalksToEightFrontendsAndForgetsTheOldestBeyondThem() {
    for (int i = 1; i <= 9; i++) {
      lab.backend("10.1.1." + i);
      new LabService(lab, 10 + i, SocketLab.UDP)
          .cluster("10.1.1." + i)
          .backends()
          .at("10.96.1." + i, 53);
    }
    for (int i = 1; i <= 9; i++) {
      client.must("sendto 1 10.96.1.%d 53 hello", i);
    }
    for (int i = 1; i <= 9; i++) {
      String shown = i == 1 ? "10.1.1.1 8080" : "10.96.1." + i + " 53";
      assertThat(client.must("recvfrom 1")).isEqualTo(shown + " 10.1.1." + i);
    }
  }

  @Test
  void aDatagramFromElsewhereIsLeftAlone() {
    ask(1, "10.96.0.1", 53);
    lab.backend("10.1.0.9");
    assertThat(ask(1, "10.1.0.9", SocketLab.PORT)).isEqualTo("10.1.0.9");
  }

  @Test
  void aSocketThatReconnectsToTheBackendItselfShowsTheBackend() {
    client.must("connect 1 10.96.0.1 53");
    assertThat(client.must("peer 1")).isEqualTo("10.96.0.1 53");
    client.must("send 1 hello");
    String backend = client.must("recvfrom 1").split(" ")[2];

    client.must("connect 1 %s %d", backend, SocketLab.PORT);
    assertThat(client.must("peer 1")).isEqualTo(backend + " " + SocketLab.PORT);
  }
}
