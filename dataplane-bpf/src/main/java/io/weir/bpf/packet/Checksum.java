package io.weir.bpf.packet;

import java.nio.ByteBuffer;

/** The Internet checksum (RFC 1071). */
final class Checksum {
  private Checksum() {}

  /** Of all bytes of the buffers, each padded to an even length. */
  static short of(ByteBuffer... buffers) {
    long sum = 0;
    for (ByteBuffer buffer : buffers) {
      ByteBuffer left = buffer.duplicate().rewind();
      while (left.remaining() > 1) {
        sum += Short.toUnsignedInt(left.getShort());
      }
      sum += left.hasRemaining() ? Byte.toUnsignedInt(left.get()) << 8 : 0;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }
}
