/**
 * Sockets of the whole node that outlived their backend, found in every network namespace. Uses the
 * maps that the socket programs share; knows nothing of who fills them.
 */
package io.weir.bpf.sockets;
