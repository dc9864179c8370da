package io.weir.agent.netlink;

import static io.weir.agent.netlink.NetlinkBytes.attribute;
import static io.weir.agent.netlink.NetlinkBytes.ip;
import static io.weir.agent.netlink.NetlinkBytes.join;
import static io.weir.agent.netlink.NetlinkBytes.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.MacAddress;
import io.weir.agent.netlink.NeighbourMessages.Entry;
import io.weir.values.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighbourMessagesTest {
  private static final int AF_INET = 2;
  private static final int AF_BRIDGE = 7;
  private static final int AF_INET6 = 10;
  private static final int REACHABLE = 0x02;
  private static final byte[] DST = attribute(1, ip("10.0.0.2"));
  private static final byte[] MAC = attribute(2, new byte[] {2, 0, 0, 0, (byte) 0xfe, 1});

  /** struct ndmsg of interface 7, and attributes. */
  private static byte[] neighbour(int family, int state, byte[]... attributes) {
    byte[] family4 = {(byte) family, 0, 0, 0};
    return join(family4, number(7), number(state), join(attributes));
  }

  private static Optional<Entry> parse(byte[] body) {
    return NeighbourMessages.neighbour(ByteBuffer.wrap(body).order(ByteOrder.nativeOrder()));
  }

  @Test
  void aNeighbourOfEitherFamilyHasItsAddressAndItsMac() {
    MacAddress mac = new MacAddress(0x02_00_00_00_fe_01L);
    assertThat(parse(neighbour(AF_INET, REACHABLE, DST, MAC)))
        .contains(new Entry(7, IpAddress.parse("10.0.0.2").orElseThrow(), mac));
    assertThat(parse(neighbour(AF_INET6, REACHABLE, attribute(1, ip("fd00::2")), MAC)))
        .contains(new Entry(7, IpAddress.parse("fd00::2").orElseThrow(), mac));
  }

  @ParameterizedTest
  @CsvSource({
    "0x01, false", // incomplete
    "0x02, true", // reachable
    "0x04, true", // stale
    "0x08, true", // delay
    "0x10, true", // probe
    "0x20, false", // failed
    "0x40, true", // noarp
    "0x80, true", // permanent
  })
  void onlyAResolvedOneIsTaken(int state, boolean taken) {
    assertThat(parse(neighbour(AF_INET, state, DST, MAC)).isPresent()).isEqualTo(taken);
  }

  @Test
  void whatIsNoEthernetOrOfABridgeIsLeftOut() {
    assertThat(parse(neighbour(AF_INET, REACHABLE, DST))).isEmpty();
    assertThat(parse(neighbour(AF_INET, REACHABLE, MAC))).isEmpty();
    assertThat(parse(neighbour(AF_INET, REACHABLE, DST, attribute(2, new byte[20])))).isEmpty();
    assertThat(parse(neighbour(AF_BRIDGE, REACHABLE, MAC))).isEmpty();
  }

  @Test
  void damagedBodiesEndWithoutAnException() {
    byte[] good = neighbour(AF_INET, REACHABLE, DST, MAC);
    int padding = 2; // behind the MAC
    for (int length = 0; length < good.length - padding; length++) {
      assertThat(parse(Arrays.copyOf(good, length))).isEmpty();
    }
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = good.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      assertThat(parse(damaged)).isNotNull();
    }
  }

  @Test
  void theRequestIsADumpOfEveryFamilyAndInterface() {
    ByteBuffer request = NeighbourMessages.dump(5).order(ByteOrder.nativeOrder());
    assertThat(request.getInt(0)).isEqualTo(request.remaining()).isEqualTo(28);
    assertThat(request.getShort(4)).isEqualTo((short) 30);
    assertThat(request.getShort(6)).isEqualTo((short) 0x301);
    assertThat(request.getInt(16)).isZero();
    assertThat(request.getInt(20)).isZero();
  }
}
