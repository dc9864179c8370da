package io.weir.service;

import io.weir.values.PureModule;
import org.junit.jupiter.api.Test;

/** The arrows of this module (ARCHITECTURE.md): pure, JDK only, facts before decisions. */
class ArchitectureTest {
  private static final PureModule MODULE = new PureModule("io.weir.service");

  @Test
  void importsOnlyTheJdk() {
    MODULE.importsOnly("java.lang..", "java.util..", "java.time..");
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
    MODULE.modelDoesNotKnow("..compile..");
  }
}
