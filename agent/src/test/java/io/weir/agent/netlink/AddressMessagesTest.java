package io.weir.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.values.IpAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressMessagesTest {
  private static final int NEWADDR = 20;
  private static final int DELADDR = 21;

  private final List<LocalAddress> present = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private final AddressMessages.Visitor visitor =
      new AddressMessages.Visitor() {
        @Override
        public void present(LocalAddress address) {
          present.add(address);
        }

        @Override
        public void gone() {
          notes.add("gone");
        }

        @Override
        public void done(int errno) {
          notes.add("done " + errno);
        }

        @Override
        public void interrupted() {
          notes.add("interrupted");
        }
      };

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }

  private static byte[] message(int type, int flags, byte[] payload) {
    ByteBuffer message = bytes(16 + payload.length);
    message.putInt(message.capacity()).putShort((short) type).putShort((short) flags);
    message.putInt(1).putInt(0).put(payload);
    return message.array();
  }

  private static byte[] attribute(int type, byte[] value) {
    ByteBuffer attribute = bytes(4 + value.length + 3 & ~3);
    attribute.putShort((short) (4 + value.length)).putShort((short) type).put(value);
    return attribute.array();
  }

  private static byte[] address(
      int family, int prefix, int flags, int scope, byte[]... attributes) {
    ByteBuffer payload = bytes(1024);
    payload.put((byte) family).put((byte) prefix).put((byte) flags).put((byte) scope).putInt(7);
    for (byte[] attribute : attributes) {
      payload.put(attribute);
    }
    byte[] exact = new byte[payload.position()];
    payload.flip().get(exact);
    return exact;
  }

  private static byte[] ip(String text) throws Exception {
    return InetAddress.ofLiteral(text).getAddress();
  }

  private void read(byte[]... messages) {
    ByteBuffer all = bytes(8192);
    for (byte[] message : messages) {
      all.put(message);
    }
    AddressMessages.read(all.flip(), visitor);
  }

  @Test
  void aDumpGivesEachAddressWithInterfaceAndPrefixThenItsEnd() throws Exception {
    read(
        message(
            NEWADDR,
            2,
            address(
                2, 24, 0x80, 0, attribute(1, ip("192.0.2.1")), attribute(3, new byte[] {101, 0}))),
        message(NEWADDR, 2, address(10, 64, 0x80, 0, attribute(1, ip("2001:db8::1")))),
        message(3, 2, bytes(4).array()));
    assertThat(present)
        .containsExactly(
            new LocalAddress(IpAddress.parse("192.0.2.1").orElseThrow(), 24, 7, 0, true),
            new LocalAddress(IpAddress.parse("2001:db8::1").orElseThrow(), 64, 7, 0, true));
    assertThat(notes).containsExactly("done 0");
  }

  @Test
  void onAPointToPointLinkOurEndCountsAndNotThePeers() throws Exception {
    byte[] peer = attribute(1, ip("10.0.0.2"));
    byte[] ours = attribute(2, ip("10.0.0.1"));
    read(
        message(NEWADDR, 0, address(2, 32, 0, 0, peer, ours)),
        message(NEWADDR, 0, address(2, 32, 0, 0, ours, peer)));
    assertThat(present)
        .extracting(found -> found.address().toString())
        .containsExactly("10.0.0.1", "10.0.0.1");
  }

  @Test
  void theWideFlagsReplaceTheNarrowOnes() throws Exception {
    byte[] tentative = attribute(8, bytes(4).putInt(0x40).array());
    read(message(NEWADDR, 0, address(10, 64, 0, 0, attribute(1, ip("2001:db8::1")), tentative)));
    assertThat(present.getFirst().usable()).isFalse();
    assertThat(present.getFirst().reachable()).isFalse();
  }

  @Test
  void errorsDeletionsAndTornDumpsAreTold() {
    read(
        message(2, 0, bytes(4).putInt(-1).array()),
        message(DELADDR, 0, address(2, 24, 0, 0)),
        message(3, 0x10, bytes(4).array()));
    assertThat(notes).containsExactly("done 1", "gone", "interrupted", "done 0");
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
    return new LocalAddress(IpAddress.parse(address).orElseThrow(), 24, 1, scope, true).reachable();
  }

  @Test
  void damagedDatagramsEndWithoutAnException() throws Exception {
    byte[] good = message(NEWADDR, 2, address(2, 24, 0x80, 0, attribute(1, ip("192.0.2.1"))));
    for (int length = 0; length < good.length; length++) {
      AddressMessages.read(ByteBuffer.wrap(good, 0, length), visitor);
    }
    assertThat(present).isEmpty();
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = good.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      AddressMessages.read(ByteBuffer.wrap(damaged), visitor);
    }
  }

  @Test
  void theRequestAsksForBothFamilies() {
    ByteBuffer request = AddressMessages.dump(5).order(ByteOrder.nativeOrder());
    assertThat(request.getInt(0)).isEqualTo(request.remaining()).isEqualTo(24);
    assertThat(request.getShort(4)).isEqualTo((short) 22);
    assertThat(request.getShort(6)).isEqualTo((short) 0x301);
    assertThat(request.get(16)).isZero();
  }
}
