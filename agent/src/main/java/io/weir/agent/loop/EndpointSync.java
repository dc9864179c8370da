package io.weir.agent.loop;

import io.weir.agent.compile.EndpointCompiler;
import io.weir.agent.maps.Table;
import io.weir.agent.maps.WriteFailure;
import io.weir.agent.model.PodLink;
import io.weir.bpf.abi.Endpoint;
import io.weir.policy.compile.EndpointPolicy;
import io.weir.policy.model.PodFacts;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Which interface is whose, and what is in force there: matches the pods' interfaces with the pods,
 * writes one entry for each, then attaches. An endpoint gets a set only when the kernel has all of
 * it; until then the last one stays, or it is closed. Not thread-safe: the loop owns it.
 */
final class EndpointSync {
  private final Table<Integer, Integer, Endpoint> table;
  private final Attacher hooks;
  private final EndpointCompiler compiler;
  private final Map<ObjectName, EndpointPolicy> wanted = new HashMap<>();
  private final Map<Integer, EndpointState> states = new HashMap<>();
  private final LinkOwners owners = new LinkOwners();
  private Map<Integer, PodLink> links = Map.of();
  private boolean linksKnown;

  /** Interfaces with our programs; asked of the kernel once, as it costs a call for each. */
  private Set<Integer> attached = Set.of();

  private boolean attachedKnown;

  EndpointSync(Table<Integer, Integer, Endpoint> table, Attacher hooks, EndpointCompiler compiler) {
    this.table = table;
    this.hooks = hooks;
    this.compiler = compiler;
  }

  /**
   * The interfaces of the node whose other end is in another network namespace, all of them; empty
   * until they are known.
   */
  void links(Optional<Set<PodLink>> now) {
    Map<Integer, PodLink> byIndex = new HashMap<>();
    now.ifPresent(all -> all.forEach(link -> byIndex.put(link.ifindex(), link)));
    links = byIndex;
    linksKnown = now.isPresent();
  }

  void policies(Map<ObjectName, Optional<EndpointPolicy>> changes) {
    changes.forEach(
        (pod, policy) -> policy.ifPresentOrElse(p -> wanted.put(pod, p), () -> wanted.remove(pod)));
  }

  /**
   * One round over every interface of the node.
   *
   * @param pods those of this node
   * @param unknown what is in force at an interface that is nobody's yet; empty = it is left alone
   * @param ready whether the kernel has all of a set
   * @return how many entries were written or deleted
   */
  int sync(
      Collection<PodFacts> pods,
      Function<PodLink, Optional<EndpointPolicy>> unknown,
      IntPredicate ready,
      Consumer<WriteFailure> failures) {
    if (!linksKnown) {
      return 0;
    }
    if (!attachedKnown || anyReplaced()) {
      attached = new HashSet<>(hooks.attached());
      attachedKnown = true;
    }
    Map<Integer, PodFacts> found = owners.match(links.values(), pods, this::enforced);
    Set<Integer> kept = new HashSet<>();
    for (PodLink link : links.values()) {
      Optional<PodFacts> pod = Optional.ofNullable(found.get(link.ifindex()));
      pod.map(p -> wanted.getOrDefault(p.name(), EndpointPolicy.CLOSED))
          .or(() -> unknown.apply(link))
          .ifPresent(policy -> {
            kept.add(link.ifindex());
            want(link, pod, policy, ready);
          });
    }
    remove(kept);
    int written = table.put(failures);
    attach(failures);
    return written + table.delete(failures);
  }

  /** An index that another interface may have now: which programs it has, only the kernel knows. */
  private boolean anyReplaced() {
    return links.values().stream()
        .anyMatch(link -> {
          EndpointState state = states.get(link.ifindex());
          return state != null && state.link().incarnation() != link.incarnation();
        });
  }

  /** The address of the pod that an interface is held for, when our programs are there. */
  private Optional<IpAddress> enforced(PodLink link) {
    return table
        .delta()
        .installed(link.ifindex())
        .filter(_ -> attached.contains(link.ifindex()))
        .flatMap(compiler::address);
  }

