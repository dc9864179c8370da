package io.weir.bpf.sockets;

import io.weir.bpf.abi.Address;

/**
 * A connected UDP socket as sock_diag finds it.
 *
 * @param family AF_INET or AF_INET6
 * @param boundTo index of the interface it is bound to; 0 = none
 * @param cookie which no other socket has
 */
record UdpSocket(
    int family,
    Address local,
    int localPort,
    Address remote,
    int remotePort,
    int boundTo,
    long cookie) {

  /** A line of list_udp in sock_iter.bpf.c. */
  static UdpSocket parse(String line) {
    String[] words = line.split(" ");
    if (words.length != 7) {
      throw new IllegalArgumentException("not a line of list_udp: " + line);
    }
    return new UdpSocket(
        Integer.parseInt(words[0], 16),
        address(words[1]),
        Integer.parseInt(words[2], 16),
        address(words[3]),
        Integer.parseInt(words[4], 16),
        Integer.parseInt(words[5], 16),
        Long.parseUnsignedLong(words[6], 16));
  }

  private static Address address(String hex) {
    return new Address(
        Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
  }
}
