/**
 * What the CLI asks, answered from the model that the maps were made of. Runs on the loop's thread;
 * keeps no state. May import: loop, model, observe, service.
 */
package io.weir.agent.answer;
