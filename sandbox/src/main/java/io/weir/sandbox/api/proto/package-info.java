/**
 * Reads Kubernetes' protobuf bodies. kubectl sends JSON except from its {@code create} generators
 * and {@code auth}, which do not fall back to JSON when they are refused. May use {@code api.json}
 * only.
 */
package io.weir.sandbox.api.proto;
