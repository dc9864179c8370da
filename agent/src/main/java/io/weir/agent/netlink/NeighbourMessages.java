package io.weir.agent.netlink;

import io.weir.agent.model.MacAddress;
import io.weir.values.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The messages about neighbours (linux/neighbour.h). Pure. */
final class NeighbourMessages {
  /** Bit of the multicast group that tells of neighbours. */
  static final int GROUPS = 4; // RTMGRP_NEIGH

  static final int RTM_NEWNEIGH = 28;
  private static final int RTM_GETNEIGH = 30;
  private static final int NDMSG = 12;
  private static final int NDA_DST = 1;
  private static final int NDA_LLADDR = 2;

  /** NUD_INCOMPLETE and NUD_FAILED: the MAC is not known, or not any more. */
  private static final int UNRESOLVED = 0x01 | 0x20;

  private NeighbourMessages() {}

  /** A neighbour of an interface. */
  record Entry(int ifindex, IpAddress address, MacAddress mac) {}

  /** A request for all neighbours of both families. */
  static ByteBuffer dump(int sequence) {
    ByteBuffer request = Messages.request(RTM_GETNEIGH, Messages.DUMP, sequence, 32);
    request.putInt(0).putInt(0).putInt(0); // struct ndmsg: any family, any interface
    return Messages.finish(request);
  }

  /** The body of an RTM_NEWNEIGH; empty where it is damaged, of a bridge, or without a MAC. */
  static Optional<Entry> neighbour(ByteBuffer body) {
    if (body.remaining() < NDMSG || (body.getShort(8) & UNRESOLVED) != 0) {
      return Optional.empty();
    }
    int family = body.get(0);
    int ifindex = body.getInt(4);
    var found =
        new Object() {
          Optional<IpAddress> address = Optional.empty();
          Optional<MacAddress> mac = Optional.empty();
        };
    Messages.attributes(
        body,
        NDMSG,
        (type, value) -> {
          if (type == NDA_DST) {
            found.address = AddressMessages.ip(family, value);
          } else if (type == NDA_LLADDR && value.remaining() == 6) {
            ByteBuffer bytes = value.order(ByteOrder.BIG_ENDIAN);
            found.mac =
                Optional.of(
                    new MacAddress(
                        (long) (bytes.getShort(0) & 0xffff) << 32
                            | bytes.getInt(2) & 0xffff_ffffL));
          }
        });
    return found.address.flatMap(a -> found.mac.map(m -> new Entry(ifindex, a, m)));
  }
}
