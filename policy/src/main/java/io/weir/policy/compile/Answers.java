package io.weir.policy.compile;

import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.Peer;
import io.weir.policy.model.PodFacts;
import io.weir.values.IpAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Which asks hold for which address, as long as it is being found out. */
final class Answers {
  private final Cluster cluster;
  private final Questions questions;
  private final Matcher matcher;
  private final Map<Address, Set<LiveAsk>> pending = new LinkedHashMap<>();
  private final Set<LiveQuestion> changed = new LinkedHashSet<>();

  Answers(Cluster cluster, Questions questions, Matcher matcher) {
    this.cluster = cluster;
    this.questions = questions;
    this.matcher = matcher;
  }

  /** Asks again whatever may have another answer. */
  void judge(Cluster.Touched touched) {
    touched.labels.forEach((name, labels) ->
        cluster.namespace(name).ifPresent(n -> judgeRelabelled(n, labels, touched)));
    for (LiveQuestion question : questions.takeFresh()) {
      addresses(question.question().peer())
          .filter(address -> !touched.addresses.contains(address))
          .forEach(address -> judge(address, question));
    }
    touched.addresses.forEach(this::judge);
  }

  private void judgeRelabelled(
      Namespace namespace, Map<String, String> before, Cluster.Touched touched) {
    for (LiveQuestion question : questions.ofNamespaces()) {
      Peer peer = question.question().peer();
      if (matcher.isNamespace(peer, namespace.name(), before)
          != matcher.isNamespace(peer, namespace.name(), namespace.labels())) {
        addresses(namespace)
            .filter(address -> !touched.addresses.contains(address))
            .forEach(address -> judge(address, question));
      }
    }
  }

  /** Every address that could be that peer; some more may be among them. */
  private Stream<Address> addresses(Peer peer) {
    return switch (peer) {
      case Peer.PodsOf of -> cluster.namespace(of.namespace()).stream().flatMap(this::addresses);
      case Peer.PodsIn in ->
          cluster.namespaces().stream()
              .filter(n -> matcher.isNamespace(in, n.name(), n.labels()))
              .flatMap(this::addresses);
      case Peer.Nodes _ -> cluster.nodes().stream().flatMap(this::addresses);
      case Peer.Block _ -> cluster.addresses().stream();
    };
  }

  private Stream<Address> addresses(Namespace namespace) {
    return namespace.pods().values().stream().flatMap(this::addresses);
  }

  private Stream<Address> addresses(PodFacts pod) {
    Collection<IpAddress> ips = Cluster.addressesOf(pod);
    return ips.stream().flatMap(ip -> cluster.address(ip).stream());
  }

  private Stream<Address> addresses(NodeFacts node) {
    return node.addresses().stream().flatMap(ip -> cluster.address(ip).stream());
  }

  private void judge(Address address) {
    Set<LiveAsk> now = new HashSet<>();
    questions.candidates(
        address,
        address.owner().flatMap(pod -> cluster.namespace(pod.name().namespace())),
        question -> now.addAll(question.answer(address, matcher)));
    Set<LiveAsk> before = of(address);
    before.stream().filter(ask -> !now.contains(ask)).forEach(this::lost);
    now.stream().filter(ask -> !before.contains(ask)).forEach(this::gained);
    pending.put(address, now);
  }

  private void judge(Address address, LiveQuestion question) {
    Collection<LiveAsk> now = question.answer(address, matcher);
    for (LiveAsk ask : question.asks()) {
      if (now.contains(ask) != of(address).contains(ask)) {
        Set<LiveAsk> asks = pending.computeIfAbsent(address, a -> new HashSet<>(of(a)));
        if (asks.remove(ask)) {
          lost(ask);
        } else {
          asks.add(ask);
          gained(ask);
        }
      }
    }
  }

  private Set<LiveAsk> of(Address address) {
    return pending.getOrDefault(address, address.part().asks());
  }

  private void gained(LiveAsk ask) {
    if (ask.hold()) {
      changed.add(questions.of(ask));
    }
  }

  private void lost(LiveAsk ask) {
    if (ask.lose()) {
      changed.add(questions.of(ask));
      questions.left(ask);
    }
  }

  /** Plans that were made with other answers than there are now. */
  Set<Plan> takeOutdated() {
    Set<Plan> outdated = new LinkedHashSet<>();
    changed.stream()
        .filter(LiveQuestion::isOfPorts)
        .forEach(question -> outdated.addAll(question.plans()));
    changed.clear();
    return outdated;
  }

  /** Nobody asks them any more. */
  void forget(Collection<LiveQuestion> unused) {
    Set<LiveAsk> asks = new HashSet<>();
    unused.forEach(question -> asks.addAll(question.asks()));
    if (asks.isEmpty()) {
      return;
    }
    for (LiveAsk ask : asks) {
      for (Part part : ask.parts()) {
        for (Address address : part.addresses()) {
          pending.computeIfAbsent(address, a -> new HashSet<>(a.part().asks()));
        }
      }
    }
    pending.values().forEach(held -> held.removeAll(asks));
  }

  /** The addresses that were asked, and which asks hold for each. */
  Map<Address, Set<LiveAsk>> take() {
    Map<Address, Set<LiveAsk>> taken = new LinkedHashMap<>(pending);
    pending.clear();
    return taken;
  }
}
