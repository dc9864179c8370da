package io.weir.agent.watch;

import java.util.HashMap;
import java.util.Map;

/**
 * Keeps one copy of values that repeat from object to object: node names, zones, port lists.
 * Forgets all when full, which costs some sharing and nothing else.
 */
final class Pool {
  private static final int MOST = 65_536;

  private final Map<Object, Object> values = new HashMap<>();

  @SuppressWarnings("unchecked") // a value is only ever replaced by an equal one of its own type
  <T> T one(T value) {
    if (values.size() >= MOST) {
      values.clear();
    }
    Object known = values.putIfAbsent(value, value);
    return known == null ? value : (T) known;
  }
}
