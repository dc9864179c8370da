package io.weir.bpf.packet;

import static io.weir.bpf.packet.TcpFlag.ACK;
import static io.weir.bpf.packet.TcpFlag.SYN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bpf.abi.Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The bytes were compared with tcpdump's reading of them. */
class PacketTest {
  private static final String ETH = "020000000002020000000001";
  private static final Packet V4 = Packet.eth().ip("10.0.0.1", "10.0.0.2");
  private static final Packet V6 = Packet.eth().ip("fd00::1", "fd00::2");
  private static final Address POD6 = Addresses.parse("fd00::1");

  private static String hex(Packet packet) {
    return HexFormat.of().formatHex(packet.bytes());
  }

  private static ByteBuffer of(Packet packet) {
    return ByteBuffer.wrap(packet.bytes());
  }

  /** The sum over a header with its own checksum is zero when that is right. */
  private static short sum(Packet packet, int from, int to) {
    return Checksum.of(of(packet).slice(from, to - from));
  }

  private static short transportSum(Packet packet, int from, int protocol) {
    ByteBuffer transport = of(packet).slice(from, packet.bytes().length - from);
    return Checksum.of(packet.ends().pseudoHeader(protocol, transport.capacity()), transport);
  }

  @Test
  void aSynIsTheseBytes() {
    assertThat(hex(V4.tcp(40000, 443, SYN)))
        .isEqualTo(
            ETH
                + "0800"
                + "4500002800000000400666ce0a0000010a000002"
                + "9c4001bb00000001000000005002fffffde30000");
  }

  @Test
  void ipv6CarriesItsPayloadLengthAndNextHeader() {
    Packet packet = V6.udp(1, 53).payload(3);
    assertThat(hex(packet))
        .startsWith(ETH + "86dd" + "60000000" + "000b" + "11" + "40")
        .contains("00010035000b")
        .endsWith("000102");
    assertThat(transportSum(packet, 54, 17)).isZero();
  }

  @Test
  void checksumsCoverOptionsAndOddPayloads() {
    Packet packet =
        V4.ipv4Options((byte) 1, (byte) 1, (byte) 1, (byte) 0).tcp(1, 2, ACK).payload(7);
    assertThat(sum(packet, 14, 38)).isZero();
    assertThat(transportSum(packet, 38, 6)).isZero();
    assertThat(packet.bytes()[14]).isEqualTo((byte) 0x46);
    assertThat(sum(V4.icmp().echoRequest(7, 1).payload(5), 34, 47)).isZero();
    assertThat(transportSum(V6.icmp().echoRequest(7, 1).payload(5), 54, 58)).isZero();
  }

  @Test
  void udpChecksumIsNeverTheOneThatMeansNone() {
    for (int port = 0; port < 0x10000; port++) {
      assertThat(of(V4.udp(port, 0)).getShort(40)).isNotZero();
    }
  }

  @Test
  void extensionHeadersAreChainedInOrder() {
    Packet packet = V6.hopByHop(8).destinationOptions(264).routing(4, 1).authentication().udp(1, 2);
    ByteBuffer bytes = of(packet);
    int at = 54;
    assertThat(bytes.get(20)).as("next header of IPv6").isEqualTo((byte) 0);
    assertThat(bytes.get(at)).isEqualTo((byte) 60);
    assertThat(bytes.get(at += 8)).isEqualTo((byte) 43);
    assertThat(Byte.toUnsignedInt(bytes.get(at + 1))).isEqualTo(264 / 8 - 1);
    assertThat(bytes.get(at += 264)).isEqualTo((byte) 51);
    assertThat(bytes.get(at += 8)).isEqualTo((byte) 17);
    assertThat(bytes.getShort(at += 24)).as("source port").isEqualTo((short) 1);
    assertThat(transportSum(packet, at, 17)).isZero();
  }

  @Test
  void fragmentsAddUpToThePacketAndNameItsProtocol() {
    for (Packet whole : List.of(V4.udp(5, 6).payload(40), V6.hopByHop(8).udp(5, 6).payload(40))) {
      int front = whole.bytes().length - 48;
      List<Packet> pieces = whole.fragments(0x1234, 16);
      assertThat(pieces).hasSize(3);
      ByteBuffer sum = ByteBuffer.allocate(48);
      int ownHeader = pieces.getFirst().bytes().length - 16 - front;
      pieces.forEach(p -> sum.put(p.bytes(), front + ownHeader, 16));
      assertThat(sum.array())
          .isEqualTo(Arrays.copyOfRange(whole.bytes(), front, whole.bytes().length));
    }
    List<Packet> v4 = V4.udp(5, 6).payload(40).fragments(0x1234, 16);
    assertThat(v4.stream().map(p -> of(p).getInt(18)))
        .containsExactly(0x12342000, 0x12342002, 0x12340004);
    assertThat(v4).allSatisfy(p -> assertThat(sum(p, 14, 34)).isZero());
    List<Packet> v6 = V6.udp(5, 6).payload(40).fragments(0x1234, 16);
    assertThat(v6.stream().map(p -> of(p).getLong(54)))
        .containsExactly(0x1100_0001_0000_1234L, 0x1100_0011_0000_1234L, 0x1100_0020_0000_1234L);
  }

