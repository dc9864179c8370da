package io.weir.agent.netlink;

import io.weir.values.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The messages about addresses (linux/rtnetlink.h, linux/if_addr.h). Pure. */
final class AddressMessages {
  /** Bits of the multicast groups that tell of address changes. */
  static final int GROUPS = 0x10 | 0x100; // RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR

  static final int RTM_NEWADDR = 20;
  private static final int RTM_GETADDR = 22;
  private static final int IFADDRMSG = 8;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_FLAGS = 8;
  private static final int IFA_TARGET_NETNSID = 10;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private AddressMessages() {}

  /** A request for all addresses of both families. */
  static ByteBuffer dump(int sequence) {
    return Messages.finish(request(sequence, 0));
  }

  /** A request for the addresses of one interface of another namespace. */
  static ByteBuffer dump(int sequence, int namespace, int interfaceIndex) {
    ByteBuffer request = request(sequence, interfaceIndex);
    Messages.put(request, IFA_TARGET_NETNSID, namespace);
    return Messages.finish(request);
  }

  private static ByteBuffer request(int sequence, int interfaceIndex) {
    return Messages.request(RTM_GETADDR, Messages.DUMP, sequence, 32)
        .putInt(0) // family 0 = all of them
        .putInt(interfaceIndex);
  }

  /** The body of an RTM_NEWADDR; empty where it is of another family, or damaged. */
  static Optional<LocalAddress> address(ByteBuffer body) {
    if (body.remaining() < IFADDRMSG) {
      return Optional.empty();
    }
    Parse parse = new Parse(body.get(0), Byte.toUnsignedInt(body.get(2)));
    Messages.attributes(body, IFADDRMSG, parse);
    int prefix = Byte.toUnsignedInt(body.get(1));
    int scope = Byte.toUnsignedInt(body.get(3));
    int index = body.getInt(4);
    return parse.found.map(ip -> new LocalAddress(ip, prefix, index, scope, parse.flags));
  }

  private static final class Parse implements Messages.Attribute {
    private final int family;
    private int flags;
    private Optional<IpAddress> found = Optional.empty();

    private Parse(int family, int flags) {
      this.family = family;
      this.flags = flags;
    }

    @Override
    public void accept(int type, ByteBuffer value) {
      // On a point-to-point link IFA_ADDRESS is the peer and IFA_LOCAL is ours.
      if (type == IFA_LOCAL || type == IFA_ADDRESS && found.isEmpty()) {
        found = ip(family, value);
      } else if (type == IFA_FLAGS && value.remaining() == Integer.BYTES) {
        flags = value.getInt(0);
      }
    }
  }

  /** An address as attributes carry it; empty where it is of neither family, or cut. */
  static Optional<IpAddress> ip(int family, ByteBuffer networkOrder) {
    ByteBuffer value = networkOrder.order(ByteOrder.BIG_ENDIAN);
    if (family == AF_INET && value.remaining() == 4) {
      return Optional.of(IpAddress.ofIpv4(value.getInt(0)));
    }
    if (family == AF_INET6 && value.remaining() == 16) {
      return Optional.of(new IpAddress(value.getLong(0), value.getLong(8)));
    }
    return Optional.empty();
  }
}
