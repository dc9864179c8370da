package io.weir.agent.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Datagrams as the kernel sends them, put together by hand. */
final class NetlinkBytes {
  private NetlinkBytes() {}

  static ByteBuffer room(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }

  static byte[] number(int value) {
    return room(Integer.BYTES).putInt(value).array();
  }

  static byte[] text(String value) {
    return (value + "\0").getBytes(StandardCharsets.UTF_8);
  }

  static byte[] ip(String text) {
    return InetAddress.ofLiteral(text).getAddress();
  }

  static byte[] join(byte[]... parts) {
    ByteBuffer all = room(8192);
    for (byte[] part : parts) {
      all.put(part);
    }
    byte[] exact = new byte[all.position()];
    all.flip().get(exact);
    return exact;
  }

  static byte[] message(int type, int flags, byte[]... payload) {
    byte[] body = join(payload);
    ByteBuffer message = room(16 + body.length);
    message.putInt(message.capacity()).putShort((short) type).putShort((short) flags);
    message.putInt(1).putInt(0).put(body);
    return message.array();
  }

  static byte[] attribute(int type, byte[]... value) {
    byte[] bytes = join(value);
    ByteBuffer attribute = room(4 + bytes.length + 3 & ~3);
    attribute.putShort((short) (4 + bytes.length)).putShort((short) type).put(bytes);
    return attribute.array();
  }

  /** struct ifaddrmsg of interface 7, and attributes. */
  static byte[] address(int family, int prefix, int flags, int scope, byte[]... attributes) {
    byte[] fixed = {(byte) family, (byte) prefix, (byte) flags, (byte) scope};
    return join(fixed, number(7), join(attributes));
  }

  /** struct ifinfomsg, and attributes. */
  static byte[] link(int family, int index, byte[]... attributes) {
    byte[] fixed = {(byte) family, 0, 1, 0};
    return join(fixed, number(index), new byte[8], join(attributes));
  }

  static List<Messages.Message> read(byte[]... messages) {
    List<Messages.Message> all = new ArrayList<>();
    Messages.each(ByteBuffer.wrap(join(messages)), all::add);
    return all;
  }
}
