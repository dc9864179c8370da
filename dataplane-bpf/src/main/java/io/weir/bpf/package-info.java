/**
 * The kernel as far as Weir needs it, knowing nothing of Kubernetes. This package has the one
 * exception that all others throw.
 */
package io.weir.bpf;
