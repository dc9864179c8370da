package io.weir.bpf.program;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a TC program sees of a packet beside its bytes: the members of {@code struct __sk_buff} that
 * a test run can set.
 *
 * @param ingressIfindex where it came in; 0 = made by this host
 * @param ifindex where the program runs; 1 is the loopback of every namespace
 */
public record PacketContext(int mark, int ingressIfindex, int ifindex) {
  private static final int SK_BUFF_BYTES = 192;

  MemorySegment write(Arena arena) {
    MemorySegment skb = arena.allocate(SK_BUFF_BYTES, Long.BYTES);
    skb.set(ValueLayout.JAVA_INT, 8, mark);
    skb.set(ValueLayout.JAVA_INT, 36, ingressIfindex);
    skb.set(ValueLayout.JAVA_INT, 40, ifindex);
    return skb;
  }
}
