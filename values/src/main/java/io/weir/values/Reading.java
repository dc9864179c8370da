package io.weir.values;

import java.util.List;
import java.util.Optional;

/**
 * What was read of an object.
 *
 * @param value empty where the object takes no part in the dataplane; it then counts as deleted
 * @param faults what could not be used, at most {@link Fault#MOST_PER_OBJECT}
 */
public record Reading<T>(Optional<T> value, List<Fault> faults) {
  public Reading {
    faults = List.copyOf(faults);
  }
}
