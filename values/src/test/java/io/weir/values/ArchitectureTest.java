package io.weir.values;

import org.junit.jupiter.api.Test;

/** The arrows of this module (ARCHITECTURE.md): pure, JDK only. */
class ArchitectureTest {
  private static final PureModule MODULE = new PureModule("io.weir.values");

  @Test
  void importsOnlyTheJdk() {
    MODULE.importsOnly("java.lang..", "java.util..");
  }

  @Test
  void hasNoEffects() {
    MODULE.hasNoEffects();
  }
}
