package io.weir.policy.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * The compiled tables against the oracle. {@code -Dweir.seed=N} repeats a run; {@code
 * -Dweir.flows=N} makes it longer.
 */
class PolicyProperties {
  private static final int PACKETS = 100;

  static long seed(String what) {
    long seed = Long.getLong("weir.seed", ThreadLocalRandom.current().nextLong(1L << 40));
    System.out.println(what + ": -Dweir.seed=" + seed);
    return seed;
  }

  @Test
  void verdictAndRuleAreThoseOfTheOracleForAMillionFlows() {
    long seed = seed("oracle");
    long wanted = Long.getLong("weir.flows", 1_000_000);
    long start = System.nanoTime();
    long flows = 0;
    int clusters = 0;
    while (flows < wanted) {
      Differential run = new Differential(seed + clusters++, Bend.NOTHING);
      Optional<Differential.Mismatch> mismatch = run.run(PACKETS);
      flows += run.flows();
      if (mismatch.isPresent()) {
        throw new AssertionError(mismatch.get().toString());
      }
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.printf(
        "oracle: %d flows in %d clusters, %d ms, %d flows/s%n",
        flows, clusters, millis, flows * 1000 / Math.max(1, millis));
    assertThat(flows).isGreaterThanOrEqualTo(wanted);
  }
}