  @Test
  void errorsQuoteThePacketTheyAreAbout() {
    Packet sent = V4.udp(1, 2).payload(1000);
    Packet error = V4.icmp().tooBig(1400, sent);
    assertThat(hex(error).substring(2 * 34))
        .startsWith("0304")
        .contains("00000578" + hex(sent).substring(28, 2 * 100));
    assertThat(error.bytes()).hasSize(14 + 576);
    assertThat(sum(error, 34, error.bytes().length)).isZero();

    Packet error6 = V6.icmp().timeExceeded(V6.tcp(1, 2, SYN));
    assertThat(error6.bytes()).hasSize(14 + 40 + 8 + 60);
    assertThat(transportSum(error6, 54, 58)).isZero();
    assertThat(hex(V4.icmp().redirect(Addresses.parse("10.0.0.9"), sent)).substring(2 * 34))
        .startsWith("0501")
        .contains("0a00000945");
  }

  @Test
  void neighbourDiscoveryIsSentWithHopLimit255() {
    for (Packet packet :
        List.of(
            V6.icmp().neighbourSolicitation(POD6, 5),
            V6.icmp().neighbourAdvertisement(POD6, 5),
            V6.icmp().routerSolicitation(),
            V6.icmp().routerAdvertisement(),
            V6.icmp().redirect(POD6, V6.udp(1, 2)))) {
      assertThat(packet.bytes()[21]).isEqualTo((byte) 255);
      assertThat(transportSum(packet, 54, 58)).isZero();
    }
    assertThat(hex(V6.icmp().neighbourAdvertisement(POD6, 0x0a0b0c0d0e0fL)))
        .endsWith("60000000" + "fd" + "00".repeat(14) + "01" + "0201" + "0a0b0c0d0e0f");
    assertThatThrownBy(() -> V4.icmp().routerSolicitation())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void arpVlanAndRawPayloads() {
    Address sender = Addresses.parse("10.0.0.1");
    Address target = Addresses.parse("10.0.0.2");
    assertThat(hex(Packet.eth().arpRequest(0x0a0b0c0d0e0fL, sender, target)))
        .isEqualTo(ETH + "08060001080006040001" + "0a0b0c0d0e0f0a000001" + "0000000000000a000002");
    assertThat(hex(Packet.eth().vlan(5).ip(sender, target).payload(47, 2)))
        .startsWith(ETH + "8100" + "0005" + "0800" + "45")
        .endsWith("0001");
    assertThat(V4.payload(47, 2).bytes()[23]).isEqualTo((byte) 47);
    assertThat(hex(Packet.eth().payload(0x88cc, 1))).isEqualTo(ETH + "88cc00");
  }

  @Test
  void sctpCarriesItsChecksum() {
    ByteBuffer packet = of(V4.sctp(7, 9).payload(5)).slice(34, 12 + 20 + 5);
    assertThat(packet.getInt(0)).isEqualTo(0x0007_0009);
    int carried = packet.order(ByteOrder.LITTLE_ENDIAN).getInt(8);
    CRC32C sum = new CRC32C();
    sum.update(packet.putInt(8, 0));
    assertThat(carried).isEqualTo((int) sum.getValue());
  }

  @Test
  void addressesAndStepsThatMakeNoPacketAreRefused() {
    assertThat(Addresses.parse("10.1.2.3")).isEqualTo(new Address(0, 0xffff_0a01_0203L));
    assertThat(Addresses.mac("02:00:0a:0b:0c:0d")).isEqualTo(0x02000a0b0c0dL);
    assertThatThrownBy(() -> Addresses.parse("pod-1")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Addresses.mac("2:0:0:0:0:1")).hasMessageContaining("2:0:0:0:0:1");
    assertThatThrownBy(() -> Packet.eth().ip("10.0.0.1", "fd00::1"))
        .hasMessageContaining("two families");
    assertThatThrownBy(() -> Packet.eth().icmp()).hasMessageContaining("no IP header");
    assertThatThrownBy(() -> V6.ipv4Options()).hasMessageContaining("not IPv4");
    assertThatThrownBy(() -> V4.fragment(1, 4, true)).hasMessageContaining("offset=4");
    assertThatThrownBy(() -> V4.ipv4Options((byte) 1)).hasMessageContaining("bytes=1");
  }
}
