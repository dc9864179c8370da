package io.weir.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.attach.AgentLab;
import io.weir.agent.attach.SocketHook;
import io.weir.agent.attach.SocketPrograms;
import io.weir.bpf.program.Links;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs that somebody takes away come back. */
@Tag("kernel")
class MaintenanceIT {
  private static final Duration OFTEN = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void whatSomebodyDetachedIsAttachedAgain() throws Exception {
    try (AgentLab lab = AgentLab.open();
        SocketPrograms programs = lab.load();
        Maintenance maintenance = new Maintenance(programs, () -> {}, OFTEN)) {
      assertThat(programs.attached()).as("before the maps are filled").isEmpty();
      maintenance.attach();
      await(() -> maintenance.attached().size() == SocketHook.values().length);

      Links.detach(pin(lab, SocketHook.CONNECT4));
      Files.delete(pin(lab, SocketHook.SENDMSG6));
      await(() -> maintenance.repairs() == 2);
      assertThat(programs.attached()).containsExactlyInAnyOrder(SocketHook.values());
    }
  }

  @Test
  void whereSocketsAreAnothersAnswersFindTheirWayAfterNothingBeginsAnyMore() throws Exception {
    try (AgentLab lab = AgentLab.open();
        SocketPrograms programs = lab.load();
        Maintenance maintenance = new Maintenance(programs, () -> {}, OFTEN)) {
      programs.attach();

      maintenance.end();
      assertThat(programs.attached())
          .containsExactlyInAnyOrder(
              SocketHook.RECVMSG4,
              SocketHook.RECVMSG6,
              SocketHook.GETPEERNAME4,
              SocketHook.GETPEERNAME6,
              SocketHook.TCP_TIMING);
      maintenance.actions(_ -> {}).attach().run();
      assertThat(maintenance.expected()).isFalse();

      programs.endAnswering();
      assertThat(programs.attached()).isEmpty();
    }
  }

  @Test
  void anotherAgentsProgramsAreReplaced() throws Exception {
    try (AgentLab lab = AgentLab.open();
        SocketPrograms programs = lab.load();
        SocketPrograms others = lab.load();
        Maintenance maintenance = new Maintenance(programs, () -> {}, OFTEN)) {
      maintenance.attach();
      await(() -> maintenance.attached().size() == SocketHook.values().length);

      others.attach();
      await(() -> maintenance.repairs() == SocketHook.values().length);
      assertThat(programs.attached()).containsExactlyInAnyOrder(SocketHook.values());
      assertThat(others.attached()).isEmpty();
    }
  }

  @Test
  void aChoreThatFailsGetsItsNextTurnAndTakesNoProgramOff() throws Exception {
    try (AgentLab lab = AgentLab.open();
        SocketPrograms programs = lab.load();
        Maintenance maintenance = new Maintenance(programs, () -> {}, OFTEN)) {
      maintenance.attach();
      await(() -> maintenance.attached().size() == SocketHook.values().length);
      AtomicInteger turns = new AtomicInteger();
      maintenance.every(
          OFTEN,
          "fail",
          () -> {
            turns.incrementAndGet();
            throw new IllegalStateException("on purpose");
          });
      await(() -> turns.get() > 2);
      await(() -> maintenance.attached().size() == SocketHook.values().length);
    }
  }

  private static Path pin(AgentLab lab, SocketHook hook) {
    return lab.pins().links().resolve(hook.program());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("patience").isLessThan(end);
      Thread.sleep(OFTEN);
    }
  }
}
