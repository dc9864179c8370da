package io.weir.bpf.packet;

/** Flags of a TCP header. */
public enum TcpFlag {
  FIN,
  SYN,
  RST,
  PSH,
  ACK,
  URG;

  int bit() {
    return 1 << ordinal();
  }
}
