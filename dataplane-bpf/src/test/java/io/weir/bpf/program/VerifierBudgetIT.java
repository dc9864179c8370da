package io.weir.bpf.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.BpfException.LayoutMismatch;
import io.weir.bpf.KernelTest;
import io.weir.bpf.abi.SocketConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What each program costs the verifier, with everything switched on. More than a tenth over
 * verifier-budget.txt fails; -Dgolden.update=true writes it anew.
 */
@Tag("kernel")
class VerifierBudgetIT {
  private static final Path BUDGET = Path.of("verifier-budget.txt");
  private static final Path OBJECTS = Path.of("target/classes/io/weir/bpf/objects");
  private static final SocketConfig ALL_ON = new SocketConfig(1, true, true);
  private static final SocketConfig ALL_OFF = new SocketConfig(0, false, false);

  @BeforeEach
  void require() {
    KernelTest.require();
  }

  @Test
  void everyProgramLoadsWithEverythingOffToo() throws IOException {
    assertThat(instructions(ALL_OFF)).isNotEmpty();
  }

  @Test
  void noProgramGrowsByMoreThanATenth() throws IOException {
    String kernel =
        "kernel " + System.getProperty("os.version").replaceAll("(\\d+\\.\\d+).*", "$1");
    Map<String, Integer> now = instructions(ALL_ON);
    if (Boolean.getBoolean("golden.update")) {
      List<String> lines = new ArrayList<>(List.of(kernel));
      now.forEach((program, count) -> lines.add(program + " " + count));
      Files.write(BUDGET, lines);
    }
    List<String> budget = Files.readAllLines(BUDGET);
    Assumptions.assumeTrue(
        budget.getFirst().equals(kernel),
        "skipped: the budget is for " + budget.getFirst() + ", this is " + kernel);
    Map<String, Integer> allowed = new TreeMap<>();
    for (String line : budget.subList(1, budget.size())) {
      int space = line.lastIndexOf(' ');
      allowed.put(line.substring(0, space), Integer.parseInt(line.substring(space + 1)));
    }

    assertThat(now.keySet()).as("programs in " + BUDGET).isEqualTo(allowed.keySet());
    now.forEach((program, count) ->
        assertThat(count)
            .as("verified instructions of " + program)
            .isLessThanOrEqualTo(allowed.get(program) * 11 / 10));
  }

  private static Map<String, Integer> instructions(SocketConfig config) throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    try (var files = Files.list(OBJECTS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".bpf.o")).toList()) {
        try (LoadedObject loaded = configured(BpfObject.open(file), config).load()) {
          for (Program program : loaded.programs()) {
            counts.put(file.getFileName() + " " + program.name(), program.verifiedInstructions());
          }
        }
      }
    }
    return counts;
  }

  private static BpfObject configured(BpfObject object, SocketConfig config) {
    try {
      return object.configure(config);
    } catch (LayoutMismatch e) {
      return object; // one that has no socket_config
    }
  }
}
