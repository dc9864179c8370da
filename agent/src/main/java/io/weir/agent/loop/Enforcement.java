package io.weir.agent.loop;

import io.weir.agent.compile.EndpointCompiler;
import io.weir.agent.maps.WriteFailure;
import io.weir.agent.model.PodLink;
import io.weir.policy.compile.EndpointPolicy;
import io.weir.policy.compile.PolicyCompiler;
import io.weir.policy.compile.PolicyDelta;
import io.weir.policy.model.PodFacts;
import io.weir.values.IpPrefix;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Policies at the pods' interfaces: one round takes what changed into the rules, then into the
 * endpoints, then lets go of what no endpoint has any more. Not thread-safe: the loop owns it.
 */
final class Enforcement {
  private final PolicyIntake intake;
  private final PolicySync policies;
  private final EndpointSync endpoints;
  private final boolean newPodsClosed;
  private boolean begun;

  /**
   * @param wake asks the loop for a turn, from any thread
   */
  Enforcement(LoopParts loop, PolicyParts parts, Faults faults, LongSupplier nanos, Runnable wake) {
    PolicyCompiler compiler = new PolicyCompiler(loop.nodeName());
    this.intake =
        new PolicyIntake(
            loop.nodeName(),
            compiler,
            faults,
            loop.observers().events(),
            new PolicyConditions(parts.statuses()));
    this.policies = new PolicySync(compiler, parts.maps(), nanos);
    this.endpoints =
        new EndpointSync(
            parts.maps().endpoints(),
            new Attacher(parts.hooks(), parts.background(), wake),
            new EndpointCompiler(parts.checkSource(), nanos));
    this.newPodsClosed = parts.newPodsClosed();
  }

  PolicyInput input() {
    return intake;
  }

  /**
   * One round, if there is a reason for one.
   *
   * @param again what could not be written is due to be tried again
   * @return whether there was a round
   */
  boolean sync(ClusterState state, Dirty dirty, boolean again, Consumer<WriteFailure> failures) {
    boolean rules = intake.takeChanged();
    boolean local = dirty.podsChanged() || dirty.podLinksChanged() || endpoints.hasNews();
    if (begun && !rules && !local && !again && !awaitsRelease()) {
      return false;
    }
    begun = true;
    PolicyDelta delta = policies.prepare(failures);
    delta.refused().forEach(intake::refused);
    endpoints.policies(delta.endpoints());
    if (local) {
      endpoints.links(state.podLinks());
    }
    if (local || again || !delta.endpoints().isEmpty() || !endpoints.settled()) {
      boolean closed = newPodsClosed || strictPodIsAwaited(state);
      endpoints.sync(
          state.localPods(), link -> unknown(link, closed), policies.sets()::ready, failures);
    }
    policies.finish(endpoints.flipped(), endpoints.behind(), failures);
    return true;
  }

  /** A pod that is to be closed from its first packet has no address yet: any could be its. */
  private static boolean strictPodIsAwaited(ClusterState state) {
    Collection<PodFacts> pods = state.localPods();
    return pods.stream()
        .anyMatch(
            p -> !p.hostNetwork() && p.addresses().isEmpty() && state.strict(p.name().namespace()));
  }

  /**
   * What is in force at an interface whose pod the API server has not told yet. Where its address
   * is a pod's for certain, the programs go there before the pod is known: its policies are then
   * one write away. Interfaces of others, a container engine's say, are left alone where that can
   * be told.
   */
  private Optional<EndpointPolicy> unknown(PodLink link, boolean closed) {
    List<IpPrefix> ranges = intake.podRanges();
    boolean inside =
        link.addresses().stream().anyMatch(a -> ranges.stream().anyMatch(r -> r.contains(a)));
    if (closed && (inside || ranges.isEmpty() || link.addresses().isEmpty())) {
      return Optional.of(EndpointPolicy.CLOSED);
    }
    return inside ? Optional.of(EndpointPolicy.OPEN) : Optional.empty();
  }

  boolean settled() {
    return policies.settled() && endpoints.settled();
  }

  /** There are sets that a later round must let go. */
  boolean awaitsRelease() {
    return policies.awaitsRelease();
  }

  /** Somebody may have changed maps or programs: everything is compared again. */
  void resync() {
    policies.resync();
    endpoints.resync();
  }

  PolicyIntake intake() {
    return intake;
  }

  PolicySync policies() {
    return policies;
  }

  EndpointSync endpoints() {
    return endpoints;
  }
}
