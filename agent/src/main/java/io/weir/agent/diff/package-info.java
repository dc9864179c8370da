/**
 * Wanted against installed entries: what to put and what to delete. Pure and generic; imports the
 * JDK only. State: the two views of one map, owned by the loop through a table.
 */
package io.weir.agent.diff;
