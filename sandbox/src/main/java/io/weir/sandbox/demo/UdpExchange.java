package io.weir.sandbox.demo;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/** A UDP socket and where it sends. */
record UdpExchange(DatagramSocket socket, InetSocketAddress target) implements AutoCloseable {
  static final UdpExchange NONE = new UdpExchange(null, null);

  static UdpExchange unconnected(InetSocketAddress target, int ownPort) throws IOException {
    return new UdpExchange(new DatagramSocket(ownPort), target);
  }

  static UdpExchange connected(InetSocketAddress target, int ownPort) throws IOException {
    DatagramSocket socket = new DatagramSocket(ownPort);
    socket.connect(target);
    return new UdpExchange(socket, target);
  }

  /** Sends a datagram, waits for the answer, and demands that it comes from where we sent to. */
  String exchange(int timeoutMillis) throws IOException {
    byte[] ping = {'x'};
    socket.setSoTimeout(timeoutMillis);
    socket.send(new DatagramPacket(ping, ping.length, target));
    DatagramPacket answer = new DatagramPacket(new byte[512], 512);
    socket.receive(answer);
    SocketAddress from = answer.getSocketAddress();
    if (!from.equals(target)) {
      throw new IOException("the answer came from " + from + ", not from " + target);
    }
    return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.close();
    }
  }
}
