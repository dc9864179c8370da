package io.weir.agent.answer;

import io.weir.agent.loop.EndpointState;
import io.weir.agent.loop.LoopView;
import io.weir.agent.loop.PolicyView;
import io.weir.agent.observe.WhyAnswer;
import io.weir.agent.observe.WhyQuestion;
import io.weir.policy.compile.PolicyTables;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.values.Fault;
import io.weir.values.L4Address;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The loop's own. */
record LoopPolicies(LoopView view, PolicyView policy) implements PolicyModel {
  @Override
  public String node() {
    return view.node().facts().name();
  }

  @Override
  public Set<PolicyName> names() {
    return policy.names();
  }

  @Override
  public Map<PolicyName, Policy> policies() {
    return policy.policies();
  }

  @Override
  public boolean audited(Policy one) {
    return policy.audited(one);
  }

  @Override
  public List<Fault> faults(PolicyName name) {
    return policy.faults(name);
  }

  @Override
  public Map<PolicyName, String> refused() {
    return policy.refused();
  }

  @Override
  public PolicyTables tables() {
    return policy.tables();
  }

  @Override
  public int counters(int set) {
    return policy.counters(set);
  }

  @Override
  public Collection<EndpointState> endpoints() {
    return policy.endpoints();
  }

  @Override
  public Collection<PodFacts> localPods() {
    return view.localPods();
  }

  @Override
  public boolean strict(String namespace) {
    return policy.strict(namespace);
  }

  @Override
  public Optional<PodFacts> pod(ObjectName name) {
    return policy.pod(name);
  }

  @Override
  public Collection<PodFacts> pods() {
    return policy.pods();
  }

  @Override
  public Collection<NodeFacts> nodes() {
    return policy.nodes();
  }

  @Override
  public Optional<Translation> service(L4Address address, Protocol protocol) {
    WhyAnswer why =
        new WhyAnswers(
                view,
                new WhyQuestion(address, protocol, Optional.empty(), OptionalInt.empty()),
                WireMemory.NONE)
            .answer();
    return why.service().map(service -> new Translation(service, why.chosen()));
  }
}
