package io.weir.agent.model;

import io.weir.values.Family;

/**
 * What a load balancer is told of one Service in one family, at its healthCheckNodePort.
 *
 * @param uid of the Service, for Events
 * @param port where to listen, never 0
 * @param localReady ready endpoints on this node, each address counted once
 */
public record HealthCheck(Family family, String uid, int port, int localReady) {}
