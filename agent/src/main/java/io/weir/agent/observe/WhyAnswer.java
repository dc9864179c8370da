package io.weir.agent.observe;

import java.util.List;
import java.util.Optional;

/**
 * The answer to a {@link WhyQuestion}.
 *
 * @param service {@code namespace/name[:portName]/protocol} of the frontend's owner
 * @param frontend kind and address; empty when nothing claims the address
 * @param steps the decisions in their order
 * @param candidates every endpoint of the port, with the reason where it is out
 * @param chosen what stays: one of these is picked, or the one affinity names
 * @param hint what a user could do; may be empty
 * @param ways how packets from outside reach the chosen backends; empty for clients of this node,
 *     whose sockets are translated
 */
public record WhyAnswer(
    Outcome outcome,
    Optional<String> service,
    Optional<String> frontend,
    List<Step> steps,
    List<BackendRow> candidates,
    List<String> chosen,
    String hint,
    List<Way> ways) {
  public WhyAnswer {
    ways = List.copyOf(ways);
    steps = List.copyOf(steps);
    candidates = List.copyOf(candidates);
    chosen = List.copyOf(chosen);
  }

  /** What happens to the connection. */
  public enum Outcome {
    /** It goes to one of the chosen backends. */
    TRANSLATED,
    /** No backend anywhere: connect fails at once. */
    REFUSED,
    /** Policy Local and nothing here: dropped. */
    NO_LOCAL,
    /** Outside loadBalancerSourceRanges: dropped. */
    SOURCE_DENIED,
    /** The client's pod or namespace does its own balancing. */
    OPTED_OUT,
    /** The address is no frontend: it is left alone. */
    NOT_A_SERVICE,
    /** From outside, a port of a ClusterIP that no Service has: refused. */
    UNUSED_PORT,
    /** From outside, an address of a ServiceCIDR that no Service has: dropped. */
    UNUSED_ADDRESS,
    /** The backend cannot be reached from here: dropped. */
    NO_WAY,
    /** From outside, and on a deny list: dropped. */
    DENIED,
    /** From outside, and {@code services.mode} is not full. */
    NOT_OURS;

    /** Whether the connection reaches something because of us, or is none of our business. */
    public boolean positive() {
      return this == TRANSLATED || this == OPTED_OUT;
    }
  }

  /**
   * One decision.
   *
   * @param rule what was asked, e.g. "internalTrafficPolicy"
   * @param outcome what it said, e.g. "Local: 2 of 5 are on this node"
   */
  public record Step(String rule, String outcome) {}

  /**
   * How a packet from outside reaches a backend.
   *
   * @param mode as {@link FlowRow.Translated#mode}
   * @param path as {@link WirePath#label()}
   * @param node that the backend runs on; empty where it is not known
   * @param seenAs the client's address as the backend sees it
   * @param answers the way that they take
   */
  public record Way(
      String backend, String mode, String path, String node, String seenAs, String answers) {}
}
