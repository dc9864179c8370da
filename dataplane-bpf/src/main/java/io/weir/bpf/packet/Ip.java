package io.weir.bpf.packet;

import io.weir.bpf.packet.Layer.Ends;
import java.nio.ByteBuffer;

/** The IP header of either family. */
sealed interface Ip extends Layer {
  int IPV4 = 0x0800;
  int IPV6 = 0x86dd;

  Ends ends();

  Ip withHops(int hops);

  /**
   * @param options a multiple of four bytes, at most 40
   * @param fragment identification, offset in bytes and whether more follow; 0, 0, false for none
   */
  record V4(Ends ends, int hops, byte[] options, Piece fragment) implements Ip {
    private static final int FIXED = 20;
    private static final int MORE = 0x2000;

    public V4 {
      if (options.length % 4 != 0 || options.length > 40) {
        throw new IllegalArgumentException(
            "options of bytes=" + options.length + ": not a multiple of 4 up to 40");
      }
    }

    @Override
    public int number() {
      return IPV4;
    }

    @Override
    public V4 withHops(int more) {
      return new V4(ends, more, options, fragment);
    }

    @Override
    public ByteBuffer write(Inside inside, Ends around) {
      int header = FIXED + options.length;
      ByteBuffer out = ByteBuffer.allocate(header + inside.length());
      out.put((byte) (0x40 | header / 4)).put((byte) 0).putShort((short) out.capacity());
      out.putShort((short) fragment.identification());
      out.putShort((short) (fragment.offset() / 8 | (fragment.more() ? MORE : 0)));
      out.put((byte) hops).put((byte) inside.number()).putShort((short) 0);
      Addresses.put(out, ends.source());
      Addresses.put(out, ends.destination());
      out.put(options);
      out.putShort(10, Checksum.of(out.slice(0, header)));
      return out.put(inside.bytes());
    }
  }

  record V6(Ends ends, int hops) implements Ip {
    private static final int HEADER = 40;

    @Override
    public int number() {
      return IPV6;
    }

    @Override
    public V6 withHops(int more) {
      return new V6(ends, more);
    }

    @Override
    public ByteBuffer write(Inside inside, Ends around) {
      ByteBuffer out = ByteBuffer.allocate(HEADER + inside.length());
      out.putInt(0x6000_0000).putShort((short) inside.length());
      out.put((byte) inside.number()).put((byte) hops);
      Addresses.put(out, ends.source());
      Addresses.put(out, ends.destination());
      return out.put(inside.bytes());
    }
  }

  /** Which piece of a larger packet this is. */
  record Piece(int identification, int offset, boolean more) {
    static final Piece WHOLE = new Piece(0, 0, false);

    public Piece {
      if (offset % 8 != 0 || offset < 0 || offset > 0xfff8) {
        throw new IllegalArgumentException(
            "offset=" + offset + " of a fragment: not a multiple of 8 below 65536");
      }
    }
  }
}
