package io.weir.agent.flows;

import io.weir.agent.compile.NodeId;
import io.weir.agent.compile.WireFlags;
import io.weir.agent.observe.WirePath;
import io.weir.bpf.abi.Translation;
import java.util.Locale;

/** How packets of a translated flow reach their backend, by the entry of who began it. */
public enum WireMode {
  /** The client is a pod of this node, or the node. */
  INSIDE,
  /** A pod that is its own backend. */
  HAIRPIN,
  /** The backend is on this node, and answers leave from here. */
  LOCAL,
  SNAT,
  FORWARD,
  DSR_L2,
  DSR_GENEVE,
  DSR_IPIP;

  private static final WirePath[] PATHS = WirePath.values();

  public static WireMode of(Translation way) {
    boolean snat = (way.flags() & WireFlags.TRANSLATION_SNAT) != 0;
    if ((way.flags() & WireFlags.TRANSLATION_EXTERNAL) == 0) {
      return snat ? HAIRPIN : INSIDE;
    }
    if (snat) {
      return SNAT;
    }
    return switch (path(way)) {
      case FORWARD -> FORWARD;
      case L2 -> DSR_L2;
      case GENEVE -> DSR_GENEVE;
      case IPIP -> DSR_IPIP;
      default -> way.node() == NodeId.NONE ? LOCAL : FORWARD;
    };
  }

  private static WirePath path(Translation way) {
    return way.path() < PATHS.length ? PATHS[way.path()] : WirePath.STACK;
  }

  /** The client came in at another node, which gets the answers. */
  public boolean isServedForAnother(Translation way) {
    return this == FORWARD && path(way) != WirePath.FORWARD;
  }

  /** As annotations have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
