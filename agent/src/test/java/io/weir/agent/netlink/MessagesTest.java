package io.weir.agent.netlink;

import static io.weir.agent.netlink.NetlinkBytes.attribute;
import static io.weir.agent.netlink.NetlinkBytes.message;
import static io.weir.agent.netlink.NetlinkBytes.number;
import static io.weir.agent.netlink.NetlinkBytes.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagesTest {
  @Test
  void messagesOfOddLengthsAreReadOneAfterTheOther() {
    List<Messages.Message> messages =
        read(
            message(20, Messages.MULTI, new byte[8]),
            message(2, 0, number(-1)),
            message(3, Messages.INTERRUPTED, number(0)));
    assertThat(messages).extracting(Messages.Message::type).containsExactly(20, 2, 3);
    assertThat(messages).extracting(Messages.Message::sequence).containsOnly(1);
    assertThat(messages).extracting(m -> m.has(Messages.MULTI)).containsExactly(true, false, false);
    assertThat(messages)
        .extracting(m -> m.has(Messages.INTERRUPTED))
        .containsExactly(false, false, true);
    assertThat(messages.get(1).body().getInt(0)).isEqualTo(-1);
  }

  @Test
  void anAttributesFlagsAreNotPartOfItsType() {
    ByteBuffer body = ByteBuffer.wrap(attribute(0x8000 | 18, new byte[3]));
    List<Integer> types = new ArrayList<>();
    Messages.attributes(
        body.order(ByteOrder.nativeOrder()),
        0,
        (type, value) -> {
          types.add(type);
          assertThat(value.remaining()).isEqualTo(3);
        });
    assertThat(types).containsExactly(18);
  }

  @Test
  void aMessageCutShortIsNotRead() {
    byte[] whole = message(20, 0, new byte[8]);
    for (int length = 0; length < whole.length; length++) {
      List<Messages.Message> messages = new ArrayList<>();
      Messages.each(ByteBuffer.wrap(whole, 0, length), messages::add);
      assertThat(messages).as("of %d bytes", length).isEmpty();
    }
  }
}
