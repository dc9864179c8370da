/**
 * Facts about policies, pods, namespaces and nodes, and the values read from them.
 *
 * <p>Lives here: records, enums and sealed interfaces, valid once they exist; the {@code *Facts}
 * records alone hold what the API server said, unjudged. May import values and the JDK. Nothing
 * here has state.
 */
package io.weir.policy.model;
