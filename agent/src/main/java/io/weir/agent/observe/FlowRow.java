package io.weir.agent.observe;

import io.weir.policy.model.Direction;
import io.weir.values.Family;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A flow that this node tracks. Texts are empty where nothing is known.
 *
 * @param client who began it
 * @param server where it was sent
 * @param answered what came back; nothing where answers take another way
 * @param policy of the flows that policy tracks at pods' interfaces
 * @param wire of those that are translated on the wire
 */
public record FlowRow(
    Table table,
    FlowState state,
    String protocol,
    Family family,
    End client,
    End server,
    Traffic sent,
    Traffic answered,
    Times times,
    Optional<Judged> policy,
    Optional<Translated> wire) {
  /** Who tracks it. */
  public enum Table {
    /** At pods' interfaces, by what policy has decided. */
    POLICY,
    /** Services on the wire. */
    WIRE;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param port for ICMP the id of the echo, on the side that asked
   * @param owner {@code pod namespace/name} of this node, or {@code node name}
   */
  public record End(String address, int port, String owner) {
    /** {@code address:port}. */
    public String text() {
      return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }
  }

  /**
   * @param expiresIn seconds until it is forgotten if no packet comes; below 0 the sweep is due
   */
  public record Times(long age, long idle, long expiresIn) {}

  /**
   * What policy has decided.
   *
   * @param at the pod at whose interface it is
   * @param direction of the first packet, as the pod sees it
   * @param because which rule, or why none
   */
  public record Judged(
      String at,
      String interfaceName,
      int ifindex,
      Direction direction,
      String because,
      List<String> flags) {
    public Judged {
      flags = List.copyOf(flags);
    }
  }

  /**
   * What becomes of its packets.
   *
   * @param service {@code namespace/name[:portName]/protocol}
   * @param clientAs the client as the backend sees it
   * @param mode snat, forward, dsr-l2, dsr-geneve or dsr-ipip; local where the backend is on this
   *     node and answers leave from here; inside where the client is of this node; hairpin where a
   *     pod is its own backend
   * @param path as {@link WirePath#label()}
   * @param answerPath empty where answers take another way
   * @param ingressNode where the client's packets come in
   */
  public record Translated(
      String service,
      End clientAs,
      End backend,
      String mode,
      String path,
      String answerPath,
      String ingressNode,
      String backendNode,
      int ifindex,
      int answerIfindex,
      List<String> flags) {
    public Translated {
      flags = List.copyOf(flags);
    }
  }
}
