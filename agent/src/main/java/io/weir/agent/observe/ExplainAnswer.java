package io.weir.agent.observe;

import io.weir.agent.observe.ExplainQuestion.Transport;
import io.weir.policy.model.Direction;
import io.weir.values.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer to an {@link ExplainQuestion}. An agent judges the ends on its own node and names the
 * node of the other; {@link #merge} makes one answer of several agents'.
 *
 * @param verdict DENIED where a flow is denied, else UNKNOWN where one is unknown, else ALLOWED
 * @param flows one for each family; none where there is a problem
 * @param problem why there are no flows: an unknown pod, families that do not meet
 */
public record ExplainAnswer(Verdict verdict, List<Flow> flows, String problem) {
  public ExplainAnswer {
    flows = List.copyOf(flows);
  }

  public static ExplainAnswer of(List<Flow> flows) {
    return new ExplainAnswer(Verdict.all(flows.stream().map(Flow::verdict).toList()), flows, "");
  }

  public static ExplainAnswer problem(String problem) {
    return new ExplainAnswer(Verdict.UNKNOWN, List.of(), problem);
  }

  /** Every end as the agent of its node judged it; both answers are to the same question. */
  public ExplainAnswer merge(ExplainAnswer other) {
    if (flows.isEmpty() || other.flows.isEmpty()) {
      return flows.isEmpty() ? other : this;
    }
    List<Flow> merged = new ArrayList<>();
    for (Flow flow : flows) {
      merged.add(
          other.flows.stream()
              .filter(f -> f.family() == flow.family())
              .findFirst()
              .map(flow::merge)
              .orElse(flow));
    }
    return of(merged);
  }

  /** What becomes of a flow, or what one end says to it. */
  public enum Verdict {
    ALLOWED,
    DENIED,
    /** An end is on a node whose agent was not asked, or could not be judged. */
    UNKNOWN;

    static Verdict all(List<Verdict> verdicts) {
      return verdicts.contains(DENIED)
          ? DENIED
          : verdicts.contains(UNKNOWN) || verdicts.isEmpty() ? UNKNOWN : ALLOWED;
    }
  }

  /**
   * The flow in one family.
   *
   * @param ends egress at the source, then ingress at the destination
   */
  public record Flow(
      Family family,
      Transport protocol,
      String source,
      String destination,
      int port,
      Verdict verdict,
      List<End> ends) {
    public Flow {
      ends = List.copyOf(ends);
    }

    /** Denied where an end denies it, unknown where one is unknown, else allowed. */
    public static Flow of(
        Family family,
        Transport protocol,
        String source,
        String destination,
        int port,
        List<End> ends) {
      Verdict all = Verdict.all(ends.stream().map(End::verdict).toList());
      return new Flow(family, protocol, source, destination, port, all, ends);
    }

    private Flow merge(Flow other) {
      List<End> known = new ArrayList<>();
      for (End end : ends) {
        known.add(
            end.verdict() != Verdict.UNKNOWN
                ? end
                : other.ends.stream()
                    .filter(e -> e.direction() == end.direction())
                    .filter(e -> e.verdict() != Verdict.UNKNOWN)
                    .findFirst()
                    .orElse(end));
      }
      return of(family, protocol, source, destination, port, known);
    }
  }

  /**
   * One end.
   *
   * @param owner who has the address: {@code pod shop/web}, {@code node worker-1}, {@code outside}
   * @param node it is on; empty outside
   * @param endpoint where it was judged; empty where no endpoint is, or not on the agent's node
   * @param peer what the other address is to it
   * @param because the verdict in a sentence
   * @param dropReason as in docs/drop-reasons.md; empty where the packet passes
   * @param rule that decided; empty where none did
   * @param isolating where it was denied by default: the policies that isolate
   * @param nearest where it was denied by default: the rule that missed by the least
   * @param audit with audited policies enforced; empty where that changes nothing
   * @param warnings the program and the model contradict each other, or it could not be run
   */
  public record End(
      Direction direction,
      String owner,
      String node,
      Optional<Endpoint> endpoint,
      Peer peer,
      Verdict verdict,
      String because,
      String dropReason,
      Optional<RuleText> rule,
      List<String> isolating,
      Optional<Miss> nearest,
      Optional<Audit> audit,
      List<String> warnings) {
    public End {
      isolating = List.copyOf(isolating);
      warnings = List.copyOf(warnings);
    }
  }

  /** The pod's interface on the host's side. */
  public record Endpoint(int ifindex, String interfaceName, EndpointRow.State state) {}

  /**
   * What an address is to the dataplane of the node that judges.
   *
   * @param owner as in {@link End#owner}; {@code unknown pod} for an address of a pod range
   * @param podPart which selectors match it, in hexadecimal; 0 = none
   * @param namespacePart which namespace it is of; 0 = none
   * @param prefixPart which blocks it is in; 0 = none
   */
  public record Peer(
      String address, String owner, String podPart, String namespacePart, String prefixPart) {}

  /**
   * A rule that nearly allowed it.
   *
   * @param missed what does not match: "port" or "peer"
   */
  public record Miss(RuleText rule, String missed) {}

  /**
   * What audited policies would change.
   *
   * @param because in a sentence
   */
  public record Audit(Verdict verdict, String because, Optional<RuleText> rule) {}
}
