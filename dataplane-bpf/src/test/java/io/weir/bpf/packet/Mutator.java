package io.weir.bpf.packet;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Packets as they come, and what becomes of them in the hands of chance. */
public final class Mutator {
  private static final int ETHERNET = 14;
  private static final int[] EDGES = {
    0, 1, 4, 5, 6, 15, 17, 43, 44, 51, 58, 60, 127, 128, 132, 255
  };

  private final Random random;
  private final List<byte[]> originals;

  public Mutator(long seed, List<byte[]> originals) {
    this.random = new Random(seed);
    this.originals = List.copyOf(originals);
  }

  /** Another one, at least as long as a test run wants it. */
  public byte[] next() {
    byte[] packet = originals.get(random.nextInt(originals.size())).clone();
    for (int left = random.nextInt(4); left > 0; left--) {
      packet = change(packet);
    }
    int type = (packet[12] & 0xff) << 8 | packet[13] & 0xff;
    int least = ETHERNET + (type == 0x0800 ? 20 : type == 0x86dd ? 40 : 1);
    return packet.length < least ? Arrays.copyOf(packet, least) : packet;
  }

  private byte[] change(byte[] packet) {
    int at = ETHERNET + random.nextInt(Math.max(1, packet.length - ETHERNET));
    if (at >= packet.length) {
      return packet;
    }
    switch (random.nextInt(6)) {
      case 0 -> packet[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> packet[at] = (byte) EDGES[random.nextInt(EDGES.length)];
      case 2 -> packet[at] = (byte) random.nextInt(256);
      case 3 -> {
        return Arrays.copyOf(packet, at + 1);
      }
      case 4 -> {
        return Arrays.copyOf(packet, packet.length + random.nextInt(64));
      }
      default -> {
        byte[] noise = new byte[Math.min(8, packet.length - at)];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, packet, at, noise.length);
      }
    }
    return packet;
  }
}
