package io.weir.policy.compile;

import io.weir.policy.model.Direction;
import io.weir.policy.model.Peer;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PortMatch;
import io.weir.policy.model.Rule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What has to be known of every address before a set can be made: whether it is that peer, and
 * where a port's name is given, by which numbers it goes there.
 *
 * @param portName "" = only whether it is the peer
 */
record Question(Peer peer, String portName) {

  /** Those of one policy. Namespaces and blocks need none: they are asked when rows are made. */
  static Set<Question> of(Policy policy, Direction direction) {
    Set<Question> questions = new LinkedHashSet<>();
    for (Rule rule : policy.rules(direction)) {
      for (Peer peer : rule.peers()) {
        if (Ask.kind(peer) == PartKind.POD) {
          questions.add(new Question(peer, ""));
        }
      }
      if (direction == Direction.EGRESS) {
        for (PortMatch port : rule.ports()) {
          if (port instanceof PortMatch.Named named) {
            peers(rule).forEach(peer -> questions.add(new Question(peer, named.name())));
          }
        }
      }
    }
    return questions;
  }

  /** Whose ports a name may stand for. */
  static List<Peer> peers(Rule rule) {
    return rule.anyPeer() ? List.of(Ask.EVERY_POD) : rule.peers();
  }
}
