package io.weir.bpf.sockets;

import io.weir.bpf.abi.Address;
import io.weir.bpf.libbpf.Errno;
import io.weir.bpf.sys.NetlinkSocket;
import io.weir.bpf.sys.NetlinkSocket.Received;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;

/** Destroys sockets by message: sock_diag(7), linux/sock_diag.h and linux/inet_diag.h. */
final class SockDiag {
  private static final short SOCK_DESTROY = 21;
  private static final short REQUEST_ACKNOWLEDGED = 1 | 4;
  private static final int HEADER = 16; // struct nlmsghdr
  private static final int REQUEST = 56; // struct inet_diag_req_v2
  private static final byte UDP = 17;
  private static final int AF_INET = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private SockDiag() {}

  /** Destroys those that are still there, in the network namespace of the calling thread. */
  static void destroy(List<UdpSocket> sockets) {
    try (NetlinkSocket netlink = NetlinkSocket.open(NetlinkSocket.SOCK_DIAG, 0)) {
      for (UdpSocket socket : sockets) {
        netlink.send(request(socket));
        if (!(netlink.receive(PATIENCE) instanceof Received.Data(ByteBuffer answer, _))) {
          throw new IllegalStateException("sock_diag did not answer, patience=" + PATIENCE);
        }
        int errno = -answer.getInt(HEADER);
        if (errno != 0 && errno != Errno.ENOENT) {
          throw Errno.failure(errno, "destroy %s (CONFIG_INET_DIAG_DESTROY)".formatted(socket));
        }
      }
    }
  }

  static ByteBuffer request(UdpSocket socket) {
    ByteBuffer message = ByteBuffer.allocate(HEADER + REQUEST).order(ByteOrder.nativeOrder());
    message.putInt(HEADER + REQUEST).putShort(SOCK_DESTROY).putShort(REQUEST_ACKNOWLEDGED);
    message.putInt(0).putInt(0); // sequence and port
    message.put((byte) socket.family()).put(UDP).putShort((short) 0).putInt(-1); // any state
    message.order(ByteOrder.BIG_ENDIAN);
    message.putShort((short) socket.localPort()).putShort((short) socket.remotePort());
    put(message, socket.family(), socket.local());
    put(message, socket.family(), socket.remote());
    message.order(ByteOrder.nativeOrder());
    message.putInt(socket.boundTo());
    message.putInt((int) socket.cookie()).putInt((int) (socket.cookie() >>> 32));
    return message.flip();
  }

  private static void put(ByteBuffer message, int family, Address address) {
    if (family == AF_INET) {
      message.putInt((int) address.low()).putInt(0).putLong(0);
    } else {
      message.putLong(address.high()).putLong(address.low());
    }
  }
}
