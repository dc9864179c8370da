package io.weir.agent.netlink;

import static io.weir.agent.netlink.NetlinkBytes.address;
import static io.weir.agent.netlink.NetlinkBytes.attribute;
import static io.weir.agent.netlink.NetlinkBytes.ip;
import static io.weir.agent.netlink.NetlinkBytes.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.values.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressMessagesTest {
  private static final int PERMANENT = 0x80;
  private static final int TENTATIVE = 0x40;
  private static final int DUPLICATE = 0x08;

  private static Optional<LocalAddress> parse(byte[] body) {
    return AddressMessages.address(ByteBuffer.wrap(body).order(ByteOrder.nativeOrder()));
  }

  @Test
  void anAddressHasInterfacePrefixAndScope() {
    byte[] label = attribute(3, new byte[] {101, 0});
    assertThat(parse(address(2, 24, PERMANENT, 0, attribute(1, ip("192.0.2.1")), label)))
        .contains(
            new LocalAddress(IpAddress.parse("192.0.2.1").orElseThrow(), 24, 7, 0, PERMANENT));
    assertThat(parse(address(10, 64, PERMANENT, 253, attribute(1, ip("2001:db8::1")))))
        .contains(
            new LocalAddress(IpAddress.parse("2001:db8::1").orElseThrow(), 64, 7, 253, PERMANENT));
  }

  @Test
  void onAPointToPointLinkOurEndCountsAndNotThePeers() {
    byte[] peer = attribute(1, ip("10.0.0.2"));
    byte[] ours = attribute(2, ip("10.0.0.1"));
    for (byte[] both :
        new byte[][] {NetlinkBytes.join(peer, ours), NetlinkBytes.join(ours, peer)}) {
      assertThat(parse(address(2, 32, 0, 0, both)))
          .map(found -> found.address().toString())
          .contains("10.0.0.1");
    }
  }

  @Test
  void anAddressUnderDetectionIsClaimedButNotReachableAndADuplicateIsNeither() {
    LocalAddress tentative = withWideFlags(TENTATIVE);
    assertThat(tentative.claimed()).isTrue();
    assertThat(tentative.reachable()).isFalse();
    LocalAddress duplicate = withWideFlags(DUPLICATE | TENTATIVE);
    assertThat(duplicate.claimed()).isFalse();
    assertThat(duplicate.reachable()).isFalse();
  }

  /** IFA_FLAGS replaces the narrow flags of the fixed part. */
  private static LocalAddress withWideFlags(int flags) {
    byte[] wide = attribute(8, number(flags));
    return parse(address(10, 64, 0, 0, attribute(1, ip("2001:db8::1")), wide)).orElseThrow();
  }

  @Test
  void onlyWhatOthersCanReachIsOffered() {
    assertThat(reachable("192.0.2.1", 0)).isTrue();
    assertThat(reachable("2001:db8::1", 0)).isTrue();
    assertThat(reachable("fd00::1", 0)).isTrue();
    assertThat(reachable("10.0.0.1", 0)).isTrue();
    assertThat(reachable("127.0.0.1", 254)).isFalse();
    assertThat(reachable("127.8.8.8", 0)).isFalse();
    assertThat(reachable("::1", 254)).isFalse();
    assertThat(reachable("169.254.1.1", 0)).isFalse();
    assertThat(reachable("fe80::1", 253)).isFalse();
    assertThat(reachable("febf::1", 0)).isFalse();
    assertThat(reachable("fec0::1", 0)).isTrue();
    assertThat(reachable("192.0.2.1", 253)).isFalse();
  }

  private static boolean reachable(String address, int scope) {
    return new LocalAddress(IpAddress.parse(address).orElseThrow(), 24, 1, scope, PERMANENT)
        .reachable();
  }

  @Test
  void damagedBodiesEndWithoutAnException() {
    byte[] good = address(2, 24, PERMANENT, 0, attribute(1, ip("192.0.2.1")));
    for (int length = 0; length < good.length; length++) {
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
  void theRequestAsksForBothFamilies() {
    ByteBuffer request = AddressMessages.dump(5).order(ByteOrder.nativeOrder());
    assertThat(request.getInt(0)).isEqualTo(request.remaining()).isEqualTo(24);
    assertThat(request.getShort(4)).isEqualTo((short) 22);
    assertThat(request.getShort(6)).isEqualTo((short) 0x301);
    assertThat(request.getInt(8)).isEqualTo(5);
    assertThat(request.getLong(16)).isZero();
  }

  @Test
  void theRequestToAnotherNamespaceNamesItAndTheInterface() {
    ByteBuffer request = AddressMessages.dump(5, 3, 9).order(ByteOrder.nativeOrder());
    assertThat(request.getInt(0)).isEqualTo(request.remaining()).isEqualTo(32);
    assertThat(request.getInt(20)).isEqualTo(9);
    assertThat(request.getShort(24)).isEqualTo((short) 8);
    assertThat(request.getShort(26)).isEqualTo((short) 10);
    assertThat(request.getInt(28)).isEqualTo(3);
  }
}
