package io.weir.agent.answer;

import io.weir.agent.loop.EndpointState;
import io.weir.agent.observe.DropReason;
import io.weir.agent.observe.ExplainAnswer.End;
import io.weir.agent.observe.ExplainAnswer.Endpoint;
import io.weir.agent.observe.ExplainAnswer.Peer;
import io.weir.agent.observe.ExplainAnswer.Verdict;
import io.weir.bpf.abi.Explanation;
import io.weir.policy.compile.AddressParts;
import io.weir.policy.compile.PrefixPart;
import io.weir.policy.compile.RuleSet;
import io.weir.policy.model.Direction;
import io.weir.policy.model.PodFacts;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges one end of a flow, where it is on our node. */
final class EndJudge {
  private final PolicyModel model;
  private final Dataplane dataplane;
  private final Map<ObjectName, EndpointState> endpoints = new HashMap<>();

  EndJudge(PolicyModel model, Dataplane dataplane) {
    this.model = model;
    this.dataplane = dataplane;
    model.endpoints().forEach(e -> e.pod().ifPresent(pod -> endpoints.put(pod, e)));
  }

  /**
   * @param own whose end it is
   * @param other who is at the other end
   */
  End end(Direction direction, Party own, Party other, PacketFlow flow) {
    Place place = new Place(direction, own, peer(flow.remote(direction), other));
    if (own.pod().isEmpty()) {
      return place.settled(
          Verdict.ALLOWED,
          own.isHost()
              ? "policies are about pods with a network of their own, not about nodes"
              : "outside the cluster: no policy is judged there");
    }
    PodFacts pod = own.pod().get();
    if (!pod.node().equals(model.node())) {
      return place.settled(
          Verdict.UNKNOWN,
          pod.node().isEmpty() ? "it is on no node yet" : "the agent of " + pod.node() + " knows");
    }
    if (flow.source().equals(flow.destination())) {
      return place.settled(Verdict.ALLOWED, "what a pod sends to itself does not leave it");
    }
    return Optional.ofNullable(endpoints.get(pod.name()))
        .map(endpoint -> judged(place, endpoint, flow))
        .orElseGet(() ->
            place.settled(
                Verdict.UNKNOWN, "its interface has not been found: nothing is enforced at it"));
  }

  /** What an end is, before it is judged. */
  private record Place(Direction direction, Party own, Peer peer) {
    /** Without any rule. */
    End settled(Verdict verdict, String because) {
      return new End(
          direction,
          own.owner(),
          own.node(),
          Optional.empty(),
          peer,
          verdict,
          because,
          "",
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          List.of());
    }
  }

  private End judged(Place place, EndpointState endpoint, PacketFlow flow) {
    Direction direction = place.direction();
    Optional<Explanation> program = dataplane.explain(probe(direction, endpoint, flow));
    int set = SetsInUse.enforced(endpoint.inForce(), direction);
    int auditSet = SetsInUse.audited(endpoint.inForce(), direction);
    Judgement enforced = Judgement.enforced(model.tables(), set, direction, flow, program);
    Judgement told = Judgement.audited(model.tables(), auditSet, direction, flow, program);
    JudgementText text = new JudgementText(model.policies(), direction);
    return new End(
        direction,
        place.own().owner(),
        place.own().node(),
        Optional.of(
            new Endpoint(
                endpoint.link().ifindex(),
                endpoint.link().name(),
                EndpointAnswers.state(endpoint))),
        place.peer(),
        JudgementText.verdict(enforced),
        text.because(enforced),
        dropReason(enforced),
        text.rule(enforced),
        JudgementText.isolating(enforced),
        text.nearest(enforced, model.tables(), flow),
        text.audit(enforced, told),
        warnings(endpoint, enforced, program, text));
  }

  private static Dataplane.Probe probe(
      Direction direction, EndpointState endpoint, PacketFlow flow) {
    return new Dataplane.Probe(
        direction, endpoint.link().ifindex(), endpoint.link().mac().bits(), flow);
  }

  /** The program's; the model's in the same words where none was run. */
  private static String dropReason(Judgement judgement) {
    if (judgement.program().isPresent()) {
      return judgement.reason() == DropReason.NONE ? "" : judgement.reason().label();
    }
    return judgement
        .model()
        .filter(d -> !d.allowed())
        .map(d ->
            switch (d.cause()) {
              case ISOLATED -> DropReason.ISOLATED.label();
              case CLOSED -> DropReason.ENDPOINT_CLOSED.label();
              default -> DropReason.DENY_RULE.label();
            })
        .orElse("");
  }

  private static List<String> warnings(
      EndpointState endpoint,
      Judgement enforced,
      Optional<Explanation> program,
      JudgementText text) {
    List<String> warnings = new ArrayList<>();
    if (program.isEmpty()) {
      warnings.add("no program is loaded here: this is what the agent's model says");
    }
    if (!endpoint.upToDate()) {
      warnings.add("the pod's newest policies are not in force at its interface yet");
    }
    program
        .filter(e -> e.set() != enforced.set())
        .ifPresent(e ->
            warnings.add(
                "the kernel has set "
                    + RuleSet.idText(e.set())
                    + " in force, the agent believes "
                    + RuleSet.idText(enforced.set())));
    if (!enforced.droppedBeforeRules() && enforced.contradicts()) {
      warnings.add(text.contradiction(enforced));
    }
    return warnings;
  }

  private Peer peer(IpAddress address, Party owner) {
    Optional<AddressParts> parts = model.tables().address(address);
    PrefixPart prefix = model.tables().prefix(address);
    boolean unknown = owner.owner().equals("outside") && prefix.podRange();
    return new Peer(
        address.toString(),
        unknown ? "unknown pod" : owner.node().isEmpty() ? owner.owner() : named(owner),
        Integer.toHexString(parts.map(AddressParts::podPart).orElse(0)),
        Integer.toHexString(parts.map(AddressParts::namespacePart).orElse(0)),
        Integer.toHexString(prefix.part()));
  }

  private static String named(Party owner) {
    return owner.owner().equals("node " + owner.node())
        ? owner.owner()
        : owner.owner() + " on " + owner.node();
  }
}
