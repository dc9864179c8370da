package io.weir.agent.observe;

import io.weir.policy.model.PolicyName;
import io.weir.values.ObjectName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Questions about policy; {@link AgentQueries} says how they are answered. */
public interface PolicyQueries {
  /** Every policy known, ordered by name. */
  CompletableFuture<List<PolicyRow>> policies();

  CompletableFuture<Optional<PolicyDetail>> policy(PolicyName name);

  /** Every pod of this node that policies can be enforced at, ordered by name. */
  CompletableFuture<List<EndpointRow>> endpoints();

  CompletableFuture<Optional<EndpointDetail>> endpoint(ObjectName pod);

  /** One answer for each question, in order. */
  CompletableFuture<List<ExplainAnswer>> explain(List<ExplainQuestion> questions);
}
