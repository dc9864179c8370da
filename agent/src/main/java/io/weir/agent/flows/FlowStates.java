package io.weir.agent.flows;

import io.weir.agent.compile.FlowFlags;
import io.weir.agent.compile.WireFlags;
import io.weir.agent.flows.FlowPair.Found;
import io.weir.agent.observe.FlowState;
import io.weir.bpf.abi.Translation;

/** How far flows have come, by what the maps say. */
public final class FlowStates {
  private static final int FINISHED = FlowFlags.FLOW_FIN_ORIGINAL | FlowFlags.FLOW_FIN_REPLY;

  private FlowStates() {}

  public static FlowState of(Tracked flow) {
    return switch (flow) {
      case Tracked.Connection c -> of(c.flow().flags(), c.opening());
      case Tracked.Translated t -> of(t);
    };
  }

  private static FlowState of(int flags, boolean opening) {
    if ((flags & FlowFlags.FLOW_CUT) != 0) {
      return FlowState.CUT;
    }
    if ((flags & FlowFlags.FLOW_RESET) != 0) {
      return FlowState.RESET;
    }
    if ((flags & FINISHED) != 0) {
      return (flags & FINISHED) == FINISHED ? FlowState.CLOSED : FlowState.CLOSING;
    }
    boolean answered = (flags & FlowFlags.FLOW_ANSWERED) != 0;
    return opening ? (answered ? FlowState.ANSWERED : FlowState.OPENING) : FlowState.ESTABLISHED;
  }

  private static FlowState of(Tracked.Translated t) {
    int way = t.way().value().flags();
    int back = t.back().map(Found::value).map(Translation::flags).orElse(0);
    if (((way | back) & WireFlags.TRANSLATION_RESET) != 0) {
      return FlowState.RESET;
    }
    if (((way | back) & WireFlags.TRANSLATION_FIN) != 0) {
      return (way & back & WireFlags.TRANSLATION_FIN) != 0 ? FlowState.CLOSED : FlowState.CLOSING;
    }
    if ((way & WireFlags.TRANSLATION_ONE_WAY) != 0) {
      return t.way().value().packets() > 1 ? FlowState.ESTABLISHED : FlowState.OPENING;
    }
    if (!t.way().opening()) {
      return FlowState.ESTABLISHED;
    }
    return (way & WireFlags.TRANSLATION_ANSWERED) != 0 ? FlowState.ANSWERED : FlowState.OPENING;
  }
}
