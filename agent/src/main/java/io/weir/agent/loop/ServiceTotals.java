package io.weir.agent.loop;

import io.weir.agent.observe.AgentSnapshot.ByFamily;
import io.weir.agent.observe.AgentSnapshot.Counts;
import io.weir.service.compile.Backend;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.CompiledService;
import io.weir.values.Family;
import io.weir.values.ObjectName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;

/** Sums over all Services, kept by adding what one Service changed. */
final class ServiceTotals {
  /** The share of one Service, in the order of the fields of {@link #sum}. */
  private static final int FRONTENDS = 0;

  private static final int READY = 1;
  private static final int SERVING = 2;
  private static final int TERMINATING = 3;
  private static final int WITHOUT = 4;
  private static final int NO_LOCAL_INTERNAL = 5;
  private static final int NO_LOCAL_EXTERNAL = 7;
  private static final int HEALTH = 9;
  private static final int FIELDS = HEALTH + FrontendHealth.FIELDS;

  private final Map<ObjectName, int[]> shares = new HashMap<>();
  private final int[] sum = new int[FIELDS];

  void put(CompiledService service) {
    int[] share = new int[FIELDS];
    for (CompiledPort port : service.ports()) {
      add(share, port);
    }
    share[WITHOUT] = Math.min(share[WITHOUT], 1);
    replace(shares.put(service.name(), share), share);
  }

  void remove(ObjectName name) {
    replace(shares.remove(name), new int[FIELDS]);
  }

  private void replace(int[] before, int[] now) {
    for (int i = 0; i < FIELDS; i++) {
      sum[i] += now[i] - (before == null ? 0 : before[i]);
    }
  }

  private static void add(int[] share, CompiledPort port) {
    share[FRONTENDS] += port.frontends().size();
    FrontendHealth.count(port, share, HEALTH);
    Collection<Backend> used = port.backends().cluster();
    if (!port.backends().local().isEmpty()) {
      used = new HashSet<>(used);
      used.addAll(port.backends().local());
    }
    for (Backend backend : used) {
      share[backend.ready() ? READY : TERMINATING]++;
    }
    share[SERVING] += port.backends().serving().size();
    share[WITHOUT] += port.backends().any() ? 0 : 1;
    int family = port.family() == Family.IPV4 ? 0 : 1;
    share[NO_LOCAL_INTERNAL + family] += port.noLocalInternal() ? 1 : 0;
    share[NO_LOCAL_EXTERNAL + family] += port.noLocalExternal() ? 1 : 0;
  }

  Counts counts(int pendingServices, int pendingSlices) {
    return new Counts(
        shares.size(),
        sum[FRONTENDS],
        sum[READY],
        sum[SERVING],
        sum[TERMINATING],
        sum[WITHOUT],
        new ByFamily(sum[NO_LOCAL_INTERNAL], sum[NO_LOCAL_INTERNAL + 1]),
        new ByFamily(sum[NO_LOCAL_EXTERNAL], sum[NO_LOCAL_EXTERNAL + 1]),
        pendingServices,
        pendingSlices,
        FrontendHealth.counts(sum, HEALTH));
  }
}
