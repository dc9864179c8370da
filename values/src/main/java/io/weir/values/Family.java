package io.weir.values;

/**
 * IP family. Everything about a Service is decided once for each family (services.md, preamble).
 */
public enum Family {
  IPV4,
  IPV6
}
