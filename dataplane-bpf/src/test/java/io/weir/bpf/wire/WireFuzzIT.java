package io.weir.bpf.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.KernelTest;
import io.weir.bpf.packet.Mutator;
import io.weir.bpf.packet.Packet;
import io.weir.bpf.packet.Whole;
import io.weir.bpf.program.TestRun;
import io.weir.bpf.wire.Hook.Verdict;
import io.weir.bpf.wire.LabNode.Dropped;
import io.weir.bpf.workload.Drop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Packets of every kind, as they come, broken and random, through every program that translates:
 * each is passed on, sent, or dropped, and counted as that; none is dropped for a reason that would
 * be a bug.
 */
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireFuzzIT {
  private static final int PACKETS = 100_000;

  /** Indexes of enum wire_path. */
  private static final int STACK = 0;

  private static final int ANSWER = 10;

  private static final Set<Drop> BUGS =
      Set.of(Drop.NONE, Drop.RULES_MISSING, Drop.UNKNOWN_ENDPOINT, Drop.REWRITE);

  private final long seed = Long.getLong("fuzz.seed", System.nanoTime());
  private WireFuzzLab lab;

  @BeforeAll
  void build() {
    KernelTest.require();
    lab = new WireFuzzLab("wirefuzz");
  }

  @AfterAll
  void clean() {
    if (lab != null) {
      lab.close();
    }
  }

  @BeforeEach
  void begin() {
    lab.begin();
  }

  @ParameterizedTest
  @EnumSource
  void whateverComesIsPassedOnSentOrDroppedForAReason(Hook hook) {
    Mutator mutator = new Mutator(seed, lab.originals(hook).stream().map(Packet::bytes).toList());
    List<byte[]> aside = new ArrayList<>();
    Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    lab.inside(() -> {
      for (int i = 0; i < PACKETS; i++) {
        byte[] packet = mutator.next();
        if (isProbe(packet)) {
          aside.add(packet);
        } else {
          verdicts.merge(verdict(hook, packet), 1L, Long::sum);
        }
      }
    });
    assertThat(verdicts).as("fuzz.seed=%d", seed).containsKeys(Verdict.PASSED_ON);
    assertCounted(hook, verdicts);
    lab.inside(() -> aside.forEach(packet -> verdict(hook, packet)));
    assertThat(lab.node.drops().keySet().stream().map(Dropped::reason))
        .as("fuzz.seed=%d", seed)
        .doesNotContainAnyElementsOf(BUGS);
  }

  private Verdict verdict(Hook hook, byte[] packet) {
    TestRun run = lab.run(hook, packet);
    Verdict verdict = hook.verdict(run.result());
    if (verdict == Verdict.UNKNOWN) {
      throw new AssertionError(
          "%s answered %d, fuzz.seed=%d: %s"
              .formatted(hook.program, run.result(), seed, hex(packet)));
    }
    return verdict;
  }

  /** Nodes that ask each other whether they take tunnels are counted nowhere. */
  private static boolean isProbe(byte[] packet) {
    String text = hex(packet);
    return text.contains("ff570405") || text.contains("ff570505");
  }

  /** What is sent has a path, what is dropped a reason; an answer of ours has both. */
  private void assertCounted(Hook hook, Map<Verdict, Long> verdicts) {
    Map<Integer, Long> paths = lab.node.paths();
    long stack = paths.getOrDefault(STACK, 0L);
    long answers = paths.getOrDefault(ANSWER, 0L);
    Map<Dropped, Long> drops = lab.node.drops();
    String found = "fuzz.seed=%d %s %s %s".formatted(seed, verdicts, paths, drops);

    assertThat(paths).as(found).containsKeys(hook.paths());
    assertThat(sum(paths) - stack).as(found).isEqualTo(verdicts.getOrDefault(Verdict.SENT, 0L));
    assertThat(sum(drops) - answers)
        .as(found)
        .isEqualTo(verdicts.getOrDefault(Verdict.DROPPED, 0L));
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @ParameterizedTest
  @EnumSource
  void whatComesWholeLeavesWhole(Hook hook) {
    Map<String, String> broken = new HashMap<>();
    List<byte[]> changed = new ArrayList<>();
    List<Packet> originals = lab.originals(hook);
    lab.inside(() -> {
      for (Packet original : originals) {
        byte[] packet = original.bytes();
        assertThat(Whole.fault(packet)).as("as it came").isEmpty();
        byte[] left = lab.run(hook, packet).packet();
        if (!Arrays.equals(packet, left)) {
          changed.add(left);
        }
        Whole.fault(left).ifPresent(fault -> broken.put(hex(packet), fault + " in " + hex(left)));
      }
    });
    assertThat(broken).isEmpty();
    assertThat(changed).isNotEmpty();
  }

  private static String hex(byte[] packet) {
    return HexFormat.of().formatHex(packet);
  }
}
