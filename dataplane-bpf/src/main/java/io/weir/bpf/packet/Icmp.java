package io.weir.bpf.packet;

import java.nio.ByteBuffer;

/** ICMP or ICMPv6: type, code, checksum, then {@code body}. */
record Icmp(int number, int type, int code, byte[] body) implements Layer {
  static final int V4 = 1;
  static final int V6 = 58;

  @Override
  public ByteBuffer write(Inside inside, Ends around) {
    ByteBuffer out = ByteBuffer.allocate(4 + body.length + inside.length());
    out.put((byte) type).put((byte) code).putShort((short) 0).put(body).put(inside.bytes());
    short sum =
        number == V4
            ? Checksum.of(out)
            : Checksum.of(around.pseudoHeader(number, out.capacity()), out);
    return out.putShort(2, sum);
  }
}
