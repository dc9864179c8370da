package io.weir.service.compile;

import io.weir.service.model.Service;
import io.weir.service.model.ServiceFacts;
import java.util.List;
import java.util.Optional;

/** Judges Services (services.md OBJ-3..OBJ-10). Never throws, whatever the strings hold. */
public final class ServiceReader {
  private ServiceReader() {}

  /** Empty where the Service is not to be proxied: headless, ExternalName, no usable ClusterIP. */
  public static Reading<Service> read(ServiceFacts facts) {
    return new Reading<>(Optional.empty(), List.of());
  }
}
