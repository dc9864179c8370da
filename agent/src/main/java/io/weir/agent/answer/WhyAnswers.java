package io.weir.agent.answer;

import io.weir.agent.loop.LoopView;
import io.weir.agent.observe.WhyAnswer;
import io.weir.agent.observe.WhyAnswer.Outcome;
import io.weir.agent.observe.WhyAnswer.Step;
import io.weir.agent.observe.WhyQuestion;
import io.weir.policy.model.PodFacts;
import io.weir.service.compile.Backend;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.Frontend;
import io.weir.values.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows one connection through the decisions of the programs, in their order, over the model that
 * the maps were made of: for clients of this node those at the socket, for others those on the
 * wire.
 */
final class WhyAnswers {
  private final LoopView view;
  private final WhyQuestion question;
  private final WireMemory memory;
  private final List<Step> steps = new ArrayList<>();

  WhyAnswers(LoopView view, WhyQuestion question, WireMemory memory) {
    this.view = view;
    this.question = question;
    this.memory = memory;
  }

  WhyAnswer answer() {
    return outsider()
        .map(client -> new WireWhy(view, memory, question, client).answer())
        .orElseGet(this::atSocket);
  }

  /** The client, where it is neither a pod of this node nor the node. */
  private Optional<IpAddress> outsider() {
    return question
        .from()
        .flatMap(IpAddress::parse)
        .filter(address -> client().isEmpty() && !view.isOwn(address));
  }

  private WhyAnswer atSocket() {
    if (question.from().isPresent() && client().isEmpty() && ownAddress().isEmpty()) {
      steps.add(
          new Step(
              "client",
              "no pod of this node is " + question.from().get() + ": taken as the node itself"));
    }
    Optional<WhyMatch> match = byAddress().or(this::byNodePort);
    return match
        .map(this::follow)
        .orElseGet(() ->
            WhyMatch.none(
                Outcome.NOT_A_SERVICE,
                steps,
                "no Service has this address, port and protocol: the packet is routed as it is"));
  }

  private Optional<IpAddress> ownAddress() {
    return question.from().flatMap(IpAddress::parse);
  }

  private WhyAnswer follow(WhyMatch match) {
    CompiledPort port = match.port();
    if (optedOut()) {
      if (view.wire().isEmpty()) {
        return answer(Outcome.OPTED_OUT, match, List.of(), "");
      }
      steps.add(new Step("wire", "translated at the pod's interface instead, by the same rules"));
    }
    if (match.frontend() instanceof Frontend.LoadBalancerIp vip && !allowed(vip)) {
      return answer(
          Outcome.SOURCE_DENIED, match, List.of(), "add the client to the Service's ranges");
    }
    boolean local = isLocal(match);
    steps.add(
        new Step(
            match.isClusterIp() ? "internalTrafficPolicy" : "externalTrafficPolicy",
            policy(match, local)));
    if (!local) {
      view.why(port).ifPresent(why -> steps.add(new Step("topology", why.topology().because())));
    }
    List<Backend> chosen = local ? port.backends().local() : port.backends().cluster();
    if (port.affinitySeconds() > 0) {
      steps.add(
          new Step(
              "sessionAffinity",
              "the backend this client had in the last " + port.affinitySeconds() + " s, if any"));
    }
    if (!chosen.isEmpty()) {
      return answer(Outcome.TRANSLATED, match, chosen, "");
    }
    return port.backends().any()
        ? answer(Outcome.NO_LOCAL, match, chosen, "endpoints exist, but none on this node")
        : answer(Outcome.REFUSED, match, chosen, "no endpoint is ready, nor serving to the end");
  }

  private static boolean isLocal(WhyMatch match) {
    return match.isClusterIp() && match.port().internalLocal();
  }

  private static String policy(WhyMatch match, boolean local) {
    if (local) {
      return "Local: only endpoints on this node";
    }
    return match.port().externalLocal() && !match.isClusterIp()
        ? "Local, but clients on this node use all endpoints"
        : "Cluster: all endpoints";
  }

  private Optional<WhyMatch> byAddress() {
    Optional<WhyMatch> match = WhyMatch.atAddress(view, question);
    steps.add(new Step("address", match.map(WhyMatch::found).orElse("no frontend")));
    return match;
  }

  private Optional<WhyMatch> byNodePort() {
    boolean accepted = view.acceptedAddresses().contains(question.address().address());
    Optional<WhyMatch> match = accepted ? WhyMatch.atNode(view, question) : Optional.empty();
    steps.add(
        new Step(
            "nodePort",
            accepted
                ? match.map(WhyMatch::found).orElse("no Service has this NodePort")
                : "not an address of this node that accepts NodePorts"));
    return match;
  }

  private Optional<PodFacts> client() {
    return question
        .from()
        .flatMap(from ->
            view.localPods().stream()
                .filter(pod ->
                    pod.name().toString().equals(from)
                        || pod.addresses().stream().anyMatch(a -> a.toString().equals(from)))
                .findFirst());
  }

  private boolean optedOut() {
    boolean out =
        client()
            .map(
                pod -> !pod.socketLoadBalancing() || !view.balancesAtSocket(pod.name().namespace()))
            .orElse(false);
    if (out) {
      steps.add(new Step("weir.io/socket-lb", "disabled for this pod or its namespace"));
    }
    return out;
  }

  private boolean allowed(Frontend.LoadBalancerIp vip) {
    if (vip.sourceRanges().isEmpty()) {
      return true;
    }
    List<IpAddress> sources =
        client()
            .map(PodFacts::addresses)
            .filter(a -> !a.isEmpty())
            .or(() -> ownAddress().map(List::of))
            .orElseGet(() -> view.node().facts().addresses());
    boolean allowed = sources.stream().anyMatch(vip::allows);
    steps.add(
        new Step(
            "loadBalancerSourceRanges",
            sources + (allowed ? " is inside " : " is outside ") + vip.sourceRanges()));
    return allowed;
  }

  private WhyAnswer answer(Outcome outcome, WhyMatch match, List<Backend> chosen, String hint) {
    return match.answer(
        view,
        outcome,
        steps,
        isLocal(match),
        chosen.stream().map(b -> b.address().toString()).toList(),
        hint,
        List.of());
  }
}
