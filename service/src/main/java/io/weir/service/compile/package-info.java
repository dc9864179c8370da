/**
 * From facts to what the dataplane must hold: {@code ServiceReader} and {@code SliceReader} judge,
 * {@code ServiceCompiler} selects, {@code FrontendClaims} settles who serves a contested frontend.
 *
 * <p>Lives here: the semantics of services.md sections 1, 2 and 3.1, and nothing of maps or bytes.
 * May import the JDK and {@code io.weir.service.model}. State: {@code FrontendClaims} (an index)
 * and {@code SliceReader} (a bounded pool) are mutable and belong to the one thread that made them;
 * everything else is a value or a function of its arguments.
 */
package io.weir.service.compile;
