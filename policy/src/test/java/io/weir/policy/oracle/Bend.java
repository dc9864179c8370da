package io.weir.policy.oracle;

import io.weir.policy.compile.PolicyDelta;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.Policy;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What is done to everything that goes into the real compiler or comes out of it: nothing, or a
 * mistake that one could make.
 */
record Bend(
    Function<Change, Optional<Change>> change,
    UnaryOperator<Policy> policy,
    UnaryOperator<PolicyDelta> delta,
    UnaryOperator<Packet> packet) {
  static final Bend NOTHING =
      new Bend(
          Optional::of,
          UnaryOperator.identity(),
          UnaryOperator.identity(),
          UnaryOperator.identity());

  static Bend change(Function<Change, Optional<Change>> change) {
    return new Bend(change, NOTHING.policy, NOTHING.delta, NOTHING.packet);
  }

  static Bend pods(UnaryOperator<PodFacts> bend) {
    return change(c ->
        Optional.of(
            c instanceof Change.PodIs(PodFacts pod) ? new Change.PodIs(bend.apply(pod)) : c));
  }

  static Bend nodes(UnaryOperator<NodeFacts> bend) {
    return change(c ->
        Optional.of(
            c instanceof Change.NodeIs(NodeFacts node) ? new Change.NodeIs(bend.apply(node)) : c));
  }

  static Bend policy(UnaryOperator<Policy> policy) {
    return new Bend(NOTHING.change, policy, NOTHING.delta, NOTHING.packet);
  }

  static Bend delta(UnaryOperator<PolicyDelta> delta) {
    return new Bend(NOTHING.change, NOTHING.policy, delta, NOTHING.packet);
  }

  static Bend packet(UnaryOperator<Packet> packet) {
    return new Bend(NOTHING.change, NOTHING.policy, NOTHING.delta, packet);
  }
}
