package io.weir.agent.netlink;

import io.weir.values.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The rtnetlink messages about addresses (linux/netlink.h, linux/rtnetlink.h, linux/if_addr.h).
 * Pure: bytes in native order in and out.
 */
final class AddressMessages {
  /** Bits of the multicast groups that tell of address changes. */
  static final int GROUPS = 0x10 | 0x100; // RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR

  private static final int HEADER = 16; // struct nlmsghdr
  private static final int IFADDRMSG = 8;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  private static final int RTM_NEWADDR = 20;
  private static final int RTM_DELADDR = 21;
  private static final int RTM_GETADDR = 22;
  private static final int NLM_F_REQUEST = 1;
  private static final int NLM_F_DUMP = 0x300;
  private static final int NLM_F_DUMP_INTR = 0x10;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_FLAGS = 8;
  private static final int IFA_F_DADFAILED = 0x08;
  private static final int IFA_F_TENTATIVE = 0x40;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private AddressMessages() {}

  /** What the messages of a datagram are given to. */
  interface Visitor {
    /** An address exists: part of a dump, or news. */
    void present(LocalAddress address);

    void gone();

    /** The dump is complete, unless {@code errno} is not 0. */
    void done(int errno);

    /** Addresses changed during the dump: what it gave is not one state. */
    void interrupted();
  }

  /** A request for all addresses of both families. */
  static ByteBuffer dump(int sequence) {
    ByteBuffer request = ByteBuffer.allocate(HEADER + IFADDRMSG).order(ByteOrder.nativeOrder());
    request.putInt(request.capacity());
    request.putShort((short) RTM_GETADDR);
    request.putShort((short) (NLM_F_REQUEST | NLM_F_DUMP));
    request.putInt(sequence);
    request.putInt(0); // the kernel fills in our port
    request.putLong(0); // family 0 = all of them
    return request.flip();
  }

  /** Reads one datagram; stops at a message whose length cannot be. */
  static void read(ByteBuffer datagram, Visitor visitor) {
    ByteBuffer bytes = datagram.duplicate().order(ByteOrder.nativeOrder());
    while (bytes.remaining() >= HEADER) {
      int start = bytes.position();
      int length = bytes.getInt(start);
      if (length < HEADER || length > bytes.remaining()) {
        return;
      }
      int flags = Short.toUnsignedInt(bytes.getShort(start + 6));
      if ((flags & NLM_F_DUMP_INTR) != 0) {
        visitor.interrupted();
      }
      int type = Short.toUnsignedInt(bytes.getShort(start + 4));
      message(type, bytes.slice(start + HEADER, length - HEADER), visitor);
      bytes.position(Math.min(start + aligned(length), bytes.limit()));
    }
  }

  private static void message(int type, ByteBuffer payload, Visitor visitor) {
    ByteBuffer body = payload.order(ByteOrder.nativeOrder());
    switch (type) {
      case RTM_NEWADDR -> address(body).ifPresent(visitor::present);
      case RTM_DELADDR -> visitor.gone();
      case NLMSG_DONE, NLMSG_ERROR -> visitor.done(body.remaining() < 4 ? 0 : -body.getInt(0));
      default -> {}
    }
  }

  private static Optional<LocalAddress> address(ByteBuffer body) {
    if (body.remaining() < IFADDRMSG) {
      return Optional.empty();
    }
    int family = body.get(0);
    int flags = body.get(2);
    Optional<IpAddress> found = Optional.empty();
    int next = IFADDRMSG;
    while (body.limit() - next >= 4) {
      int length = Short.toUnsignedInt(body.getShort(next));
      if (length < 4 || length > body.limit() - next) {
        break;
      }
      int type = Short.toUnsignedInt(body.getShort(next + 2));
      ByteBuffer value = body.slice(next + 4, length - 4);
      // On a point-to-point link IFA_ADDRESS is the peer and IFA_LOCAL is ours.
      if (type == IFA_LOCAL || type == IFA_ADDRESS && found.isEmpty()) {
        found = ip(family, value);
      } else if (type == IFA_FLAGS && value.remaining() == 4) {
        flags = value.order(ByteOrder.nativeOrder()).getInt(0);
      }
      next += aligned(length);
    }
    int prefix = Byte.toUnsignedInt(body.get(1));
    int scope = Byte.toUnsignedInt(body.get(3));
    int index = body.getInt(4);
    boolean usable = (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) == 0;
    return found.map(ip -> new LocalAddress(ip, prefix, index, scope, usable));
  }

  private static Optional<IpAddress> ip(int family, ByteBuffer networkOrder) {
    ByteBuffer value = networkOrder.order(ByteOrder.BIG_ENDIAN);
    if (family == AF_INET && value.remaining() == 4) {
      return Optional.of(IpAddress.ofIpv4(value.getInt(0)));
    }
    if (family == AF_INET6 && value.remaining() == 16) {
      return Optional.of(new IpAddress(value.getLong(0), value.getLong(8)));
    }
    return Optional.empty();
  }

  private static int aligned(int length) {
    return length + 3 & ~3;
  }
}
