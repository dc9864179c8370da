package io.weir.policy.oracle;

import io.weir.policy.compile.ClusterNetworkPolicyReader;
import io.weir.policy.compile.Decision;
import io.weir.policy.compile.EndpointPolicy;
import io.weir.policy.compile.NetworkPolicyReader;
import io.weir.policy.compile.PolicyCompiler;
import io.weir.policy.compile.PolicyDelta;
import io.weir.policy.compile.PolicyTables;
import io.weir.policy.model.Direction;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.values.Reading;
import java.util.Optional;

/** One compiler and its tables, told what the oracle's cluster is told. */
public final class CompiledCluster {
  private final Bend bend;
  private final PolicyCompiler compiler;
  private final PolicyTables tables = new PolicyTables();

  public CompiledCluster(String ownNode) {
    this(ownNode, Bend.NOTHING);
  }

  CompiledCluster(String ownNode, Bend bend) {
    compiler = new PolicyCompiler(ownNode);
    this.bend = bend;
  }

  public void take(Change change) {
    bend.change().apply(change).ifPresent(this::tell);
  }

  private void tell(Change change) {
    switch (change) {
      case Change.PodIs c -> compiler.put(c.pod());
      case Change.PodGone c -> compiler.removePod(c.name());
      case Change.NamespaceIs c -> compiler.put(c.namespace());
      case Change.NamespaceGone c -> compiler.removeNamespace(c.name());
      case Change.NodeIs c -> compiler.put(c.node());
      case Change.NodeGone c -> compiler.removeNode(c.name());
      case Change.PolicyIs c -> policy(c.policy().name(), NetworkPolicyReader.read(c.policy()));
      case Change.ClusterPolicyIs c ->
          policy(c.policy().name(), ClusterNetworkPolicyReader.read(c.policy()));
      case Change.PolicyGone c -> compiler.remove(c.name());
    }
  }

  private void policy(PolicyName name, Reading<Policy> reading) {
    reading.value().map(bend.policy()).ifPresentOrElse(compiler::put, () -> compiler.remove(name));
  }

  /** Puts everything told so far into the tables, and takes out what nobody needs any more. */
  public void settle() {
    do {
      tables.apply(drain());
      confirm();
    } while (awaitsDrain());
  }

  PolicyDelta drain() {
    return bend.delta().apply(compiler.drain());
  }

  /** The endpoints have what the last delta said. */
  void confirm() {
    compiler.confirm();
  }

  boolean awaitsDrain() {
    return compiler.awaitsDrain();
  }

  PolicyTables tables() {
    return tables;
  }

  /**
   * What the tables say, of the enforced set or the one that audited policies would make.
   *
   * @param audit the latter
   */
  public Answer judge(Packet asked, boolean audit) {
    Packet packet = bend.packet().apply(asked);
    Optional<EndpointPolicy> endpoint = tables.endpoint(packet.pod());
    if (endpoint.isEmpty()) {
      return Answer.of(false, Answer.Why.CLOSED);
    }
    EndpointPolicy sets = endpoint.get();
    int enforced = packet.direction() == Direction.INGRESS ? sets.ingress() : sets.egress();
    int audited =
        packet.direction() == Direction.INGRESS ? sets.auditIngress() : sets.auditEgress();
    return answer(
        tables.decide(
            audit ? audited : enforced,
            packet.remote(),
            packet.protocol(),
            packet.port(),
            packet.fromOwnNode()));
  }

  private static Answer answer(Decision decision) {
    return decision
        .rule()
        .map(rule -> Answer.by(decision.allowed(), rule.policy(), rule.index()))
        .orElseGet(
            () -> Answer.of(decision.allowed(), Answer.Why.valueOf(decision.cause().name())));
  }
}
