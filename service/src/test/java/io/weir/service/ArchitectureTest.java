package io.weir.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of this module (ARCHITECTURE.md): pure, JDK only, facts before decisions. */
class ArchitectureTest {
  private static final JavaClasses SERVICE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.weir.service");

  @Test
  void importsOnlyTheJdk() {
    classes()
        .that()
        .resideInAPackage("io.weir.service..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.weir.service..", "io.weir.values..", "java.lang..", "java.util..", "java.time..")
        .check(SERVICE);
  }

  @Test
  void hasNoEffects() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..",
            "java.nio..",
            "java.net..",
            "java.util.concurrent..",
            "java.util.logging..",
            "java.lang.foreign..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(java.time.Clock.class, Thread.class, Runtime.class)
        .check(SERVICE);
    noClasses()
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(SERVICE);
  }

  @Test
  void modelHoldsValuesOnly() {
    classes()
        .that()
        .resideInAPackage("..model..")
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .beAssignableTo(aValue())
        .check(SERVICE);
  }

  private static DescribedPredicate<JavaClass> aValue() {
    return DescribedPredicate.describe(
        "record, enum or sealed interface",
        c -> c.isRecord() || c.isEnum() || c.isInterface() && c.reflect().isSealed());
  }

  @Test
  void modelDoesNotKnowCompile() {
    noClasses()
        .that()
        .resideInAPackage("..model..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..compile..")
        .check(SERVICE);
    slices().matching("io.weir.service.(*)..").should().beFreeOfCycles().check(SERVICE);
  }
}
