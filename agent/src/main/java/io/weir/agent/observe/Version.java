package io.weir.agent.observe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What was built. The build writes {@code weir-version.properties} into the jar.
 *
 * @param revision the commit, or {@code unknown} for a build outside a work tree
 */
public record Version(String version, String revision) {
  public static final Version CURRENT = read();

  private static Version read() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/weir-version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("weir-version.properties cannot be read", e);
    }
    return new Version(properties.getProperty("version"), properties.getProperty("revision"));
  }
}
