package io.weir.agent.loop;

import io.weir.service.compile.ServiceReader;
import io.weir.service.compile.SliceReader;
import io.weir.service.model.EndpointSlice;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.Service;
import io.weir.service.model.ServiceFacts;
import io.weir.values.ObjectName;
import io.weir.values.Reading;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The latest Services and EndpointSlices, judged. Marks the Services that a change touches. Not
 * thread-safe: the loop owns it.
 */
final class ServiceObjects {
  private final Map<ObjectName, Service> services = new HashMap<>();
  private final Map<ObjectName, Map<ObjectName, EndpointSlice>> slices = new HashMap<>();
  private final Map<ObjectName, ObjectName> serviceOfSlice = new HashMap<>();
  private final SliceReader sliceReader = new SliceReader();
  private final Faults faults;
  private final ProgrammingLatency latency;

  ServiceObjects(Faults faults, ProgrammingLatency latency) {
    this.faults = faults;
    this.latency = latency;
  }

  void put(ServiceFacts facts, Dirty dirty) {
    Reading<Service> reading = ServiceReader.read(facts);
    faults.set(facts.name(), reading.faults());
    reading
        .value()
        .ifPresentOrElse(
            service -> {
              if (!service.equals(services.put(service.name(), service))) {
                dirty.serviceChanged(service.name());
              }
            },
            () -> forget(facts.name(), dirty));
  }

  void remove(ObjectName name, Dirty dirty) {
    faults.set(name, List.of());
    forget(name, dirty);
  }

  private void forget(ObjectName name, Dirty dirty) {
    if (services.remove(name) != null) {
      dirty.serviceChanged(name);
    }
  }

  void put(EndpointSliceFacts facts, Dirty dirty) {
    Reading<EndpointSlice> reading = sliceReader.read(facts);
    faults.set(sliceSubject(facts.name()), reading.faults());
    if (reading.value().isEmpty()) {
      forgetSlice(facts.name(), dirty);
      return;
    }
    EndpointSlice slice = reading.value().get();
    ObjectName before = serviceOfSlice.get(slice.name());
    if (before != null && !before.equals(slice.service())) {
      forgetSlice(slice.name(), dirty);
    }
    serviceOfSlice.put(slice.name(), slice.service());
    EndpointSlice old =
        slices.computeIfAbsent(slice.service(), s -> new HashMap<>(2)).put(slice.name(), slice);
    if (!slice.equals(old)) {
      latency.changed(old, slice);
      dirty.endpointsChanged(slice.service());
    }
  }

  void removeSlice(ObjectName name, Dirty dirty) {
    faults.set(sliceSubject(name), List.of());
    forgetSlice(name, dirty);
  }

  private void forgetSlice(ObjectName name, Dirty dirty) {
    ObjectName service = serviceOfSlice.remove(name);
    if (service != null) {
      Map<ObjectName, EndpointSlice> own = slices.get(service);
      own.remove(name);
      if (own.isEmpty()) {
        slices.remove(service);
      }
      latency.deleted(service);
      dirty.endpointsChanged(service);
    }
  }

  private static String sliceSubject(ObjectName name) {
    return "slice " + name;
  }

  Optional<Service> service(ObjectName name) {
    return Optional.ofNullable(services.get(name));
  }

  Set<ObjectName> names() {
    return services.keySet();
  }

  Collection<EndpointSlice> slices(ObjectName service) {
    return slices.getOrDefault(service, Map.of()).values();
  }

  Set<ObjectName> sliceNames() {
    return serviceOfSlice.keySet();
  }
}
