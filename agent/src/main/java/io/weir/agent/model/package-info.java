/**
 * What watches tell the loop, and what is told to users: records, enums and interfaces only. May
 * import: service.model, policy.model.
 */
package io.weir.agent.model;
