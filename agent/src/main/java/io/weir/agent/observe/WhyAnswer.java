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
 */
public record WhyAnswer(
    Outcome outcome,
    Optional<String> service,
    Optional<String> frontend,
    List<Step> steps,
    List<BackendRow> candidates,
    List<String> chosen,
    String hint) {
  public WhyAnswer {
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
    NOT_A_SERVICE;

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
}
