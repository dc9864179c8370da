package io.weir.agent.observe;

import io.weir.values.ObjectName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Questions about the model, answered on the loop's thread, and about flows: the futures complete
 * there, and the answers are immutable. A caller gives up on its own clock; a question that nobody
 * waits for any longer costs one turn and nothing else.
 */
public interface AgentQueries extends PolicyQueries, FlowQueries {
  /** Every Service that is proxied, ordered by name. */
  CompletableFuture<List<ServiceRow>> services();

  /** One Service, or empty when it is unknown or not proxied. */
  CompletableFuture<Optional<ServiceDetail>> service(ObjectName name);

  /** Where a connection would go and why. */
  CompletableFuture<WhyAnswer> why(WhyQuestion question);
}
