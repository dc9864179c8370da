package io.weir.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.PolicySnapshot;
import io.weir.agent.observe.Snapshots;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusScreenTest {
  private static final Instant NOW = Snapshots.NOW;

  @Test
  void aMissingProgramIsAFinding() {
    assertThat(StatusScreen.findings(Snapshots.healthy(), NOW))
        .containsExactly("no program of ours is on hook connect6");
  }

  @Test
  void aLoopThatTellsNothingAndASilentApiServerAreFindings() {
    assertThat(StatusScreen.findings(Snapshots.healthy(), NOW.plusSeconds(400)))
        .contains(
            "the loop has told nothing since 2026-05-01T12:00:00Z: it hangs",
            "the API server has been silent since 2026-05-01T11:59:59Z");
  }

  @Test
  void anAgentThatHasJustStartedSaysThatNothingIsWrittenYet() {
    assertThat(StatusScreen.findings(AgentSnapshot.starting("n", NOW), NOW))
        .containsExactly("the maps have not been written yet");
  }

  @Test
  void whatPolicyForbidsIsNoFindingButRulesThatAreNotInForceAre() {
    PolicySnapshot policy =
        new PolicySnapshot(
            new PolicySnapshot.Counts(7, 1, 2, 4, 90, 11, 1, 2, 3),
            PolicySnapshot.Workload.NONE,
            List.of(
                new PolicySnapshot.Drop("isolated", "to_pod", 30, 1800),
                new PolicySnapshot.Drop("rules_missing", "from_pod", 2, 120)));

    assertThat(PolicyStatus.findings(policy))
        .containsExactly(
            "policies=1 do not fit the dataplane: weir policy ls",
            "pods=3 do not have the policies they ought to: weir endpoint ls",
            "packets=2 dropped because rules are missing: report it");
    assertThat(PolicyStatus.findings(Snapshots.healthy().policy())).isEmpty();
    assertThat(PolicyStatus.drops(policy))
        .isEqualTo("isolated to_pod=30, rules_missing from_pod=2");
  }

  @Test
  void theScreenFitsATerminal() {
    String text = StatusScreen.text(Snapshots.healthy(), "1", List.of());

    assertThat(text).hasLineCount(22);
    assertThat(text.lines()).allSatisfy(line -> assertThat(line).isEqualTo(line.stripTrailing()));
  }
}
