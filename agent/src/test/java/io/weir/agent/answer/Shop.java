package io.weir.agent.answer;

import io.weir.agent.loop.EndpointState;
import io.weir.agent.model.MacAddress;
import io.weir.agent.model.PodLink;
import io.weir.policy.compile.EndpointPolicy;
import io.weir.policy.compile.PolicyCompiler;
import io.weir.policy.compile.PolicyTables;
import io.weir.policy.model.Action;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.Peer;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.PortMatch;
import io.weir.policy.model.Rule;
import io.weir.policy.model.Selector;
import io.weir.policy.model.Tier;
import io.weir.values.Fault;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.L4Address;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A small shop: web on n2, db and cache on n1, a job in namespace test. shop/db isolates db and
 * lets web in at TCP 5432; the administrators keep namespace test out. Compiled as for node n1.
 */
final class Shop implements PolicyModel {
  static final PolicyName DB = PolicyName.networkPolicy("shop", "db");
  static final PolicyName NO_TEST = PolicyName.clusterNetworkPolicy("no-test");
  static final ObjectName DB_POD = new ObjectName("shop", "db");

  private final PolicyCompiler compiler = new PolicyCompiler("n1");
  private final PolicyTables tables = new PolicyTables();
  private final Map<ObjectName, PodFacts> pods = new LinkedHashMap<>();
  private final List<NodeFacts> nodes = new ArrayList<>();
  private final Map<PolicyName, Policy> policies = new HashMap<>();
  private final Map<PolicyName, List<Fault>> faults = new HashMap<>();
  private final Map<PolicyName, String> refused = new HashMap<>();
  private final Map<ObjectName, EndpointPolicy> wanted = new HashMap<>();
  private final Map<ObjectName, EndpointPolicy> stale = new HashMap<>();

  Shop() {
    node("n1", "192.0.2.1", "fd00::1");
    node("n2", "192.0.2.2", "fd00::2");
    namespace("shop");
    namespace("test");
    pod("shop/web", "n2", "app=web", false, "10.0.2.5", "fd00:2::5");
    pod("shop/db", "n1", "app=db", false, "10.0.1.5", "fd00:1::5");
    pod("shop/cache", "n1", "app=cache", false, "10.0.1.6");
    pod("shop/agent", "n1", "app=agent", true);
    pod("test/job", "n1", "app=job", false, "10.0.1.7");
    policy(
        new Policy(
            DB,
            Tier.NETWORK_POLICY,
            0,
            new Peer.PodsOf("shop", with("app", "db")),
            List.of(
                accept(
                    0,
                    new Peer.PodsOf("shop", with("app", "web")),
                    new PortMatch.Range(Protocol.TCP, 5432, 5432))),
            List.of(),
            true,
            false,
            false));
    policy(
        new Policy(
            NO_TEST,
            Tier.ADMIN,
            7,
            new Peer.PodsIn(Selector.EVERYTHING, Selector.EVERYTHING),
            List.of(
                new Rule(
                    0,
                    "tests stay out",
                    Action.DENY,
                    false,
                    List.of(
                        new Peer.PodsIn(
                            with("kubernetes.io/metadata.name", "test"), Selector.EVERYTHING)),
                    true,
                    List.of())),
            List.of(),
            false,
            false,
            false));
    compile();
  }

  static Rule accept(int index, Peer peer, PortMatch... ports) {
    return new Rule(
        index, "", Action.ACCEPT, false, List.of(peer), ports.length == 0, List.of(ports));
  }

  static Selector with(String key, String value) {
    return new Selector(
        List.of(new Selector.Requirement(key, Selector.Operator.IN, Set.of(value))));
  }

  static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  void node(String name, String... addresses) {
    NodeFacts node =
        new NodeFacts(
            name,
            Map.of(),
            List.of(addresses).stream().map(Shop::ip).toList(),
            List.of(IpPrefix.parse("10.0.0.0/16").orElseThrow()));
    nodes.add(node);
    compiler.put(node);
  }

