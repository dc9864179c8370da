package io.weir.bpf.packet;

import io.weir.bpf.packet.Ip.Piece;
import java.nio.ByteBuffer;

/** A header between IPv6 and its transport: the next header's number, then {@code rest}. */
record Extension(int number, byte[] rest) implements Layer {
  static final int HOP_BY_HOP = 0;
  static final int ROUTING = 43;
  static final int FRAGMENT = 44;
  static final int AUTHENTICATION = 51;
  static final int DESTINATION_OPTIONS = 60;

  /** Options that pad: {@code length} bytes in all, a multiple of eight. */
  static Extension options(int number, int length) {
    requireEights(length);
    byte[] rest = new byte[length - 1];
    rest[0] = (byte) (length / 8 - 1);
    int at = 1;
    while (at < rest.length) { // PadN takes at most 257 bytes
      int pad = Math.min(rest.length - at, 257);
      if (pad > 1) {
        rest[at] = 1;
        rest[at + 1] = (byte) (pad - 2);
      }
      at += pad;
    }
    return new Extension(number, rest);
  }

  static Extension routing(int type, int segmentsLeft) {
    return new Extension(ROUTING, new byte[] {0, (byte) type, (byte) segmentsLeft, 0, 0, 0, 0});
  }

  static Extension fragment(Piece piece) {
    ByteBuffer rest = ByteBuffer.allocate(7).put((byte) 0);
    rest.putShort((short) (piece.offset() | (piece.more() ? 1 : 0)));
    return new Extension(FRAGMENT, rest.putInt(piece.identification()).array());
  }

  /** With an integrity value of 12 bytes; its length counts words of four. */
  static Extension authentication() {
    byte[] rest = new byte[23];
    rest[0] = 24 / 4 - 2;
    return new Extension(AUTHENTICATION, rest);
  }

  private static void requireEights(int length) {
    if (length < 8 || length > 2048 || length % 8 != 0) {
      throw new IllegalArgumentException(
          "extension header of bytes=" + length + ": not a multiple of 8 from 8 to 2048");
    }
  }

  @Override
  public ByteBuffer write(Inside inside, Ends around) {
    return ByteBuffer.allocate(1 + rest.length + inside.length())
        .put((byte) inside.number())
        .put(rest)
        .put(inside.bytes());
  }
}
