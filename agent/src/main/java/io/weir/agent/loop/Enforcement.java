package io.weir.agent.loop;

import io.weir.agent.compile.EndpointCompiler;
import io.weir.agent.maps.WriteFailure;
import io.weir.agent.model.PodLink;
import io.weir.agent.model.UserEvents;
import io.weir.policy.compile.PolicyCompiler;
import io.weir.policy.compile.PolicyDelta;
import io.weir.policy.model.PodFacts;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.Collection;
import java.util.List;
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

  Enforcement(
      PolicyParts parts, String nodeName, Faults faults, UserEvents events, LongSupplier nanos) {
    PolicyCompiler compiler = new PolicyCompiler(nodeName);
    this.intake =
        new PolicyIntake(
            nodeName, compiler, faults, events, new PolicyConditions(parts.statuses()));
    this.policies = new PolicySync(compiler, parts.maps(), nanos);
    this.endpoints =
        new EndpointSync(
            parts.maps().endpoints(),
            parts.hooks(),
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
    boolean local = dirty.podsChanged() || dirty.podLinksChanged();
    if (begun && !rules && !local && !again && !policies.awaitsRelease()) {
      return false;
    }
    begun = true;
    PolicyDelta delta = policies.prepare(failures);
    delta.refused().forEach(intake::refused);
    endpoints.policies(delta.endpoints());
    endpoints.links(state.podLinks());
    if (local || again || !delta.endpoints().isEmpty() || !endpoints.settled()) {
      boolean awaited = newPodsClosed || strictPodIsAwaited(state);
      endpoints.sync(
          state.localPods(), link -> awaited && mayBeAPod(link), policies.sets()::ready, failures);
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

  /** Interfaces of others, a container engine's say, are left alone where that can be told. */
  private boolean mayBeAPod(PodLink link) {
    List<IpPrefix> ranges = intake.podRanges();
    return ranges.isEmpty()
        || link.addresses().isEmpty()
        || link.addresses().stream().anyMatch(address -> inside(ranges, address));
  }

  private static boolean inside(List<IpPrefix> ranges, IpAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
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
