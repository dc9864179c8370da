package io.weir.agent.answer;

import io.weir.agent.loop.Loop;
import io.weir.agent.observe.AgentQueries;
import io.weir.agent.observe.ServiceDetail;
import io.weir.agent.observe.ServiceRow;
import io.weir.agent.observe.WhyAnswer;
import io.weir.agent.observe.WhyQuestion;
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
}
