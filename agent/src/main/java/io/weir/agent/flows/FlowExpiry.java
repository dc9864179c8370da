package io.weir.agent.flows;

import io.weir.agent.compile.FlowFlags;
import io.weir.agent.compile.WireFlags;
import io.weir.agent.flows.FlowPair.Found;
import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowTimeouts;
import io.weir.bpf.abi.Translation;

/**
 * When a flow is forgotten if no packet comes: what timeout.h and translation_timeout.h say, for
 * people. Whether it is, the programs decide; a test holds the two against each other.
 */
public record FlowExpiry(FlowTimeouts timeouts) {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int SCTP = 132;
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final int FINISHED = FlowFlags.FLOW_FIN_ORIGINAL | FlowFlags.FLOW_FIN_REPLY;

  /** UDP_STREAM in timeout.h. */
  private static final long STREAM = 2_000_000_000L;

  /** In ns of CLOCK_MONOTONIC. */
  public long at(Tracked flow) {
    return switch (flow) {
      case Tracked.Connection c -> at(c.flow(), c.key().protocol(), c.opening());
      case Tracked.Translated t -> at(t);
    };
  }

  private long at(Flow flow, int protocol, boolean opening) {
    return flow.lastSeen() + timeout(flow, protocol, opening);
  }

  private long timeout(Flow flow, int protocol, boolean opening) {
    int flags = flow.flags();
    boolean answered = (flags & FlowFlags.FLOW_ANSWERED) != 0;
    return switch (protocol) {
      case TCP -> {
        if ((flags & FlowFlags.FLOW_RESET) != 0) {
          yield timeouts.tcpReset();
        }
        if ((flags & FINISHED) == FINISHED || (flags & FlowFlags.FLOW_CUT) != 0) {
          yield timeouts.tcpClosing();
        }
        yield answered && !opening ? timeouts.tcpEstablished() : timeouts.tcpOpening();
      }
      case UDP -> udp(answered, flow.lastSeen() - flow.created());
      case SCTP -> answered && !opening ? timeouts.sctpEstablished() : timeouts.sctpOpening();
      case ICMP, ICMPV6 -> timeouts.icmp();
      default -> timeouts.other();
    };
  }

  private long udp(boolean answered, long lasted) {
    return answered && lasted > STREAM ? timeouts.udpAnswered() : timeouts.udpOpening();
  }

  /** Either direction keeps both: what is silent may only be listening. */
  private long at(Tracked.Translated t) {
    int protocol = t.tuple().protocol();
    long way = at(t.way(), protocol);
    return t.back().map(back -> Math.max(way, at(back, protocol))).orElse(way);
  }

  private long at(Found<Translation> entry, int protocol) {
    return entry.value().lastSeen() + timeout(entry, protocol);
  }

  private long timeout(Found<Translation> entry, int protocol) {
    Translation value = entry.value();
    boolean oneWay = (value.flags() & WireFlags.TRANSLATION_ONE_WAY) != 0;
    boolean answered = oneWay ? value.packets() > 1 : !entry.opening();
    return switch (protocol) {
      case TCP -> {
        if ((value.flags() & WireFlags.TRANSLATION_RESET) != 0) {
          yield timeouts.tcpReset();
        }
        if ((value.flags() & WireFlags.TRANSLATION_FIN) != 0) {
          yield timeouts.tcpClosing();
        }
        yield answered ? timeouts.tcpEstablished() : timeouts.tcpOpening();
      }
      case UDP -> udp(answered, value.lastSeen() - value.created());
      default -> answered ? timeouts.sctpEstablished() : timeouts.sctpOpening();
    };
  }
}
