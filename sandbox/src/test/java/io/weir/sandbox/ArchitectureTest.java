package io.weir.sandbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses SANDBOX =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.weir.sandbox");

  @Test
  void theSandboxSpeaksToTheKernelAndToKubernetesThroughOthers() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.jna..", "io.fabric8..")
        .check(SANDBOX);
  }

  @Test
  void theApiServerKnowsNothingOfTheRestOfTheSandbox() {
    noClasses()
        .that()
        .resideInAPackage("io.weir.sandbox.api..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are Weir's and not of the API server",
                c ->
                    c.getPackageName().startsWith("io.weir")
                        && !c.getPackageName().startsWith("io.weir.sandbox.api")))
        .check(SANDBOX);
  }

  @Test
  void thePartsOfTheApiServerThatDecideAreFreeOfNettyAndOfTheStore() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.weir.sandbox.api.admission",
            "io.weir.sandbox.api.patch",
            "io.weir.sandbox.api.table",
            "io.weir.sandbox.api.proto",
            "io.weir.sandbox.api.json")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "io.weir.sandbox.api", "java.util.concurrent..")
        .check(SANDBOX);
  }

  @Test
  void thePackagesHaveNoCycles() {
    slices().matching("io.weir.sandbox.(**)").should().beFreeOfCycles().check(SANDBOX);
  }
}
