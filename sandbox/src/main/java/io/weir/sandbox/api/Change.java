package io.weir.sandbox.api;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * One write, as the event log keeps it.
 *
 * @param revision the store's counter after the write; consecutive writes differ by one
 * @param before the object before the write, so that a watch with a selector can tell "left my
 *     view"
 */
record Change(long revision, WatchEvent event, Optional<ObjectNode> before) {}
