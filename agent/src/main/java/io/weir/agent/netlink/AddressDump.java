package io.weir.agent.netlink;

import io.weir.bpf.sys.NetlinkSocket;
import io.weir.values.IpAddress;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** One reading of all addresses of the calling thread's network namespace. */
final class AddressDump implements AddressMessages.Visitor {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int ATTEMPTS = 5;

  private final Set<IpAddress> reachable = new TreeSet<>();
  private boolean complete;
  private boolean torn;
  private int errno;

  private AddressDump() {}

  /**
   * The addresses somebody elsewhere can reach this node at.
   *
   * @throws IllegalStateException where the kernel does not answer, or addresses change so fast
   *     that no attempt gives one state
   */
  static Set<IpAddress> read() {
    try (NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.ROUTE, 0)) {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        AddressDump dump = new AddressDump();
        socket.send(AddressMessages.dump(attempt));
        while (!dump.complete) {
          dump.receive(socket);
        }
        if (!dump.torn) {
          return dump.reachable;
        }
      }
    }
    throw new IllegalStateException(
        "cannot read the addresses of this node: they changed during each of "
            + ATTEMPTS
            + " attempts");
  }

  private void receive(NetlinkSocket socket) {
    switch (socket.receive(PATIENCE)) {
      case NetlinkSocket.Received.Data data -> AddressMessages.read(data.messages(), this);
      case NetlinkSocket.Received.Overrun overrun -> {
        torn = true;
        complete = true;
      }
      case NetlinkSocket.Received.Nothing nothing ->
          throw new IllegalStateException(
              "cannot read the addresses of this node: no answer from rtnetlink within "
                  + PATIENCE.toSeconds()
                  + " s");
    }
    if (errno != 0) {
      throw new IllegalStateException(
          "cannot read the addresses of this node: rtnetlink refused the dump, errno=" + errno);
    }
  }

  @Override
  public void present(LocalAddress address) {
    if (address.reachable()) {
      reachable.add(address.address());
    }
  }

  @Override
  public void gone() {}

  @Override
  public void done(int error) {
    complete = true;
    errno = error;
  }

  @Override
  public void interrupted() {
    torn = true;
  }
}
