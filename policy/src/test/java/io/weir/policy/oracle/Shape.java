package io.weir.policy.oracle;

import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A way to write NetworkPolicies for the pods of {@link PolicyShapes}, and what it does to them.
 *
 * @param steps one after another in the same cluster; made for the addresses that the pods have
 *     there, both families where they have both
 */
public record Shape(
    String name, Function<Function<ObjectName, List<IpAddress>>, List<Step>> steps) {

  static Shape of(String name, Step... steps) {
    return new Shape(name, addresses -> List.of(steps));
  }

  /** Without change afterwards. */
  static Shape of(String name, String reach, NetworkPolicyFacts... policies) {
    return of(name, Step.of(reach, policies));
  }

  @Override
  public String toString() {
    return name;
  }

  /**
   * @param policies all that are there from this step on; others are gone
   * @param namespaceLabels by name, beside those that every namespace has
   * @param podLabels likewise
   */
  public record Step(
      List<NetworkPolicyFacts> policies,
      Map<String, Map<String, String>> namespaceLabels,
      Map<ObjectName, Map<String, String>> podLabels,
      Reach reach) {
    public Step {
      policies = List.copyOf(policies);
      namespaceLabels = Map.copyOf(namespaceLabels);
      podLabels = Map.copyOf(podLabels);
    }

    static Step of(String reach, NetworkPolicyFacts... policies) {
      return new Step(List.of(policies), Map.of(), Map.of(), Reach.of(reach));
    }

    Step withNamespace(String namespace, String key, String value) {
      return new Step(policies, Map.of(namespace, Map.of(key, value)), podLabels, reach);
    }

    Step withPod(ObjectName pod, String key, String value) {
      return new Step(policies, namespaceLabels, Map.of(pod, Map.of(key, value)), reach);
    }

    /** Every policy as an object that kubectl applies. */
    public List<String> yaml() {
      return policies.stream().map(PolicyYaml::text).toList();
    }
  }
}
