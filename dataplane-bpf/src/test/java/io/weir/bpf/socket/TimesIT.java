package io.weir.bpf.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.Slot;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the kernel times of TCP connections, and under which way it counts them. */
@Tag("kernel")
class TimesIT {
  private static final int ROW = 26;
  private static final int SUM = 25;
  private static final int LOCAL_SERVICE = 7;
  private static final int REMOTE_SERVICE = 8;
  private static SocketLab lab;
  private static Puppet client;
  private long[] before;

  @BeforeAll
  static void open() {
    lab = SocketLab.open();
    lab.backend("10.1.0.1");
    lab.backend("fd00::1");
    new LabService(lab, LOCAL_SERVICE, SocketLab.TCP)
        .cluster("10.1.0.1")
        .backends()
        .at("10.96.0.1", 80);
    lab.slots.put(
        LOCAL_SERVICE * 16,
        new Slot(SocketLab.address("10.1.0.1"), SocketLab.PORT, lab.constant("SLOT_LOCAL"), 0));
    lab.slots.publish();
    new LabService(lab, REMOTE_SERVICE, SocketLab.TCP)
        .cluster("fd00::1")
        .backends()
        .at("fd96::1", 80);
    client = lab.client("pod");
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @BeforeEach
  void read() {
    before = rows();
  }

  private static long[] rows() {
    var map = lab.programs.counters("tcp_times");
    assertThat(map.size()).isEqualTo(ROW * lab.constant("TCP_TIME_KINDS"));
    return LongStream.range(0, map.size()).map(i -> map.sum((int) i)).toArray();
  }

  /** How many of a kind there were since the test began. */
  private long count(String kind) {
    long[] now = rows();
    int start = ROW * lab.constant(kind);
    return LongStream.range(start, start + SUM).map(i -> now[(int) i] - before[(int) i]).sum();
  }

  private void connect(int family, String address, int port) {
    client.must("socket 1 tcp %d", family);
    client.must("connect 1 %s %d", address, port);
  }

  @Test
  void aConnectCountsUnderTheWayThatItTook() {
    connect(4, "10.96.0.1", 80);
    assertThat(count("TCP_TIME_LOCAL")).isOne();
    connect(6, "fd96::1", 80);
    assertThat(count("TCP_TIME_REMOTE")).isOne();
    connect(4, "10.1.0.1", SocketLab.PORT);
    assertThat(count("TCP_TIME_DIRECT")).isOne();
    assertThat(count("TCP_TIME_LOCAL")).isOne();
  }

  @Test
  void whatIsNoConnectionIsNotCounted() {
    client.must("socket 1 tcp 4");
    assertThat(client.tell("connect 1 10.1.0.1 9")).isEqualTo("error ECONNREFUSED");
    client.must("socket 1 udp 4");
    client.must("connect 1 10.1.0.1 %d", SocketLab.PORT);

    assertThat(count("TCP_TIME_DIRECT")).isZero();
  }

  @Test
  void timesAreThoseOfAHandshakeOnOneMachine() {
    for (int i = 0; i < 10; i++) {
      connect(4, "10.1.0.1", SocketLab.PORT);
    }
    long[] now = rows();
    int start = ROW * lab.constant("TCP_TIME_DIRECT");

    assertThat(count("TCP_TIME_DIRECT")).isEqualTo(10);
    assertThat(now[start + SUM] - before[start + SUM])
        .as("microseconds of ten handshakes")
        .isBetween(10L, 10_000_000L);
  }

  @Test
  void aConnectionGivesARoundTripTimeWhenItEnds() throws InterruptedException {
    connect(4, "10.1.0.1", SocketLab.PORT);
    client.must("send 1 hello");
    client.must("recvfrom 1");
    client.must("close 1");
    for (int i = 0; i < 100 && count("TCP_TIME_RTT") == 0; i++) {
      Thread.sleep(20);
    }
    assertThat(count("TCP_TIME_RTT")).isPositive();
  }
}
