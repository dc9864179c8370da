package io.weir.bpf.workload;

import io.weir.bpf.abi.PortRowKey;
import java.util.ArrayList;
import java.util.List;

/** Ports {@code from} to {@code to} of a protocol; 0 to 65535 = all of it. */
record PortRange(int protocol, int from, int to) {
  static final int TCP = 6;
  static final int UDP = 17;
  static final int SCTP = 132;

  static PortRange tcp(int port) {
    return new PortRange(TCP, port, port);
  }

  static PortRange tcp(int from, int to) {
    return new PortRange(TCP, from, to);
  }

  static PortRange udp(int port) {
    return new PortRange(UDP, port, port);
  }

  static PortRange sctp(int port) {
    return new PortRange(SCTP, port, port);
  }

  /** A whole protocol. */
  static PortRange all(int protocol) {
    return new PortRange(protocol, 0, 0xffff);
  }

  /** Few powers of two that make up the range. */
  List<Prefix> prefixes() {
    List<Prefix> found = new ArrayList<>();
    int at = from;
    while (at <= to) {
      int size = at == 0 ? 1 << 16 : Integer.lowestOneBit(at);
      while (size > to - at + 1) {
        size >>= 1;
      }
      found.add(new Prefix(protocol, at, 16 - Integer.numberOfTrailingZeros(size)));
      at += size;
    }
    return found;
  }

  /** {@code length} bits of the port count; -1 = any protocol. */
  record Prefix(int protocol, int port, int length) {
    static final Prefix ANY = new Prefix(0, 0, -1);

    /** Itself and every prefix that covers it. */
    List<Prefix> wider() {
      List<Prefix> all = new ArrayList<>(List.of(ANY));
      for (int bits = 0; bits <= length; bits++) {
        all.add(new Prefix(protocol, port & 0xffff << 16 - bits & 0xffff, bits));
      }
      return all;
    }

    PortRowKey key(int set, int chunk) {
      return new PortRowKey(length < 0 ? 40 : 48 + length, set, chunk, protocol, port);
    }
  }
}
