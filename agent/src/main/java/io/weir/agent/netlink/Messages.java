package io.weir.agent.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Datagrams of netlink taken apart and put together (linux/netlink.h). Pure: bytes in native order.
 */
final class Messages {
  static final int ERROR = 2;
  static final int DONE = 3;
  static final int REQUEST = 1;
  static final int MULTI = 2;
  static final int INTERRUPTED = 0x10;
  static final int DUMP = 0x300;

  private static final int HEADER = 16; // struct nlmsghdr
  private static final int ATTRIBUTE = 4; // struct nlattr
  private static final int TYPE_MASK = 0x3fff; // without the flags about nesting and byte order

  private Messages() {}

  /**
   * One message.
   *
   * @param flags NLM_F_*
   * @param body what follows the header
   */
  record Message(int type, int flags, int sequence, ByteBuffer body) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  @FunctionalInterface
  interface Attribute {
    void accept(int type, ByteBuffer value);
  }

  /** Gives each message of a datagram; stops at one whose length cannot be. */
  static void each(ByteBuffer datagram, Consumer<Message> visitor) {
    ByteBuffer bytes = datagram.duplicate().order(ByteOrder.nativeOrder());
    while (bytes.remaining() >= HEADER) {
      int start = bytes.position();
      int length = bytes.getInt(start);
      if (length < HEADER || length > bytes.remaining()) {
        return;
      }
      visitor.accept(
          new Message(
              Short.toUnsignedInt(bytes.getShort(start + 4)),
              Short.toUnsignedInt(bytes.getShort(start + 6)),
              bytes.getInt(start + 8),
              slice(bytes, start + HEADER, length - HEADER)));
      bytes.position(Math.min(start + aligned(length), bytes.limit()));
    }
  }

  /** Gives each attribute behind the fixed part of a body; stops at one whose length cannot be. */
  static void attributes(ByteBuffer body, int fixedPart, Attribute visitor) {
    int next = fixedPart;
    while (body.limit() - next >= ATTRIBUTE) {
      int length = Short.toUnsignedInt(body.getShort(next));
      if (length < ATTRIBUTE || length > body.limit() - next) {
        return;
      }
      int type = body.getShort(next + 2) & TYPE_MASK;
      visitor.accept(type, slice(body, next + ATTRIBUTE, length - ATTRIBUTE));
      next += aligned(length);
    }
  }

  private static ByteBuffer slice(ByteBuffer bytes, int from, int length) {
    return bytes.slice(from, length).order(ByteOrder.nativeOrder());
  }

  /** A request without a body yet; {@link #finish} tells it its length. */
  static ByteBuffer request(int type, int flags, int sequence, int room) {
    ByteBuffer request = ByteBuffer.allocate(HEADER + room).order(ByteOrder.nativeOrder());
    request.putInt(0);
    request.putShort((short) type);
    request.putShort((short) (REQUEST | flags));
    request.putInt(sequence);
    return request.putInt(0); // the kernel fills in our port
  }

  static void put(ByteBuffer request, int attribute, int value) {
    request.putShort((short) (ATTRIBUTE + Integer.BYTES)).putShort((short) attribute);
    request.putInt(value);
  }

  static ByteBuffer finish(ByteBuffer request) {
    return request.putInt(0, request.position()).flip();
  }

  private static int aligned(int length) {
    return length + 3 & ~3;
  }
}
