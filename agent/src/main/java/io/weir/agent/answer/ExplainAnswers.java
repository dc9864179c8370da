package io.weir.agent.answer;

import io.weir.agent.observe.ExplainAnswer;
import io.weir.agent.observe.ExplainAnswer.End;
import io.weir.agent.observe.ExplainAnswer.Flow;
import io.weir.agent.observe.ExplainQuestion;
import io.weir.agent.observe.ExplainQuestion.Transport;
import io.weir.policy.model.Direction;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import io.weir.values.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers of {@code weir explain}: who is at each end, and what each end says. */
final class ExplainAnswers {
  private final PolicyModel model;
  private final Parties parties;
  private final EndJudge judge;

  ExplainAnswers(PolicyModel model, Dataplane dataplane) {
    this.model = model;
    this.parties = new Parties(model);
    this.judge = new EndJudge(model, dataplane);
  }

  ExplainAnswer answer(ExplainQuestion question) {
    Optional<Party> to = parties.named(question.to());
    if (to.isEmpty()) {
      return ExplainAnswer.problem("no pod is called " + question.to());
    }
    Optional<ExplainAnswer> service = service(question, to.get());
    if (service.isPresent()) {
      return service.get();
    }
    Optional<Party> from =
        question.from().equals(ExplainQuestion.HOST)
            ? Optional.of(parties.node(to.get().node())).filter(n -> !n.node().isEmpty())
            : parties.named(question.from());
    return from.map(f -> answer(question, f, to.get()))
        .orElseGet(() ->
            ExplainAnswer.problem(
                question.from().equals(ExplainQuestion.HOST)
                    ? question.to() + " is on no node"
                    : "no pod is called " + question.from()));
  }

  /** Policies never see a Service: its address has become a backend's by then. */
  private Optional<ExplainAnswer> service(ExplainQuestion question, Party to) {
    if (!to.node().isEmpty() || question.protocol() == Transport.ICMP) {
      return Optional.empty();
    }
    L4Address address = new L4Address(to.addresses().getFirst(), question.port());
    return model
        .service(address, Protocol.valueOf(question.protocol().name()))
        .map(service ->
            ExplainAnswer.problem(
                address
                    + " is Service "
                    + service.service()
                    + ", and policies judge its backends: "
                    + (service.backends().isEmpty()
                        ? "there are none"
                        : "ask about " + String.join(" or ", service.backends()))));
  }

  private ExplainAnswer answer(ExplainQuestion question, Party from, Party to) {
    List<Flow> flows = new ArrayList<>();
    for (Family family : Family.values()) {
      Optional<IpAddress> source = address(from, family);
      Optional<IpAddress> destination = address(to, family);
      if (question.family().map(family::equals).orElse(true)
          && source.isPresent()
          && destination.isPresent()) {
        flows.add(flow(question, from, to, new Way(source.get(), destination.get())));
      }
    }
    return flows.isEmpty() ? ExplainAnswer.problem(noWay(from, to)) : ExplainAnswer.of(flows);
  }

  private record Way(IpAddress source, IpAddress destination) {}

  private static Optional<IpAddress> address(Party party, Family family) {
    return party.addresses().stream().filter(a -> a.family() == family).findFirst();
  }

  private static String noWay(Party from, Party to) {
    for (Party party : List.of(from, to)) {
      if (party.addresses().isEmpty()) {
        return party.owner() + " has no address yet";
      }
    }
    return from.owner()
        + " has "
        + from.addresses()
        + " and "
        + to.owner()
        + " has "
        + to.addresses()
        + ": no family is asked for that both have";
  }

  private Flow flow(ExplainQuestion question, Party from, Party to, Way way) {
    boolean fromHost = from.isHost() && from.node().equals(to.node());
    PacketFlow flow =
        new PacketFlow(
            way.source(), way.destination(), question.protocol(), question.port(), fromHost);
    List<End> ends =
        List.of(
            judge.end(Direction.EGRESS, from, to, flow),
            judge.end(Direction.INGRESS, to, from, flow));
    return Flow.of(
        way.source().family(),
        question.protocol(),
        way.source().toString(),
        way.destination().toString(),
        question.port(),
        ends);
  }
}
