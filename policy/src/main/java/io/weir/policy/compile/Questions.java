package io.weir.policy.compile;

import io.weir.policy.model.Peer;
import io.weir.policy.model.PodFacts;
import io.weir.policy.select.PodIndex;
import io.weir.policy.select.SelectorIndex;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The questions that are asked, found by who could be the answer. */
final class Questions {
  private final Map<Question, LiveQuestion> live = new HashMap<>();
  private final PodIndex<LiveQuestion> byPod = new PodIndex<>();
  private final SelectorIndex<LiveQuestion> byNode = new SelectorIndex<>();
  private final Map<String, Set<LiveQuestion>> byPortName = new HashMap<>();
  private final Set<LiveQuestion> ofNamespaces = new LinkedHashSet<>();
  private final Set<LiveQuestion> fresh = new LinkedHashSet<>();
  private final Set<LiveAsk> untidy = new LinkedHashSet<>();
  private final Set<LiveQuestion> left = new LinkedHashSet<>();

  LiveQuestion use(Question question) {
    LiveQuestion used = live.get(question);
    if (used == null) {
      used = new LiveQuestion(question);
      live.put(question, used);
      index(used);
      fresh.add(used);
    }
    used.use();
    return used;
  }

  void release(Collection<LiveQuestion> questions) {
    for (LiveQuestion question : questions) {
      question.leave();
      left.add(question);
    }
  }

  /** Of a question that is asked. */
  LiveAsk ask(Ask ask) {
    return live.get(asked(ask)).ask(ask.port());
  }

  /** What a port's name stands for at the pods that match; of a question that is asked. */
  Set<PodFacts.NamedPort> numbers(Question question) {
    return live.get(question).numbers();
  }

  /** Whose answer it is; the question is asked. */
  LiveQuestion of(LiveAsk ask) {
    return live.get(asked(ask.ask()));
  }

  private static Question asked(Ask ask) {
    return new Question(ask.peer(), ask.port().map(PodFacts.NamedPort::name).orElse(""));
  }

  /** An address or a set has it no more; {@link #tidy} sees whether others do. */
  void left(LiveAsk ask) {
    if (ask.ask().port().isPresent()) {
      untidy.add(ask);
    }
  }

  /** Drops the numbers of ports that nobody gives that name any more. Once all is settled. */
  void tidy() {
    for (LiveAsk ask : untidy) {
      Optional.ofNullable(live.get(asked(ask.ask()))).ifPresent(question -> question.tidy(ask));
    }
    untidy.clear();
  }

  /** Those asked since it was called last. */
  List<LiveQuestion> takeFresh() {
    List<LiveQuestion> taken = fresh.stream().filter(LiveQuestion::isUsed).toList();
    fresh.clear();
    return taken;
  }

  /** Those that nobody asks any more: they are not found from now on. */
  List<LiveQuestion> takeUnused() {
    List<LiveQuestion> unused = left.stream().filter(question -> !question.isUsed()).toList();
    left.clear();
    for (LiveQuestion question : unused) {
      live.remove(question.question());
      unindex(question);
    }
    return unused;
  }

  /** Those that ask for labels of a namespace and for something of the pod as well. */
  Collection<LiveQuestion> ofNamespaces() {
    return ofNamespaces;
  }

  private void index(LiveQuestion question) {
    Peer peer = question.question().peer();
    if (peer instanceof Peer.PodsIn in && !in.namespaces().requirements().isEmpty()) {
      ofNamespaces.add(question);
    }
    if (question.isOfPorts()) {
      byPortName
          .computeIfAbsent(question.question().portName(), name -> new LinkedHashSet<>())
          .add(question);
      return;
    }
    switch (peer) {
      case Peer.PodsOf of -> byPod.put(of, question);
      case Peer.PodsIn in -> byPod.put(in, question);
      case Peer.Nodes nodes -> byNode.put(nodes.nodes(), question);
      case Peer.Block _ -> throw new IllegalStateException(peer + ": is no question of pods");
    }
  }

  private void unindex(LiveQuestion question) {
    ofNamespaces.remove(question);
    if (question.isOfPorts()) {
      Set<LiveQuestion> named = byPortName.get(question.question().portName());
      named.remove(question);
      if (named.isEmpty()) {
        byPortName.remove(question.question().portName());
      }
      return;
    }
    switch (question.question().peer()) {
      case Peer.PodsOf of -> byPod.remove(of, question);
      case Peer.PodsIn in -> byPod.remove(in, question);
      case Peer.Nodes nodes -> byNode.remove(nodes.nodes(), question);
      case Peer.Block block -> throw new IllegalStateException(block + ": is no question of pods");
    }
  }

  /** All that could hold for an address, some of them perhaps twice. */
  void candidates(Address address, Optional<Namespace> namespace, Consumer<LiveQuestion> to) {
    if (address.owner().isEmpty()) {
      address.nodes().forEach(node -> byNode.candidates(node.labels(), to));
    } else if (namespace.isPresent()) {
      PodFacts pod = address.owner().get();
      Namespace of = namespace.get();
      byPod.candidates(of.name(), of.labels(), pod.labels(), to);
      for (PodFacts.NamedPort port : pod.ports()) {
        byPortName.getOrDefault(port.name(), Set.of()).forEach(to);
      }
    }
  }
}
