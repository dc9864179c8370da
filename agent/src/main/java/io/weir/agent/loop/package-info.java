/**
 * The one thread. It owns the model of the cluster, who has which frontend, service ids, slot
 * ranges and the tables; everybody else leaves a message or reads a snapshot. May import: model,
 * compile, diff, maps, observe, service. No effects of its own: those are handed in.
 */
package io.weir.agent.loop;
