package io.weir.agent.netlink;

import static io.weir.agent.netlink.NetlinkBytes.attribute;
import static io.weir.agent.netlink.NetlinkBytes.link;
import static io.weir.agent.netlink.NetlinkBytes.number;
import static io.weir.agent.netlink.NetlinkBytes.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinkMessagesTest {
  private static final byte[] NAME = attribute(3, text("veth1"));
  private static final byte[] MAC = attribute(1, new byte[] {2, 0, 0, 0, (byte) 0xfe, 1});
  private static final byte[] KIND = attribute(0x8000 | 18, attribute(1, text("veth")));
  private static final byte[] PEER = attribute(5, number(2));
  private static final byte[] NAMESPACE = attribute(37, number(0));

  private static Optional<Link> parse(byte[] body) {
    return LinkMessages.link(ByteBuffer.wrap(body).order(ByteOrder.nativeOrder()));
  }

  @Test
  void aVethHasItsPeerAndThePeersNamespace() {
    Link link = parse(link(0, 9, NAME, MAC, KIND, PEER, NAMESPACE)).orElseThrow();
    assertThat(link)
        .isEqualTo(
            new Link(
                9,
                "veth1",
                "veth",
                2,
                OptionalInt.of(0),
                Optional.of(new MacAddress(0x02_00_00_00_fe_01L))));
    assertThat(link.leadsElsewhere()).isTrue();
  }

  @Test
  void onlyAVethWithAPeerInAnotherNamespaceLeadsElsewhere() {
    byte[] vlan = attribute(18, attribute(1, text("vlan")));
    assertThat(parse(link(0, 9, NAME, KIND, PEER)).orElseThrow().leadsElsewhere()).isFalse();
    assertThat(parse(link(0, 9, NAME, KIND, NAMESPACE)).orElseThrow().leadsElsewhere()).isFalse();
    assertThat(parse(link(0, 9, NAME, vlan, PEER, NAMESPACE)).orElseThrow().leadsElsewhere())
        .isFalse();
    assertThat(parse(link(0, 9, NAME, PEER, NAMESPACE)).orElseThrow().leadsElsewhere()).isFalse();
  }

  @Test
  void anInterfaceThatLeavesABridgeIsNotGone() {
    int bridgeFamily = 7;
    assertThat(parse(link(bridgeFamily, 9, NAME, KIND, PEER, NAMESPACE))).isEmpty();
  }

  @Test
  void anInterfaceThatIsNoEthernetHasNoMac() {
    byte[] infiniband = attribute(1, new byte[20]);
    assertThat(parse(link(0, 9, NAME, infiniband)).orElseThrow().mac()).isEmpty();
  }

  @Test
  void damagedBodiesEndWithoutAnException() {
    byte[] good = link(0, 9, NAME, MAC, KIND, PEER, NAMESPACE);
    for (int length = 0; length < good.length; length++) {
      assertThat(parse(Arrays.copyOf(good, length)).map(Link::leadsElsewhere))
          .isNotEqualTo(Optional.of(true));
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
  void requestsNameTheInterfaceAndItsNamespace() {
    ByteBuffer own = LinkMessages.get(5, 9).order(ByteOrder.nativeOrder());
    assertThat(own.getInt(0)).isEqualTo(own.remaining()).isEqualTo(40);
    assertThat(own.getShort(4)).isEqualTo((short) 18);
    assertThat(own.getShort(6)).isEqualTo((short) 1);
    assertThat(own.getInt(20)).isEqualTo(9);
    ByteBuffer other = LinkMessages.get(5, 3, 9).order(ByteOrder.nativeOrder());
    assertThat(other.getInt(0)).isEqualTo(other.remaining()).isEqualTo(48);
    assertThat(other.getShort(42)).isEqualTo((short) 46);
    assertThat(other.getInt(44)).isEqualTo(3);
    ByteBuffer all = LinkMessages.dump(5).order(ByteOrder.nativeOrder());
    assertThat(all.getShort(6)).isEqualTo((short) 0x301);
  }
}
