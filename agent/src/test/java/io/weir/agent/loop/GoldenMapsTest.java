package io.weir.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.cli.MapPicture;
import io.weir.agent.maps.MemoryKernel;
import io.weir.agent.model.ClusterEvent;
import io.weir.agent.watch.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * From manifests to maps. Each folder of {@code golden} is one behaviour: Kubernetes objects go in
 * step by step ({@code NN-what.yaml}), and the maps after each step are {@code NN-what.maps}, in
 * the text of {@code weir map dump}. {@code -Dgolden.update=true} writes them anew: read the
 * difference before it is committed.
 */
class GoldenMapsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  /** Longer than the grace period of slots and than the pause before a retry. */
  private static final Duration REST = Duration.ofSeconds(6);

  static Stream<Path> behaviours() throws IOException {
    return children(GOLDEN).filter(Files::isDirectory).map(Path::getFileName);
  }

  @ParameterizedTest
  @MethodSource("behaviours")
  void mapsAfterEachStep(Path behaviour) throws IOException {
    MemoryKernel kernel = new MemoryKernel(64, 256);
    TestLoop agent = new TestLoop(kernel);
    agent.turn(read(GOLDEN.resolve("node.yaml")));
    agent.turn(Cluster.ends());
    for (Path step : children(GOLDEN.resolve(behaviour)).toList()) {
      if (step.toString().endsWith(".yaml")) {
        agent.turn(read(step));
        agent.turnAfter(REST);
        compare(MapPicture.of(kernel), maps(step));
      }
    }
  }

  private static Stream<Path> children(Path directory) throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found.sorted().toList().stream();
    }
  }

  private static List<ClusterEvent> read(Path manifests) throws IOException {
    return Manifests.read(Files.readString(manifests));
  }

  private static Path maps(Path step) {
    return step.resolveSibling(step.getFileName().toString().replace(".yaml", ".maps"));
  }

  private static void compare(String picture, Path expected) throws IOException {
    if (UPDATE) {
      Files.writeString(expected, picture);
    }
    assertThat(expected).as("picture of a step; made with -Dgolden.update=true").exists();
    assertThat(picture).as(expected.toString()).isEqualTo(Files.readString(expected));
  }
}
