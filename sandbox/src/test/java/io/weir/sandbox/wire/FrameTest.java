package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.net.Ips;
import io.weir.values.Protocol;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FrameTest {
  private static final String NODE1 = "020000000001";
  private static final String NODE2 = "020000000002";
  private static final String OUTSIDE = "02000000000f";
  private static final Map<String, String> MACHINES =
      Map.of(NODE1, "node1", NODE2, "node2", OUTSIDE, "outside");

  /** From port 10000 to port 80 of 192.0.2.1. */
  private static final String TCP = "2710" + "0050" + "00".repeat(16);

  /** With an option of Weir's that has no data. */
  private static final String GENEVE = "01006558" + "00000000" + "ff570105";

  private static final String INNER = ipv4(6) + TCP;

  private static String ipv4(int protocol) {
    return "4500000000000000" + "40%02x0000".formatted(protocol) + "ac1e0002" + "c0000201";
  }

  private static String ipv6(int next) {
    return "600000000000%02x40".formatted(next)
        + "fd000172003000000000000000000002"
        + "20010db8001b00000000000000000001";
  }

  private static String udp(int port) {
    return "c000%04x00000000".formatted(port);
  }

  private static Frame frame(String from, String to, String type, String packet) {
    return parse(from, to, type, packet).orElseThrow();
  }

  private static Optional<Frame> parse(String from, String to, String type, String packet) {
    return Frame.parse(ByteBuffer.wrap(HexFormat.of().parseHex(to + from + type + packet)));
  }

  @Test
  void aTunnelsInnermostPacketTellsWhoseItIs() {
    List<Frame> all =
        List.of(
            frame(NODE1, NODE2, "0800", INNER),
            frame(NODE1, NODE2, "0800", ipv4(4) + INNER),
            frame(NODE1, NODE2, "86dd", ipv6(4) + INNER),
            frame(NODE1, NODE2, "0800", ipv4(17) + udp(6081) + GENEVE + INNER));

    assertThat(all)
        .extracting(Frame::kind)
        .containsExactly(Frame.Kind.PLAIN, Frame.Kind.IPIP, Frame.Kind.IPIP, Frame.Kind.GENEVE);
    assertThat(all)
        .allSatisfy(f -> {
          assertThat(f.protocol()).isEqualTo(Protocol.TCP);
          assertThat(f.sourcePort()).isEqualTo(10000);
          assertThat(f.destinationPort()).isEqualTo(80);
          assertThat(f.destination()).hasToString("192.0.2.1");
        });
  }

  @Test
  void aTunnelWithNothingInsideIsNoPacketOfAnyones() {
    assertThat(parse(NODE1, NODE2, "0800", ipv4(17) + udp(6081) + GENEVE)).isEmpty();
  }

  @Test
  void hopsAreThoseOfTheExchangeAndStandInTheirOrder() {
    Frame in = frame(OUTSIDE, NODE1, "0800", INNER);
    Frame on = frame(NODE1, NODE2, "0800", INNER);
    Frame other = frame(OUTSIDE, NODE1, "86dd", ipv6(17) + udp(80));
    Hops hops = new Hops(MACHINES, List.of(in, other, on, in, on));
    Hops.Target vip = new Hops.Target(Ips.address("192.0.2.1"), 80);

    assertThat(hops.of(Protocol.TCP, Set.of(10000), vip))
        .isEqualTo("outside>node1 node1>node2" + Hops.AS_IT_CAME);
    assertThat(hops.of(Protocol.TCP, Set.of(10000), new Hops.Target(vip.address(), 8080)))
        .isEqualTo("outside>node1 node1>node2");
    assertThat(hops.of(Protocol.UDP, Set.of(0xc000), vip)).isEqualTo("outside>node1");
    assertThat(hops.of(Protocol.TCP, Set.of(9999), vip)).isEqualTo(Cell.NO_HOP);
  }
}
