/** Whole sandboxes: bringing one up and down, its server process, its agents, commands in it. */
package io.weir.sandbox.boot;