  void namespace(String name) {
    compiler.put(
        new NamespaceFacts(
            name, Map.of("kubernetes.io/metadata.name", name), true, name.equals("test"), false));
  }

  void pod(String name, String node, String label, boolean hostNetwork, String... addresses) {
    String[] parts = name.split("/");
    PodFacts pod =
        new PodFacts(
            new ObjectName(parts[0], parts[1]),
            "uid-" + name,
            node,
            1,
            hostNetwork,
            List.of(addresses).stream().map(Shop::ip).toList(),
            Map.of(label.split("=")[0], label.split("=")[1]),
            List.of(),
            true);
    pods.put(pod.name(), pod);
    compiler.put(pod);
  }

  void policy(Policy policy) {
    policies.put(policy.name(), policy);
    compiler.put(policy);
  }

  void faults(PolicyName name, Fault... all) {
    faults.put(name, List.of(all));
  }

  void refuse(PolicyName name, String reason) {
    refused.put(name, reason);
  }

  /** The kernel has other sets at the pod than it should have. */
  void inForce(String pod, EndpointPolicy policy) {
    stale.put(new ObjectName("shop", pod), policy);
  }

  EndpointPolicy wanted(String pod) {
    return wanted.get(new ObjectName("shop", pod));
  }

  void compile() {
    var delta = compiler.drain();
    tables.apply(delta);
    delta
        .endpoints()
        .forEach((pod, policy) ->
            policy.ifPresentOrElse(p -> wanted.put(pod, p), () -> wanted.remove(pod)));
  }

  @Override
  public String node() {
    return "n1";
  }

  @Override
  public Set<PolicyName> names() {
    Set<PolicyName> names = new TreeSet<>(policies.keySet());
    names.addAll(faults.keySet());
    return names;
  }

  @Override
  public Map<PolicyName, Policy> policies() {
    return policies;
  }

  @Override
  public boolean audited(Policy policy) {
    return policy.audit();
  }

  @Override
  public List<Fault> faults(PolicyName policy) {
    return faults.getOrDefault(policy, List.of());
  }

  @Override
  public Map<PolicyName, String> refused() {
    return refused;
  }

  @Override
  public PolicyTables tables() {
    return tables;
  }

  /** Every set has its own hundred. */
  @Override
  public int counters(int set) {
    return tables.set(set).isPresent() ? 100 + Math.floorMod(set, 1 << 20) * 100 : 0;
  }

  /** shop/cache has no interface yet. */
  @Override
  public Collection<EndpointState> endpoints() {
    return List.of(endpoint(9, DB_POD), endpoint(11, new ObjectName("test", "job")));
  }

  private EndpointState endpoint(int ifindex, ObjectName pod) {
    EndpointPolicy policy = wanted.get(pod);
    return new EndpointState(
        new PodLink(
            ifindex,
            1,
            "veth" + ifindex,
            new MacAddress(0x0200_0000_0000L + ifindex),
            new MacAddress(0x0200_0000_1000L + ifindex),
            Set.copyOf(pods.get(pod).addresses())),
        Optional.of(pod),
        policy,
        stale.getOrDefault(pod, policy),
        true);
  }

  @Override
  public Collection<PodFacts> localPods() {
    return pods.values().stream().filter(pod -> pod.node().equals("n1")).toList();
  }

  @Override
  public boolean strict(String namespace) {
    return namespace.equals("test");
  }

  @Override
  public Optional<PodFacts> pod(ObjectName name) {
    return Optional.ofNullable(pods.get(name));
  }

  @Override
  public Collection<PodFacts> pods() {
    return pods.values();
  }

  @Override
  public Collection<NodeFacts> nodes() {
    return nodes;
  }

  /** One Service, in front of shop/db. */
  @Override
  public Optional<Translation> service(L4Address address, Protocol protocol) {
    return address.toString().equals("10.96.0.10:80")
        ? Optional.of(new Translation("shop/db/" + protocol, List.of("10.0.1.5:5432")))
        : Optional.empty();
  }
}
