package io.weir.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.Snapshots;
import java.time.Instant;
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
  void theScreenFitsATerminal() {
    String text = StatusScreen.text(Snapshots.healthy(), "1", java.util.List.of());

    assertThat(text).hasLineCount(14);
    assertThat(text.lines()).allSatisfy(line -> assertThat(line).isEqualTo(line.stripTrailing()));
  }
}
