package io.weir.agent.loop;

import io.weir.agent.compile.NodeId;
import io.weir.agent.compile.PortCompiler;
import io.weir.agent.compile.PortKey;
import io.weir.agent.compile.WireChoice;
import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.OwnNode;
import io.weir.policy.model.PodFacts;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.CompiledService;
import io.weir.service.compile.Conflict;
import io.weir.service.compile.Frontend;
import io.weir.service.compile.FrontendClaims;
import io.weir.service.compile.ServiceWhy;
import io.weir.service.model.EndpointSlice;
import io.weir.service.model.Service;
import io.weir.values.Fault;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a question may look at. Only valid while the loop runs the question. */
public final class LoopView {
  private final ClusterState state;
  private final ServiceSync services;
  private final NodeSync node;
  private final Optional<Enforcement> enforcement;
  private final Optional<WireSync> wire;
  private final Faults faults;

  /** Those that bring the model into maps. */
  record Syncs(
      ServiceSync services,
      NodeSync node,
      Optional<Enforcement> enforcement,
      Optional<WireSync> wire) {}

  LoopView(ClusterState state, Syncs syncs, Faults faults) {
    this.state = state;
    this.services = syncs.services();
    this.node = syncs.node();
    this.enforcement = syncs.enforcement();
    this.wire = syncs.wire();
    this.faults = faults;
  }

  /** Whether our Node object has been seen: before that its facts are a guess. */
  boolean nodeKnown() {
    return state.nodeKnown();
  }

  public OwnNode node() {
    return state.node();
  }

  /** Addresses of the node that accept NodePorts. */
  public Set<IpAddress> acceptedAddresses() {
    return node.acceptedAddresses();
  }

  public Collection<PodFacts> localPods() {
    return state.localPods();
  }

  public boolean balancesAtSocket(String namespace) {
    return state.balancesAtSocket(namespace);
  }

  /** The Services in force, compiled; before the question who owns a frontend. */
  public Map<ObjectName, CompiledService> compiled() {
    return Collections.unmodifiableMap(services.compiled());
  }

  public FrontendClaims claims() {
    return services.claims();
  }

  public Optional<Service> service(ObjectName name) {
    return state.service(name);
  }

  public Collection<EndpointSlice> slices(ObjectName service) {
    return state.slices(service);
  }

  /** Which endpoints a Service port uses, and why. */
  public Optional<ServiceWhy> why(CompiledPort port) {
    return services.why(port);
  }

  /** Service ids in use, and whose each is. */
  public Map<Integer, PortKey> serviceIds() {
    Map<Integer, PortKey> ids = new HashMap<>();
    services.placements().placed().forEach((key, at) -> ids.put(at.placement().serviceId(), key));
    return ids;
  }

  /** The other nodes by the number that the maps have for each. */
  public Map<Integer, String> nodeNames() {
    Map<Integer, String> names = new HashMap<>();
    state.wire().nodes().forEach(node -> names.put(NodeId.of(node.name()), node.name()));
    return names;
  }

  /** Addresses of the cluster's nodes, ours among them. */
  public Map<IpAddress, String> nodesByAddress() {
    Map<IpAddress, String> names = new HashMap<>();
    state.wire().nodes().forEach(node -> node.internal().forEach(a -> names.put(a, node.name())));
    return names;
  }

  /** Whether the maps hold this port as it was compiled last. */
  public boolean programmed(CompiledPort port) {
    return services.programmed(port);
  }

  /** What is wrong with a Service and with what was compiled from it. */
  public List<Fault> faults(ObjectName service) {
    List<Fault> all = new ArrayList<>(faults.of(service));
    all.addAll(faults.of("compiled " + service));
    return all;
  }

  /** What is wrong with objects right now, at most {@code most}. */
  public List<Fault> faults(int most) {
    return faults.some(most);
  }

  /** Frontends that a Service claims and another one has, at most {@code most}. */
  public List<Conflict> conflicts(int most) {
    return services.conflicts(most);
  }

  /** What the programs on the wire choose from at a frontend; empty where it has no place yet. */
  public Optional<WireChoice> choice(CompiledPort port, Frontend frontend) {
    return services
        .placements()
        .placed(new PortKey(port.port(), port.family()))
        .map(at ->
            PortCompiler.choice(
                granted(port), frontend, at.layout(), at.placement(), node().facts()));
  }

  /** The port with the frontends that are its own. */
  private CompiledPort granted(CompiledPort port) {
    return claims().granted(services.compiled().get(port.port().service())).ports().stream()
        .filter(p -> p.port().equals(port.port()) && p.family() == port.family())
        .findFirst()
        .orElse(port);
  }

  /** Services on the wire; empty where only sockets are served. */
  public Optional<WireView> wire() {
    return wire.map(WireSync::view);
  }

  /** Whether an address is one of this node's own. */
  public boolean isOwn(IpAddress address) {
    return state.localAddresses().contains(address)
        || state.node().facts().addresses().contains(address);
  }

  /** Policies and endpoints; empty where policies are not ours to enforce. */
  public Optional<PolicyView> policies() {
    return enforcement.map(e -> new PolicyView(state, e, faults));
  }

  Map<ClusterEvent.Kind, Integer> objects() {
    return state.objects();
  }

  ServiceTotals totals() {
    return services.totals();
  }

  Map<String, Integer> entries() {
    Map<String, Integer> all = new HashMap<>(services.entries());
    all.putAll(node.entries());
    enforcement.ifPresent(e -> all.putAll(e.policies().entries()));
    wire.ifPresent(w -> all.putAll(w.entries()));
    return all;
  }
}
