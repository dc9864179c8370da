package io.weir.policy;

import io.weir.values.PureModule;
import org.junit.jupiter.api.Test;

/** The arrows of this module (ARCHITECTURE.md): pure, JDK only, facts before decisions. */
class ArchitectureTest {
  private static final PureModule MODULE = new PureModule("io.weir.policy");

  @Test
  void importsOnlyTheJdk() {
    MODULE.importsOnly("java.lang..", "java.util..");
  }

  @Test
  void hasNoEffects() {
    MODULE.hasNoEffects();
  }

  @Test
  void modelHoldsValuesOnly() {
    MODULE.modelHoldsValuesOnly();
  }

  @Test
  void modelDoesNotKnowWhatDecides() {
    MODULE.modelDoesNotKnow("..compile..", "..select..");
  }
}
