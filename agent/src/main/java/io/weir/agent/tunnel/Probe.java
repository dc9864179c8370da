package io.weir.agent.tunnel;

import java.nio.ByteBuffer;

/**
 * What a node is asked: {@code struct tunnel} in wire_abi.h behind the UDP header, without a packet
 * in it.
 */
final class Probe {
  private static final int WORDS = 6; // of the option, its header included
  private static final short IPV4 = 0x0800;
  private static final short CLASS = (short) 0xff57;
  private static final byte TYPE = 4; // TUNNEL_PROBE

  private Probe() {}

  static byte[] bytes() {
    ByteBuffer geneve = ByteBuffer.allocate(8 + 4 * WORDS);
    geneve.put((byte) WORDS).put((byte) 0).putShort(IPV4).putInt(0);
    geneve.putShort(CLASS).put(TYPE).put((byte) (WORDS - 1));
    return geneve.array();
  }
}
