package io.weir.policy.compile;

import io.weir.policy.model.PodFacts.NamedPort;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A question that plans or sets need answered, and the answers that there are. */
final class LiveQuestion extends Counted {
  private final Question question;
  private final Map<Optional<NamedPort>, LiveAsk> asks = new HashMap<>();
  private final Set<Plan> plans = new HashSet<>();

  LiveQuestion(Question question) {
    this.question = question;
  }

  Question question() {
    return question;
  }

  boolean isOfPorts() {
    return !question.portName().isEmpty();
  }

  /** Those that are to be made again when there is another answer. */
  Set<Plan> plans() {
    return plans;
  }

  LiveAsk ask(Optional<NamedPort> port) {
    return asks.computeIfAbsent(port, p -> new LiveAsk(new Ask(PartKind.POD, question.peer(), p)));
  }

  /** The asks that hold for {@code address}. */
  List<LiveAsk> answer(Address address, Matcher matcher) {
    if (!isOfPorts()) {
      return matcher.isAddress(question.peer(), address)
          ? List.of(ask(Optional.empty()))
          : List.of();
    }
    List<NamedPort> ports =
        address.owner().stream()
            .flatMap(pod -> pod.ports().stream())
            .filter(port -> port.name().equals(question.portName()))
            .distinct()
            .toList();
    return ports.isEmpty() || !matcher.isAddress(question.peer(), address)
        ? List.of()
        : ports.stream().map(port -> ask(Optional.of(port))).toList();
  }

  /** What the name stands for at the pods that match. */
  Set<NamedPort> numbers() {
    return asks.values().stream()
        .filter(LiveAsk::isHeld)
        .flatMap(ask -> ask.ask().port().stream())
        .collect(Collectors.toSet());
  }

  /** Drops an answer that nobody gives and no set has. */
  void tidy(LiveAsk ask) {
    if (isOfPorts() && !ask.isHeld() && ask.sets().isEmpty()) {
      asks.remove(ask.ask().port(), ask);
    }
  }

  Set<LiveAsk> asks() {
    return new HashSet<>(asks.values());
  }
}
