package io.weir.bpf;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The arrows of this module; ARCHITECTURE.md has the drawing. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.weir.bpf");

  @Test
  void onlyLibbpfCallsC() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..bpf.libbpf..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(CLASSES);
  }

  @Test
  void nothingHereKnowsOfServicesOrTheAgent() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.weir.values..",
            "io.weir.service..",
            "io.weir.policy..",
            "io.weir.agent..",
            "io.weir.sandbox..")
        .check(CLASSES);
  }

  @Test
  void abiIsRecordsOnly() {
    classes()
        .that()
        .resideInAPackage("..bpf.abi")
        .and()
        .areNotInterfaces() // annotations, and the page of the package
        .should()
        .beRecords()
        .orShould()
        .beEnums()
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("..bpf.abi")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("..bpf.abi", "java.lang..")
        .check(CLASSES);
  }

  @Test
  void btfReadsFilesAndNothingElse() {
    noClasses()
        .that()
        .resideInAPackage("..bpf.btf")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("..bpf.btf", "java..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.weir.bpf.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void constructorsTakeFiveArgumentsAtMost() {
    constructors()
        .that()
        .areDeclaredInClassesThat()
        .areNotRecords()
        .and()
        .areDeclaredInClassesThat()
        .areNotEnums()
        .should(
            new ArchCondition<>("take five arguments at most") {
              @Override
              public void check(JavaConstructor constructor, ConditionEvents events) {
                int count = constructor.getRawParameterTypes().size();
                String found = constructor.getFullName() + " takes " + count;
                events.add(new SimpleConditionEvent(constructor, count <= 5, found));
              }
            })
        .check(CLASSES);
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
