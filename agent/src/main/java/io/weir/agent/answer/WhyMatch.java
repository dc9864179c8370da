package io.weir.agent.answer;

import io.weir.agent.loop.LoopView;
import io.weir.agent.observe.BackendRow;
import io.weir.agent.observe.WhyAnswer;
import io.weir.agent.observe.WhyAnswer.Outcome;
import io.weir.agent.observe.WhyAnswer.Step;
import io.weir.agent.observe.WhyAnswer.Way;
import io.weir.agent.observe.WhyQuestion;
import io.weir.service.compile.ClaimKey;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.Frontend;
import io.weir.service.model.ServicePort;
import io.weir.values.Family;
import java.util.List;
import java.util.Optional;

/** The frontend that a question is about, and whose it is. */
record WhyMatch(CompiledPort port, Frontend frontend) {
  static Optional<WhyMatch> atAddress(LoopView view, WhyQuestion question) {
    return find(view, question, new ClaimKey.AtAddress(question.address(), question.protocol()));
  }

  static Optional<WhyMatch> atNode(LoopView view, WhyQuestion question) {
    int port = question.address().port();
    return find(view, question, new ClaimKey.AtNode(port, question.protocol(), family(question)));
  }

  private static Family family(WhyQuestion question) {
    return question.address().address().family();
  }

  private static Optional<WhyMatch> find(LoopView view, WhyQuestion question, ClaimKey key) {
    Optional<ServicePort> owner = view.claims().owner(key);
    return owner.stream()
        .flatMap(o -> view.compiled().get(o.service()).ports().stream())
        .filter(p -> p.family() == family(question) && p.port().equals(owner.orElseThrow()))
        .flatMap(p -> p.frontends().stream().map(f -> new WhyMatch(p, f)))
        .filter(m -> ClaimKey.of(m.frontend(), question.protocol(), family(question)).equals(key))
        .findFirst();
  }

  String found() {
    return FrontendText.of(frontend).kind() + " of " + port.port();
  }

  boolean isClusterIp() {
    return frontend instanceof Frontend.ClusterIp;
  }

  /**
   * @param local which set the endpoints are told to be in or out of
   * @param chosen {@code address:port} each
   */
  WhyAnswer answer(
      LoopView view,
      Outcome outcome,
      List<Step> steps,
      boolean local,
      List<String> chosen,
      String hint,
      List<Way> ways) {
    List<BackendRow> candidates = BackendRows.of(view, port, local);
    FrontendText text = FrontendText.of(frontend);
    return new WhyAnswer(
        outcome,
        Optional.of(port.port().toString()),
        Optional.of(text.kind() + " " + text.address()),
        steps,
        candidates,
        chosen,
        hint,
        ways);
  }

  /** The answer where no frontend matches. */
  static WhyAnswer none(Outcome outcome, List<Step> steps, String hint) {
    return new WhyAnswer(
        outcome, Optional.empty(), Optional.empty(), steps, List.of(), List.of(), hint, List.of());
  }
}
