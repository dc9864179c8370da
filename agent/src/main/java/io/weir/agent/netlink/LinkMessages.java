package io.weir.agent.netlink;

import io.weir.agent.model.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/** The messages about interfaces (linux/rtnetlink.h, linux/if_link.h). Pure. */
final class LinkMessages {
  /** Bit of the multicast group that tells of interfaces. */
  static final int GROUPS = 1; // RTMGRP_LINK

  static final int RTM_NEWLINK = 16;
  static final int RTM_DELLINK = 17;
  private static final int RTM_GETLINK = 18;
  private static final int IFINFOMSG = 16;
  private static final int IFLA_ADDRESS = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_LINK = 5;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_INFO_KIND = 1;
  private static final int IFLA_EXT_MASK = 29;
  private static final int IFLA_LINK_NETNSID = 37;
  private static final int IFLA_TARGET_NETNSID = 46;
  private static final int SKIP_STATS = 1 << 3; // RTEXT_FILTER_SKIP_STATS
  private static final int MAC = 6;

  private LinkMessages() {}

  /** A request for all interfaces. */
  static ByteBuffer dump(int sequence) {
    return Messages.finish(request(Messages.DUMP, sequence, 0));
  }

  /** A request for one interface. */
  static ByteBuffer get(int sequence, int index) {
    return Messages.finish(request(0, sequence, index));
  }

  /** A request for one interface of another namespace. */
  static ByteBuffer get(int sequence, int namespace, int index) {
    ByteBuffer request = request(0, sequence, index);
    Messages.put(request, IFLA_TARGET_NETNSID, namespace);
    return Messages.finish(request);
  }

  private static ByteBuffer request(int flags, int sequence, int index) {
    ByteBuffer request = Messages.request(RTM_GETLINK, flags, sequence, 40);
    request.putInt(0).putInt(index).putLong(0); // struct ifinfomsg: any family, no flags
    Messages.put(request, IFLA_EXT_MASK, SKIP_STATS);
    return request;
  }

  /**
   * The body of an RTM_NEWLINK or RTM_DELLINK. Empty where it is damaged, or of a family: such
   * messages tell of the interface's part in a bridge, which may end while the interface stays.
   */
  static Optional<Link> link(ByteBuffer body) {
    if (body.remaining() < IFINFOMSG || body.get(0) != 0) {
      return Optional.empty();
    }
    Parse parse = new Parse();
    Messages.attributes(body, IFINFOMSG, parse);
    return Optional.of(
        new Link(
            body.getInt(4), parse.name, parse.kind, parse.peer, parse.peerNamespace, parse.mac));
  }

  private static final class Parse implements Messages.Attribute {
    private String name = "";
    private String kind = "";
    private int peer;
    private OptionalInt peerNamespace = OptionalInt.empty();
    private Optional<MacAddress> mac = Optional.empty();

    @Override
    public void accept(int type, ByteBuffer value) {
      switch (type) {
        case IFLA_IFNAME -> name = text(value);
        case IFLA_LINKINFO ->
            Messages.attributes(
                value,
                0,
                (nested, inner) -> {
                  if (nested == IFLA_INFO_KIND) {
                    kind = text(inner);
                  }
                });
        case IFLA_LINK -> peer = number(value).orElse(0);
        case IFLA_LINK_NETNSID -> peerNamespace = number(value);
        case IFLA_ADDRESS -> mac = mac(value);
        default -> {}
      }
    }
  }

  private static OptionalInt number(ByteBuffer value) {
    return value.remaining() == Integer.BYTES
        ? OptionalInt.of(value.getInt(0))
        : OptionalInt.empty();
  }

  private static Optional<MacAddress> mac(ByteBuffer value) {
    if (value.remaining() != MAC) {
      return Optional.empty();
    }
    ByteBuffer bytes = value.order(ByteOrder.BIG_ENDIAN);
    long high = Short.toUnsignedLong(bytes.getShort(0));
    return Optional.of(new MacAddress(high << 32 | Integer.toUnsignedLong(bytes.getInt(2))));
  }

  /** A string with its zero at the end. */
  private static String text(ByteBuffer value) {
    byte[] bytes = new byte[Math.max(0, value.remaining() - 1)];
    value.get(0, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
