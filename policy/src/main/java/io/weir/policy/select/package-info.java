/**
 * Finding selectors by labels, so that a pod or namespace asks only those that could match it. May
 * import policy.model, values and the JDK. State belongs to whoever made an index.
 */
package io.weir.policy.select;
