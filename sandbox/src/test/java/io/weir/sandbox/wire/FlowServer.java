package io.weir.sandbox.wire;

import io.weir.bpf.sys.NetworkNamespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A server in a pod whose ends of connections are in the hands of the test. A connection's first
 * eight bytes name it. Datagrams are answered, each by itself and by one of another size.
 */
final class FlowServer implements AutoCloseable {
  static final int NAME = Long.BYTES;

  /** Larger than any datagram. */
  static final int LARGEST = 1 << 16;

  private static final int BACKLOG = 64;
  private static final long PATIENCE_SECONDS = 5;

  private final NetworkNamespace namespace;
  private final ServerSocket connections;
  private final DatagramSocket datagrams;
  private final Map<Long, CompletableFuture<Socket>> accepted = new ConcurrentHashMap<>();

  /** By name, who sent: more than one where a flow changed its address or port on the way. */
  private final Map<Long, Map<SocketAddress, Boolean>> senders = new ConcurrentHashMap<>();

  FlowServer(NetworkNamespace namespace, int port) {
    this.namespace = namespace;
    connections =
        namespace.call(() -> new ServerSocket(port, BACKLOG, InetAddress.ofLiteral("::")));
    datagrams =
        namespace.call(
            () -> new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("::"), port)));
    Thread.ofPlatform().daemon().start(this::accept);
    Thread.ofPlatform().daemon().start(this::answer);
  }

  private void accept() {
    while (!connections.isClosed()) {
      try {
        Socket socket = connections.accept();
        Thread.ofVirtual().start(() -> register(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void register(Socket socket) {
    try {
      byte[] name = socket.getInputStream().readNBytes(NAME);
      if (name.length == NAME) {
        accepted(ByteBuffer.wrap(name).getLong()).complete(socket);
      }
    } catch (IOException e) {
      // The client gave up: who waits for it is told that it did not come.
    }
  }

  private CompletableFuture<Socket> accepted(long name) {
    return accepted.computeIfAbsent(name, _ -> new CompletableFuture<>());
  }

  /** The server's end of a connection. */
  Socket end(long name) throws IOException {
    try {
      return accepted(name).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IOException("the connection did not reach the server", e);
    }
  }

  private void answer() {
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    while (!datagrams.isClosed()) {
      try {
        packet.setLength(LARGEST);
        datagrams.receive(packet);
        long name = ByteBuffer.wrap(packet.getData()).getLong();
        senders
            .computeIfAbsent(name, _ -> new ConcurrentHashMap<>())
            .put(packet.getSocketAddress(), true);
        datagrams.send(packet);
        packet.setLength(1 + packet.getLength() / 2);
        datagrams.send(packet);
      } catch (IOException e) {
        // Closed, or an ICMP error about an earlier answer.
      }
    }
  }

  int senders(long name) {
    return senders.getOrDefault(name, Map.of()).size();
  }

  @Override
  public void close() throws IOException {
    connections.close();
    datagrams.close();
    namespace.close();
  }
}
