/**
 * Settings and wiring, by constructor, and the thread for system work that may take long. The only
 * package that sees all others.
 */
package io.weir.agent.boot;
