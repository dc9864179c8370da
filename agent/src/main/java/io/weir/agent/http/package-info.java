/**
 * The agent's three small HTTP servers, on one thread: health and metrics on TCP, the CLI's
 * questions on a unix socket. Reads snapshots and asks the loop; changes nothing. May import {@code
 * observe} and Netty; owns no state but its sockets.
 */
package io.weir.agent.http;
