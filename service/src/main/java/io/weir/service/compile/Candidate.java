package io.weir.service.compile;

import io.weir.service.model.EndpointSlice;
import io.weir.service.model.Service;
import io.weir.values.Family;
import io.weir.values.L4Address;
import io.weir.values.ObjectName;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/** One endpoint at one port number: what the selection of section 2 chooses among. */
record Candidate(
    L4Address address, EndpointSlice.Endpoint endpoint, EndpointSlice slice, boolean local) {
  static final Candidate[] NO_CANDIDATES = {};

  /**
   * By address; of two at one address the better first: non-terminating, ready, newest slice, then
   * whatever tells them apart, so that the order of slices decides nothing (OBJ-14).
   */
  private static final Comparator<Candidate> BETTER_FIRST = Candidate::compare;

  /**
   * The union of what {@code slices} hold for {@code port}, sorted by address, one for each address
   * (OBJ-12, OBJ-14). An endpoint of unknown node is local nowhere (OBJ-13).
   */
  static Candidate[] of(
      Collection<EndpointSlice> slices,
      ObjectName service,
      Family family,
      Service.Port port,
      String ourNode) {
    Candidate[] found = NO_CANDIDATES;
    int count = 0;
    for (EndpointSlice slice : slices) {
      if (slice.family() != family || !slice.service().equals(service)) {
        continue;
      }
      for (EndpointSlice.Port p : slice.ports()) {
        if (p.protocol() == port.id().protocol() && p.name().equals(port.id().portName())) {
          found = Arrays.copyOf(found, count + slice.endpoints().size());
          for (EndpointSlice.Endpoint e : slice.endpoints()) {
            boolean local = !ourNode.isEmpty() && e.nodeName().equals(ourNode);
            found[count++] = new Candidate(new L4Address(e.address(), p.number()), e, slice, local);
          }
        }
      }
    }
    Arrays.sort(found, BETTER_FIRST);
    return withoutDuplicates(found);
  }

  private static Candidate[] withoutDuplicates(Candidate[] sorted) {
    int kept = 0;
    for (Candidate c : sorted) {
      if (kept == 0 || compareAddresses(sorted[kept - 1], c) != 0) {
        sorted[kept++] = c;
      }
    }
    return kept == sorted.length ? sorted : Arrays.copyOf(sorted, kept);
  }

  private static int compare(Candidate a, Candidate b) {
    int byAddress = compareAddresses(a, b);
    return byAddress != 0 ? byAddress : compareAtOneAddress(a, b);
  }

  private static int compareAddresses(Candidate a, Candidate b) {
    int byAddress = a.address.address().compareTo(b.address.address());
    return byAddress != 0 ? byAddress : Integer.compare(a.address.port(), b.address.port());
  }

  private static int compareAtOneAddress(Candidate a, Candidate b) {
    int order = Boolean.compare(a.endpoint.terminating(), b.endpoint.terminating());
    if (order == 0) {
      order = Boolean.compare(b.endpoint.ready(), a.endpoint.ready());
    }
    if (order == 0) {
      order = compareVersions(b.slice.resourceVersion(), a.slice.resourceVersion());
    }
    return order != 0 ? order : a.slice.name().compareTo(b.slice.name());
  }

  /** Numbers by value and above anything that is none. */
  private static int compareVersions(String a, String b) {
    boolean number = isNumber(a);
    if (number != isNumber(b)) {
      return number ? 1 : -1;
    }
    if (!number || a.length() == b.length()) {
      return a.compareTo(b);
    }
    return Integer.compare(a.length(), b.length());
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.charAt(0) != '0';
  }
}
