package io.weir.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.maps.WriteFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  private final Problems problems = new Problems((regarding, reason, note) -> {}, Map.of());

  private static WriteFailure failure(String map, String entry) {
    return new WriteFailure(map, entry, Optional.empty(), true, "no room");
  }

  @Test
  void whatLastsIsToldOnceWhicheverRoomFailsBesides() {
    for (int round = 0; round < 5; round++) {
      problems.failures("node", List.of(failure("pods", "1"), failure("pods", "2")));
      problems.failures("services", List.of(failure("frontends", "3")));
    }
    assertThat(problems.recent()).hasSize(3);
  }

  @Test
  void whatComesBackIsToldAgain() {
    problems.failures("node", List.of(failure("pods", "1")));
    problems.failures("node", List.of());
    problems.failures("node", List.of(failure("pods", "1")));
    assertThat(problems.recent()).hasSize(2);
  }
}
