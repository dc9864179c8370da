package io.weir.agent.answer;

import io.weir.agent.loop.Loop;
import io.weir.agent.observe.AgentQueries;
import io.weir.agent.observe.EndpointDetail;
import io.weir.agent.observe.EndpointRow;
import io.weir.agent.observe.ExplainAnswer;
import io.weir.agent.observe.ExplainQuestion;
import io.weir.agent.observe.FlowCounts;
import io.weir.agent.observe.FlowFilter;
import io.weir.agent.observe.FlowPage;
import io.weir.agent.observe.FlowQueries;
import io.weir.agent.observe.PolicyDetail;
import io.weir.agent.observe.PolicyRow;
import io.weir.agent.observe.ServiceDetail;
import io.weir.agent.observe.ServiceRow;
import io.weir.agent.observe.WhyAnswer;
import io.weir.agent.observe.WhyQuestion;
import io.weir.policy.model.PolicyName;
import io.weir.values.ObjectName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Answers the CLI's questions on the loop's thread, from the model that the maps were made of.
 *
 * @param flows answers those about flows
 */
public record Answers(Loop loop, Dataplane dataplane, WireMemory memory, FlowQueries flows)
    implements AgentQueries {
  /** Questions of a batch that one turn of the loop answers: changes must not wait for long. */
  private static final int A_TURN = 64;

  @Override
  public CompletableFuture<List<ServiceRow>> services() {
    return loop.ask(ServiceAnswers::rows);
  }

  @Override
  public CompletableFuture<Optional<ServiceDetail>> service(ObjectName name) {
    return loop.ask(view -> ServiceAnswers.detail(view, name));
  }

  @Override
  public CompletableFuture<WhyAnswer> why(WhyQuestion question) {
    return loop.ask(view -> new WhyAnswers(view, question, memory).answer());
  }

  @Override
  public CompletableFuture<List<PolicyRow>> policies() {
    return ask(List.of(), model -> new PolicyAnswers(model, dataplane).rows());
  }

  @Override
  public CompletableFuture<Optional<PolicyDetail>> policy(PolicyName name) {
    return ask(Optional.empty(), model -> new PolicyAnswers(model, dataplane).detail(name));
  }

  @Override
  public CompletableFuture<List<EndpointRow>> endpoints() {
    return ask(List.of(), model -> new EndpointAnswers(model, dataplane).rows());
  }

  @Override
  public CompletableFuture<Optional<EndpointDetail>> endpoint(ObjectName pod) {
    return ask(Optional.empty(), model -> new EndpointAnswers(model, dataplane).detail(pod));
  }

  @Override
  public CompletableFuture<List<ExplainAnswer>> explain(List<ExplainQuestion> questions) {
    CompletableFuture<List<ExplainAnswer>> answers = CompletableFuture.completedFuture(List.of());
    for (int first = 0; first < questions.size(); first += A_TURN) {
      List<ExplainQuestion> some =
          questions.subList(first, Math.min(first + A_TURN, questions.size()));
      answers =
          answers.thenCompose(before -> explainTurn(some).thenApply(now -> joined(before, now)));
    }
    return answers;
  }

  @Override
  public CompletableFuture<FlowPage> flows(FlowFilter filter, String from, int limit) {
    return flows.flows(filter, from, limit);
  }

  @Override
  public CompletableFuture<FlowPage> removeFlows(FlowFilter filter, String from, int limit) {
    return flows.removeFlows(filter, from, limit);
  }

  @Override
  public CompletableFuture<FlowCounts> countFlows(FlowFilter filter, String from) {
    return flows.countFlows(filter, from);
  }

  private CompletableFuture<List<ExplainAnswer>> explainTurn(List<ExplainQuestion> questions) {
    List<ExplainAnswer> none =
        questions.stream().map(q -> ExplainAnswer.problem("no policy is enforced here")).toList();
    return ask(
        none,
        model -> {
          ExplainAnswers answers = new ExplainAnswers(model, dataplane);
          return questions.stream().map(answers::answer).toList();
        });
  }

  private static List<ExplainAnswer> joined(List<ExplainAnswer> some, List<ExplainAnswer> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  /**
   * @param otherwise the answer where policies are not ours to enforce
   */
  private <T> CompletableFuture<T> ask(T otherwise, Function<PolicyModel, T> question) {
    return loop.ask(view ->
        view.policies()
            .map(policy -> question.apply(new LoopPolicies(view, policy)))
            .orElse(otherwise));
  }
}
