package io.weir.policy;

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
  private static final JavaClasses POLICY =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.weir.policy");

  @Test
  void importsOnlyTheJdk() {
    classes()
        .that()
        .resideInAPackage("io.weir.policy..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.weir.policy..", "io.weir.values..", "java.lang..", "java.util..")
        .check(POLICY);
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
        .check(POLICY);
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
        .check(POLICY);
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
        .check(POLICY);
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
        .resideInAnyPackage("..compile..", "..select..")
        .check(POLICY);
    slices().matching("io.weir.policy.(*)..").should().beFreeOfCycles().check(POLICY);
  }
}
