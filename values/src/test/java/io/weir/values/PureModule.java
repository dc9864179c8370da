package io.weir.values;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The arrows of a pure module (ARCHITECTURE.md), for the tests of each: JDK only, no effects. */
public final class PureModule {
  private final String root;
  private final JavaClasses classes;

  /**
   * @param root its package
   */
  public PureModule(String root) {
    this.root = root;
    this.classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(root);
  }

  /** Itself, values and these packages of the JDK. */
  public void importsOnly(String... jdk) {
    classes()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .onlyDependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(root + "..", "io.weir.values..")
                .or(JavaClass.Predicates.resideInAnyPackage(jdk)))
        .check(classes);
  }

  /** No files, no network, no threads, no clocks, no environment. */
  public void hasNoEffects() {
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
        .check(classes);
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
        .check(classes);
  }

  /** In its package {@code model}. */
  public void modelHoldsValuesOnly() {
    classes()
        .that()
        .resideInAPackage("..model..")
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .beAssignableTo(aValue())
        .check(classes);
  }

  private static DescribedPredicate<JavaClass> aValue() {
    return DescribedPredicate.describe(
        "record, enum or sealed interface",
        c -> c.isRecord() || c.isEnum() || c.isInterface() && c.reflect().isSealed());
  }

  /**
   * Facts before decisions: {@code model} does not know {@code deciding}, and nothing is circular.
   */
  public void modelDoesNotKnow(String... deciding) {
    noClasses()
        .that()
        .resideInAPackage("..model..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(deciding)
        .check(classes);
    slices().matching(root + ".(*)..").should().beFreeOfCycles().check(classes);
  }
}
