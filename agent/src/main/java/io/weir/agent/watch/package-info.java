/**
 * From the API server to facts. The only package that knows the Kubernetes client library, and of
 * it uses no more than configuration and the HTTP client: five kinds are watched by one mechanism
 * of our own ({@link io.weir.agent.watch.Reflector}), which turns the stream of bytes into values
 * of {@code model} without a tree or a cache between them. May import: model, service.model. State:
 * each reflector's position in its watch, owned by the reflector's thread.
 */
package io.weir.agent.watch;
