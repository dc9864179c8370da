package io.weir.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The arrows of this module; ARCHITECTURE.md has the drawing. A rule that matches no class fails:
 * whoever renames a package moves its rule along.
 */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.weir.agent");

  /** Clocks, threads, input and output, logging: what a layer that only decides has no use for. */
  private static final DescribedPredicate<JavaClass> EFFECTS =
      DescribedPredicate.describe(
          "clocks, threads, I/O or logging",
          type ->
              type.getPackageName().startsWith("java.io")
                  || type.getPackageName().startsWith("java.nio.file")
                  || type.getPackageName().startsWith("java.nio.channels")
                  || type.getPackageName().startsWith("java.net")
                  || type.getPackageName().startsWith("java.util.logging")
                  || type.getPackageName().startsWith("org.slf4j")
                  || type.getPackageName().startsWith("java.util.concurrent")
                  || type.getName().equals("java.lang.Thread")
                  || type.getName().equals("java.time.Clock")
                  || type.getName().equals("java.time.InstantSource"));

  private static String[] layers(String... names) {
    return Arrays.stream(names).map(name -> "io.weir.agent." + name + "..").toArray(String[]::new);
  }

  private static void neverReaches(String layer, String... others) {
    noClasses()
        .that()
        .resideInAPackage("io.weir.agent." + layer + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(layers(others))
        .check(CLASSES);
  }

  @Test
  void onlyWatchKnowsTheKubernetesClient() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.weir.agent.watch..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.fabric8..")
        .check(CLASSES);
  }

  @Test
  void nobodyCallsCAndNobodyBindsToTheJsonTreeLibrary() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.sun.jna..", "io.weir.bpf.libbpf..", "com.fasterxml.jackson.databind..")
        .check(CLASSES);
  }

  @Test
  void whatDecidesHasNoEffects() {
    noClasses()
        .that()
        .resideInAnyPackage(layers("model", "compile", "diff"))
        .should()
        .dependOnClassesThat(EFFECTS)
        .check(CLASSES);
    for (Class<?> clock : new Class<?>[] {System.class, java.time.Instant.class}) {
      for (String method : new String[] {"now", "currentTimeMillis", "nanoTime"}) {
        noClasses()
            .that()
            .resideInAnyPackage(layers("model", "compile", "diff"))
            .should()
            .callMethod(clock, method)
            .check(CLASSES);
      }
    }
  }

  @Test
  void watchAndNetlinkHandValuesToTheModelAndSeeNoOtherLayer() {
    String[] others = {
      "compile", "diff", "maps", "attach", "loop", "boot", "observe", "http", "cli"
    };
    neverReaches("watch", others);
    neverReaches("watch", "netlink");
    neverReaches("netlink", others);
    neverReaches("netlink", "watch");
  }

  @Test
  void modelAndDiffSeeNoLayer() {
    String[] others = {"watch", "netlink", "compile", "maps", "attach", "loop", "boot"};
    neverReaches("model", others);
    neverReaches("model", "diff", "observe", "http", "cli");
    neverReaches("diff", others);
    neverReaches("diff", "model", "observe", "http", "cli");
  }

  @Test
  void compileReachesNothingThatActs() {
    neverReaches(
        "compile", "watch", "netlink", "maps", "attach", "loop", "boot", "observe", "http", "cli");
  }

  @Test
  void whatActsDoesNotReachBackToWhereEventsComeFrom() {
    neverReaches("maps", "watch", "netlink", "loop", "boot", "http", "cli");
    neverReaches("attach", "watch", "netlink", "loop", "boot", "http", "cli");
    neverReaches("tunnel", "watch", "netlink", "maps", "attach", "loop", "boot", "http", "cli");
    neverReaches("deny", "watch", "netlink", "loop", "boot", "http", "cli");
  }

  @Test
  void theModelIsRecordsEnumsAndInterfaces() {
    classes()
        .that()
        .resideInAPackage("io.weir.agent.model..")
        .should()
        .beRecords()
        .orShould()
        .beEnums()
        .orShould()
        .beInterfaces()
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.weir.agent.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void filesAreShort() throws IOException {
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(300);
      }
    }
  }
}
