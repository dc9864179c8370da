package io.weir.agent.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one control plane that they share, controllers and all; each works in a namespace
 * of its own. Started by the first, ended after the last.
 */
final class SharedControlPlane implements BeforeAllCallback, ParameterResolver {
  @Override
  public void beforeAll(ExtensionContext context) {
    ControlPlane.assumeBuilt();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ControlPlane.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedControlPlane.class))
        .computeIfAbsent(ControlPlane.class, type -> start(), ControlPlane.class);
  }

  private static ControlPlane start() {
    try {
      return ControlPlane.create().start("apiserver-all");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
