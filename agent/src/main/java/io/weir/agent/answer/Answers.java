package io.weir.agent.answer;

import io.weir.agent.loop.Loop;
import io.weir.agent.observe.AgentQueries;
import io.weir.agent.observe.EndpointDetail;
import io.weir.agent.observe.EndpointRow;
import io.weir.agent.observe.ExplainAnswer;
import io.weir.agent.observe.ExplainQuestion;
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

/** Answers the CLI's questions on the loop's thread, from the model that the maps were made of. */
public record Answers(Loop loop) implements AgentQueries {
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
    return loop.ask(view -> new WhyAnswers(view, question).answer());
  }

  @Override
  public CompletableFuture<List<PolicyRow>> policies() {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public CompletableFuture<Optional<PolicyDetail>> policy(PolicyName name) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public CompletableFuture<List<EndpointRow>> endpoints() {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public CompletableFuture<Optional<EndpointDetail>> endpoint(ObjectName pod) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public CompletableFuture<List<ExplainAnswer>> explain(List<ExplainQuestion> questions) {
    return CompletableFuture.completedFuture(
        questions.stream().map(q -> ExplainAnswer.problem("no policy is enforced here")).toList());
  }
}
