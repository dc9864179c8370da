package io.weir.agent.answer;

import io.weir.agent.loop.LoopView;
import io.weir.agent.observe.BackendRow;
import io.weir.agent.observe.WhyAnswer;
import io.weir.agent.observe.WhyAnswer.Outcome;
import io.weir.agent.observe.WhyAnswer.Step;
import io.weir.agent.observe.WhyQuestion;
import io.weir.policy.model.PodFacts;
import io.weir.service.compile.Backend;
import io.weir.service.compile.ClaimKey;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.Frontend;
import io.weir.service.model.ServicePort;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows one connection through the decisions of the socket programs, in their order, over the
 * model that the maps were made of.
 */
final class WhyAnswers {
  private final LoopView view;
  private final WhyQuestion question;
  private final Family family;
  private final List<Step> steps = new ArrayList<>();

  WhyAnswers(LoopView view, WhyQuestion question) {
    this.view = view;
    this.question = question;
    this.family = question.address().address().family();
  }

  private record Match(CompiledPort port, Frontend frontend) {}

  WhyAnswer answer() {
    Optional<Match> match = byAddress().or(this::byNodePort);
    if (match.isEmpty()) {
      return new WhyAnswer(
          Outcome.NOT_A_SERVICE,
          Optional.empty(),
          Optional.empty(),
          steps,
          List.of(),
          List.of(),
          "no Service has this address, port and protocol: the packet is routed as it is");
    }
    return follow(match.get());
  }

  private WhyAnswer follow(Match match) {
    CompiledPort port = match.port();
    Frontend frontend = match.frontend();
    if (optedOut()) {
      return answer(Outcome.OPTED_OUT, match, List.of(), "");
    }
    if (frontend instanceof Frontend.LoadBalancerIp vip && !allowed(vip)) {
      return answer(
          Outcome.SOURCE_DENIED, match, List.of(), "add the client to the Service's ranges");
    }
    boolean local = frontend instanceof Frontend.ClusterIp && port.internalLocal();
    steps.add(
        new Step(
            frontend instanceof Frontend.ClusterIp
                ? "internalTrafficPolicy"
                : "externalTrafficPolicy",
            policy(port, frontend, local)));
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

  private static String policy(CompiledPort port, Frontend frontend, boolean local) {
    if (local) {
      return "Local: only endpoints on this node";
    }
    return port.externalLocal() && !(frontend instanceof Frontend.ClusterIp)
        ? "Local, but clients on this node use all endpoints"
        : "Cluster: all endpoints";
  }

  private Optional<Match> byAddress() {
    Optional<Match> match = find(new ClaimKey.AtAddress(question.address(), question.protocol()));
    steps.add(new Step("address", match.map(WhyAnswers::found).orElse("no frontend")));
    return match;
  }

  private Optional<Match> byNodePort() {
    boolean accepted = view.acceptedAddresses().contains(question.address().address());
    Optional<Match> match =
        accepted
            ? find(new ClaimKey.AtNode(question.address().port(), question.protocol(), family))
            : Optional.empty();
    steps.add(
        new Step(
            "nodePort",
            accepted
                ? match.map(WhyAnswers::found).orElse("no Service has this NodePort")
                : "not an address of this node that accepts NodePorts"));
    return match;
  }

  private static String found(Match match) {
    return FrontendText.of(match.frontend()).kind() + " of " + match.port().port();
  }

  private Optional<Match> find(ClaimKey key) {
    Optional<ServicePort> owner = view.claims().owner(key);
    return owner.stream()
        .flatMap(o -> view.compiled().get(o.service()).ports().stream())
        .filter(p -> p.family() == family && p.port().equals(owner.orElseThrow()))
        .flatMap(p -> p.frontends().stream().map(f -> new Match(p, f)))
        .filter(m -> ClaimKey.of(m.frontend(), question.protocol(), family).equals(key))
        .findFirst();
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
            .or(() -> question.from().flatMap(IpAddress::parse).map(List::of))
            .orElseGet(() -> view.node().facts().addresses());
    boolean allowed = sources.stream().anyMatch(vip::allows);
    steps.add(
        new Step(
            "loadBalancerSourceRanges",
            sources + (allowed ? " is inside " : " is outside ") + vip.sourceRanges()));
    return allowed;
  }

  private WhyAnswer answer(Outcome outcome, Match match, List<Backend> chosen, String hint) {
    boolean local = match.frontend() instanceof Frontend.ClusterIp && match.port().internalLocal();
    List<BackendRow> candidates = BackendRows.of(view, match.port(), local);
    FrontendText text = FrontendText.of(match.frontend());
    return new WhyAnswer(
        outcome,
        Optional.of(match.port().port().toString()),
        Optional.of(text.kind() + " " + text.address()),
        steps,
        candidates,
        chosen.stream().map(b -> b.address().toString()).toList(),
        hint);
  }
}
