package io.weir.agent.boot;

import io.weir.agent.boot.Config.LogLevel;
import java.util.Locale;

/** Sets the level of slf4j-simple, which reads it when the first logger is made: call it before. */
final class ConfigLogging {
  private ConfigLogging() {}

  static void apply(LogLevel level) {
    System.setProperty(
        "org.slf4j.simpleLogger.defaultLogLevel", level.name().toLowerCase(Locale.ROOT));
  }
}
