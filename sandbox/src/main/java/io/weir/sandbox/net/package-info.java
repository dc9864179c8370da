/**
 * What a sandbox's network looks like and the `ip` commands that make it so. Names and addresses
 * follow from the {@link io.weir.sandbox.net.Blueprint}; running a script is the only effect. Knows
 * nothing of Kubernetes objects.
 */
package io.weir.sandbox.net;
