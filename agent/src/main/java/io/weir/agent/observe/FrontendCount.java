package io.weir.agent.observe;

/**
 * How many frontends of one kind are served in one way.
 *
 * @param kind cluster_ip, node_port, external_ip or load_balancer_ip; a metric label
 * @param backends of the set that its clients are given, outside ones for all kinds but the
 *     ClusterIP; a metric label
 */
public record FrontendCount(String kind, String backends, int frontends) {}
