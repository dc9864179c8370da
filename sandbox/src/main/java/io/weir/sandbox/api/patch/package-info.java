/**
 * The patch kinds of the Kubernetes API as pure functions on JSON trees: JSON patch, merge patch,
 * strategic merge patch, server-side apply. May use {@code api.json} only.
 *
 * <p>A patch that makes no sense is an {@link java.lang.IllegalArgumentException}.
 */
package io.weir.sandbox.api.patch;