  private void detach(int ifindex) {
    hooks.detach(ifindex);
    attached.remove(ifindex);
    states.remove(ifindex);
  }

  /** Somebody may have taken programs off, or changed the map: everything is looked at again. */
  void resync() {
    table.resync();
    attachedKnown = false;
  }

  private void want(
      PodLink link, Optional<PodFacts> pod, EndpointPolicy policy, IntPredicate ready) {
    Optional<Endpoint> installed = table.delta().installed(link.ifindex());
    Optional<EndpointPolicy> before =
        installed.filter(e -> compiler.isOf(e, pod)).map(EndpointCompiler::policy);
    EndpointPolicy usable = usable(policy, before, ready);
    Endpoint entry = compiler.compile(link, pod, usable, installed);
    table.delta().replace(link.ifindex(), Map.of(link.ifindex(), entry));
    states.put(
        link.ifindex(),
        new EndpointState(
            link, pod.map(PodFacts::name), policy, usable, attached.contains(link.ifindex())));
  }

  private static EndpointPolicy usable(
      EndpointPolicy policy, Optional<EndpointPolicy> before, IntPredicate ready) {
    boolean all =
        ready.test(policy.ingress())
            && ready.test(policy.egress())
            && ready.test(policy.auditIngress())
            && ready.test(policy.auditEgress());
    return all ? policy : before.orElse(EndpointPolicy.CLOSED);
  }

  /** Programs go before the entry does: without one they would drop. */
  private void remove(Set<Integer> kept) {
    Set<Integer> gone = new HashSet<>(states.keySet());
    gone.addAll(table.delta().installed().keySet());
    gone.addAll(attached);
    gone.removeAll(kept);
    for (int ifindex : gone) {
      detach(ifindex);
      table.delta().replace(ifindex, Map.of());
    }
  }

  private void attach(Consumer<WriteFailure> failures) {
    for (EndpointState state : states.values()) {
      int ifindex = state.link().ifindex();
      if (!attached.contains(ifindex) && table.delta().settled(ifindex)) {
        hooks.attach(ifindex);
      }
    }
    hooks.finished().forEach(result -> finished(result, failures));
  }

  private void finished(Attacher.Result result, Consumer<WriteFailure> failures) {
    EndpointState state = states.get(result.ifindex());
    if (state == null) { // nobody's any more since
      detach(result.ifindex());
    } else if (result.failure().isEmpty()) {
      attached.add(result.ifindex());
      states.put(
          result.ifindex(),
          new EndpointState(state.link(), state.pod(), state.wanted(), state.inForce(), true));
    } else {
      failures.accept(
          new WriteFailure(
              "programs of interface " + state.link().name(),
              "interface " + result.ifindex(),
              state.pod().map(p -> p),
              false,
              result.failure().get().getMessage()));
    }
  }

  /** Attempts to attach have ended: a round must look at them. */
  boolean hasNews() {
    return hooks.hasNews();
  }

  /** Every endpoint in the kernel has the sets that it should have. */
  boolean flipped() {
    return linksKnown
        && table.delta().settled()
        && states.values().stream().allMatch(s -> s.wanted().equals(s.inForce()));
  }

  /** The pods of this node whose endpoints have not, or may not have, the sets they should have. */
  Set<ObjectName> behind() {
    if (!linksKnown) {
      return Set.copyOf(wanted.keySet());
    }
    return states.values().stream()
        .filter(s -> !s.wanted().equals(s.inForce()) || !table.delta().settled(s.link().ifindex()))
        .flatMap(s -> s.pod().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Every interface has its pod's sets and the programs, and no other has any. */
  boolean settled() {
    return flipped() && states.values().stream().allMatch(EndpointState::attached);
  }

  /** The pod that an interface was matched with. */
  Optional<ObjectName> podAt(int ifindex) {
    return Optional.ofNullable(states.get(ifindex)).flatMap(EndpointState::pod);
  }

  Collection<EndpointState> states() {
    return new ArrayList<>(states.values());
  }
}
