package io.weir.bpf.packet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Protocols with ports. */
sealed interface Transport extends Layer {
  record Tcp(int source, int destination, int flags) implements Transport {
    @Override
    public int number() {
      return 6;
    }

    @Override
    public ByteBuffer write(Inside inside, Ends around) {
      ByteBuffer out = ByteBuffer.allocate(20 + inside.length());
      out.putShort((short) source).putShort((short) destination);
      out.putInt(1).putInt((flags & TcpFlag.ACK.bit()) == 0 ? 0 : 1);
      out.put((byte) 0x50).put((byte) flags).putShort((short) 0xffff).putInt(0).put(inside.bytes());
      return out.putShort(16, Checksum.of(around.pseudoHeader(number(), out.capacity()), out));
    }
  }

  record Udp(int source, int destination) implements Transport {
    @Override
    public int number() {
      return 17;
    }

    @Override
    public ByteBuffer write(Inside inside, Ends around) {
      ByteBuffer out = ByteBuffer.allocate(8 + inside.length());
      out.putShort((short) source).putShort((short) destination);
      out.putShort((short) out.capacity()).putShort((short) 0).put(inside.bytes());
      short sum = Checksum.of(around.pseudoHeader(number(), out.capacity()), out);
      return out.putShort(6, sum == 0 ? -1 : sum); // 0 says that there is none
    }
  }

  /** With an INIT chunk in front of what is behind it. */
  record Sctp(int source, int destination) implements Transport {
    private static final int INIT = 20;

    @Override
    public int number() {
      return 132;
    }

    @Override
    public ByteBuffer write(Inside inside, Ends around) {
      ByteBuffer out = ByteBuffer.allocate(12 + INIT + inside.length());
      out.putShort((short) source).putShort((short) destination).putInt(0).putInt(0);
      out.put((byte) 1).put((byte) 0).putShort((short) INIT);
      out.putInt(1).putInt(0xffff).putShort((short) 1).putShort((short) 1).putInt(1);
      out.put(inside.bytes());
      CRC32C sum = new CRC32C();
      sum.update(out.array());
      out.order(ByteOrder.LITTLE_ENDIAN).putInt(8, (int) sum.getValue());
      return out.order(ByteOrder.BIG_ENDIAN);
    }
  }
}
