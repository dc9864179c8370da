package io.weir.agent.model;

/**
 * A namespace.
 *
 * @param socketLoadBalancing false when its annotation {@code weir.io/socket-lb} is "disabled"
 */
public record NamespaceFacts(String name, boolean socketLoadBalancing) {}
