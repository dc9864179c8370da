package io.weir.agent.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.RuleSetKey;
import io.weir.policy.compile.PortPrefix;
import io.weir.policy.compile.PortRow;
import io.weir.policy.compile.RuleBits;
import io.weir.policy.compile.RuleRef;
import io.weir.policy.compile.RuleSet;
import io.weir.policy.model.Action;
import io.weir.policy.model.Direction;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.Tier;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RuleSetCompilerTest {
  private static final int ID = 7;

  private static RuleBits bits(int... set) {
    BitSet bits = new BitSet();
    IntStream.of(set).forEach(bits::set);
    return RuleBits.of(bits);
  }

  private static int flags(int rules, RuleBits anyPort) {
    PolicyName policy = PolicyName.networkPolicy("n", "p");
    List<RuleRef> refs =
        IntStream.range(0, rules)
            .mapToObj(i -> new RuleRef(policy, Tier.NETWORK_POLICY, i, "", Action.ACCEPT))
            .toList();
    RuleBits none = RuleBits.NONE;
    RuleSet set =
        new RuleSet(
            ID,
            Direction.INGRESS,
            true,
            0,
            refs,
            List.of(policy),
            List.of(policy),
            none,
            none,
            none,
            none,
            none,
            false,
            List.of(new PortRow(PortPrefix.ANY, anyPort, anyPort)));
    return RuleSetCompiler.headers(set, 0).get(new RuleSetKey(ID, 0)).flags();
  }

  @Test
  void portsMatterUnlessEveryRuleIsForAnyPort() {
    assertThat(flags(2, bits(0, 1)) & PolicyFlags.RULE_SET_PORTS).isZero();
    assertThat(flags(0, bits()) & PolicyFlags.RULE_SET_PORTS).isZero();
  }

  @Test
  void aRuleWhosePortNobodyHasIsNotForAnyPort() {
    assertThat(flags(1, bits()) & PolicyFlags.RULE_SET_PORTS).isNotZero();
    assertThat(flags(2, bits(0)) & PolicyFlags.RULE_SET_PORTS).isNotZero();
  }
}
