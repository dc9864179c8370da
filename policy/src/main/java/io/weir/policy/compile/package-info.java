/**
 * From facts to the tables of the dataplane: readers judge what the API server said, the compiler
 * makes rule sets, parts and rows of it. May import policy.model, values and the JDK. {@link
 * io.weir.policy.compile.PolicyCompiler} has state, owned by whoever made it; no class here has an
 * effect.
 *
 * <pre>
 *  packet: remote address ──► parts (pod, namespace, prefix)      destination port
 *                                │                                      │
 *  set of the endpoint:  base | row(pod) | row(ns) | row(prefix)   &  port row
 *                                └────────── lowest bit decides ────────┘
 * </pre>
 */
package io.weir.policy.compile;
