package io.weir.bpf.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bpf.abi.Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class SockDiagTest {
  private static final String IPV4 =
      "2 00000000000000000000ffff0a010001 d431 00000000000000000000ffff0a010002 35 0 2a";
  private static final String IPV6 =
      "a fd000000000000000000000000000001 d431 fd000000000000000000000000000002 35 3 100000002";

  @Test
  void aLineOfTheIteratorNamesASocket() {
    assertThat(UdpSocket.parse(IPV6))
        .isEqualTo(
            new UdpSocket(
                10,
                new Address(0xfd00_0000_0000_0000L, 1),
                54321,
                new Address(0xfd00_0000_0000_0000L, 2),
                53,
                3,
                0x1_0000_0002L));
  }

  @Test
  void anotherLineIsRefused() {
    assertThatThrownBy(() -> UdpSocket.parse("2 0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 0");
  }

  @Test
  void theRequestCarriesTheSocketAsTheKernelLooksItUp() {
    ByteBuffer ipv4 = SockDiag.request(UdpSocket.parse(IPV4)).order(ByteOrder.BIG_ENDIAN);
    assertThat(ipv4.remaining()).isEqualTo(72);
    assertThat(ipv4.getShort(24)).isEqualTo((short) 54321);
    assertThat(ipv4.getShort(26)).isEqualTo((short) 53);
    assertThat(ipv4.getInt(28)).isEqualTo(0x0a010001);
    assertThat(ipv4.getInt(44)).isEqualTo(0x0a010002);

    ByteBuffer ipv6 = SockDiag.request(UdpSocket.parse(IPV6)).order(ByteOrder.BIG_ENDIAN);
    assertThat(ipv6.getLong(44)).isEqualTo(0xfd00_0000_0000_0000L);
    assertThat(ipv6.getLong(52)).isEqualTo(2);
    assertThat(ipv6.order(ByteOrder.nativeOrder()).getInt(60)).isEqualTo(3);
    assertThat(ipv6.getInt(64)).isEqualTo(2);
    assertThat(ipv6.getInt(68)).isEqualTo(1);
  }
}
