package io.weir.agent.boot;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Documents and defaults one component of {@link Config}. The setting's key in the file is the
 * component's name; {@code WEIR_NODE_NAME} and {@code --node-name} follow from it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface ConfigSetting {
  /** What it is, with units; one or two sentences. */
  String text();

  /** Who turns it, and why we cannot choose for them. */
  String who();

  /** As it would stand in the file; empty means unset. */
  String value() default "";

  /** Smallest allowed number, or milliseconds for a duration. */
  long least() default Long.MIN_VALUE;

  /** Largest allowed number, or milliseconds for a duration. */
  long most() default Long.MAX_VALUE;
}
