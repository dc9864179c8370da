package io.weir.sandbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class SandboxArrowsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.weir.sandbox");

  private static void mayNotUse(String room, String... others) {
    noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(CLASSES);
  }

  @Test
  void theArrowsPointOneWay() {
    mayNotUse(
        "io.weir.sandbox.net..",
        "io.weir.sandbox.host..",
        "io.weir.sandbox.echo..",
        "io.weir.sandbox.controller..",
        "io.weir.sandbox.node..",
        "io.weir.sandbox.api..");
    mayNotUse(
        "io.weir.sandbox.host..",
        "io.weir.sandbox.echo..",
        "io.weir.sandbox.controller..",
        "io.weir.sandbox.node..",
        "io.weir.sandbox.api..");
    mayNotUse(
        "io.weir.sandbox.echo..",
        "io.weir.sandbox.controller..",
        "io.weir.sandbox.node..",
        "io.weir.sandbox.api..",
        "io.weir.sandbox.net..");
    mayNotUse(
        "io.weir.sandbox.api..",
        "io.weir.sandbox.controller..",
        "io.weir.sandbox.node..",
        "io.weir.sandbox.boot..",
        "io.weir.sandbox.echo..");
    mayNotUse(
        "io.weir.sandbox.controller..",
        "io.weir.sandbox.node..",
        "io.weir.sandbox.boot..",
        "io.weir.sandbox.echo..",
        "io.weir.sandbox.host..");
    mayNotUse("io.weir.sandbox.node..", "io.weir.sandbox.boot..", "io.weir.sandbox.cli..");
    slices().matching("io.weir.sandbox.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theRestOfTheSandboxTalksToNoClusterButItsOwn() {
    noClasses().should().dependOnClassesThat().resideInAPackage("io.fabric8..").check(CLASSES);
  }
}
