package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.wire.FlowLab.Pair;
import io.weir.sandbox.wire.FlowLab.Way;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Flows from outside that go on for long, end in odd ways, or share what tells them apart. */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class HardFlowsIT {
  private static final int DATAGRAMS = 120;
  private static final int PAUSES = 3;

  /** Longer than a flow takes that is no mere question and answer. */
  private static final int PAUSE_MILLIS = 1100;

  private static final int CHUNK = 50_000;
  private static final int CHUNKS = 40;
  private static final int CHUNK_PAUSE_MILLIS = 40;
  private static final int FIRST_OWN_PORT = 21_000;
  private static final int ROUNDS = 4;

  private FlowLab lab;

  @BeforeAll
  void up() {
    lab = new FlowLab("hardflowsit");
  }

  @AfterAll
  void down() {
    if (lab != null) {
      lab.close();
    }
  }

  /** As QUIC has them: one flow, large datagrams, more of them back than there, silence between. */
  @Test
  void datagramsOfOneFlowPassBothWaysForLong() {
    assertThat(
            lab.each(way -> {
              long name = lab.newName();
              try (DatagramSocket client = datagrams(way)) {
                Random random = new Random(name);
                for (int i = 0; i < DATAGRAMS; i++) {
                  exchange(client, name, 1200 + random.nextInt(200));
                  if (i % (DATAGRAMS / PAUSES) == 0) {
                    Thread.sleep(PAUSE_MILLIS);
                  }
                }
              }
              assertThat(lab.server.senders(name)).as("addresses that the server saw").isEqualTo(1);
            }))
        .isEmpty();
  }

  @Test
  void theLargestDatagramsPassBothWays() {
    assertThat(
            lab.inTurn(way -> {
              long name = lab.newName();
              try (DatagramSocket client = datagrams(way)) {
                for (int i = 0; i < ROUNDS; i++) {
                  exchange(client, name, 65_487);
                }
              }
            }))
        .isEmpty();
  }

  private DatagramSocket datagrams(Way way) throws IOException {
    DatagramSocket socket = lab.outside(DatagramSocket::new);
    socket.connect(lab.vip(way, 1));
    socket.setSoTimeout(3000);
    return socket;
  }

  /** One there, two back. */
  private static void exchange(DatagramSocket client, long name, int bytes) throws IOException {
    byte[] sent = new byte[bytes];
    new Random(bytes).nextBytes(sent);
    ByteBuffer.wrap(sent).putLong(name);
    client.send(new DatagramPacket(sent, bytes));
    DatagramPacket came = new DatagramPacket(new byte[FlowServer.LARGEST], FlowServer.LARGEST);
    for (int length : new int[] {bytes, 1 + bytes / 2}) {
      came.setLength(FlowServer.LARGEST);
      client.receive(came);
      assertThat(came.getLength()).isEqualTo(length);
      assertThat(Arrays.equals(came.getData(), 0, length, sent, 0, length)).isTrue();
    }
  }

  @Test
  void aServerGoesOnWhereTheClientHasEnded() {
    assertThat(
            lab.each(way -> {
              try (Pair pair = lab.open(lab.vip(way, 1), 0)) {
                goesOn(pair.client(), pair.server());
              }
            }))
        .isEmpty();
  }

  @Test
  void aClientGoesOnWhereTheServerHasEnded() {
    assertThat(
            lab.each(way -> {
              try (Pair pair = lab.open(lab.vip(way, 1), 0)) {
                goesOn(pair.server(), pair.client());
              }
            }))
        .isEmpty();
  }

  /** One ends, the other hears it, speaks on for some seconds, and ends too. */
  private static void goesOn(Socket ended, Socket other) throws IOException, InterruptedException {
    ended.shutdownOutput();
    assertThat(other.getInputStream().read()).as("the end").isEqualTo(-1);
    Thread reading = Thread.currentThread();
    Thread.ofVirtual()
        .start(() -> {
          try (OutputStream out = other.getOutputStream()) {
            for (int i = 0; i < CHUNKS; i++) {
              out.write(new byte[CHUNK]);
              Thread.sleep(CHUNK_PAUSE_MILLIS);
            }
          } catch (IOException | InterruptedException e) {
            reading.interrupt();
          }
        });
    InputStream in = ended.getInputStream();
    assertThat(in.readNBytes(CHUNK * CHUNKS).length).isEqualTo(CHUNK * CHUNKS);
    assertThat(in.read()).as("the other end").isEqualTo(-1);
  }

  @Test
  void aResetReachesTheOtherSide() {
    assertThat(
            lab.each(way -> {
              try (Pair pair = lab.open(lab.vip(way, 1), 0)) {
                cut(pair.client(), pair.server());
              }
              try (Pair pair = lab.open(lab.vip(way, 1), 0)) {
                cut(pair.server(), pair.client());
              }
            }))
        .isEmpty();
  }

  private static void cut(Socket cutting, Socket other) throws IOException {
    cutting.setSoLinger(true, 0);
    cutting.close();
    try {
      other.getInputStream().read();
      throw new AssertionError("no reset came");
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  /** All lead to one port of one pod: what tells the flows apart there is not the client's. */
  @Test
  void onePortOfTheClientServesSeveralConnectionsAtOnce() {
    assertThat(
            lab.each(way -> {
              int port = ownPort(way);
              try (Pair one = lab.open(lab.vip(way, 1), port);
                  Pair two = lab.open(lab.vip(way, 2), port);
                  Pair three = lab.open(lab.nodePort(way, 1, "node1"), port);
                  Pair four = lab.open(lab.nodePort(way, 1, "node3"), port);
                  Pair local = lab.open(lab.nodePort(way, 1, "node2"), port)) {
                for (Pair pair : new Pair[] {four, one, three, local, two}) {
                  talk(pair);
                }
              }
            }))
        .isEmpty();
  }

  @Test
  void onePortOfTheClientIsUsedAgainAtOnce() {
    assertThat(
            lab.each(way -> {
              int port = ownPort(way) + 1;
              InetSocketAddress[] targets = {
                lab.vip(way, 1),
                lab.nodePort(way, 1, "node3"),
                lab.vip(way, 2),
                lab.nodePort(way, 2, "node2"),
                lab.nodePort(way, 2, "node1")
              };
              for (int i = 0; i < ROUNDS * targets.length; i++) {
                try (Pair pair = lab.open(targets[i % targets.length], port)) {
                  talk(pair);
                  pair.client().setSoLinger(true, 0);
                }
              }
            }))
        .isEmpty();
  }

  private static int ownPort(Way way) {
    return FIRST_OWN_PORT + 10 * (2 * way.mode().ordinal() + way.family().ordinal());
  }

  private static void talk(Pair pair) throws IOException {
    pair.client().getOutputStream().write(1);
    assertThat(pair.server().getInputStream().read()).isEqualTo(1);
    pair.server().getOutputStream().write(2);
    assertThat(pair.client().getInputStream().read()).isEqualTo(2);
  }
}
