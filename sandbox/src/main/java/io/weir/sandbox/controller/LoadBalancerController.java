package io.weir.sandbox.controller;

import io.weir.sandbox.api.ObjectStore;
import io.weir.sandbox.api.Resource;
import io.weir.sandbox.api.WatchEvent;
import io.weir.sandbox.net.AddressPool;
import io.weir.sandbox.net.Ips;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lends every LoadBalancer Service without a class one address of each of its families, the way a
 * cloud would, from the ranges for documentation.
 */
public final class LoadBalancerController implements AutoCloseable {
  public static final List<IpPrefix> RANGES =
      List.of(Ips.prefix("192.0.2.0/24"), Ips.prefix("2001:db8:1b::/112"));

  private final ObjectStore store;
  private final List<AddressPool> pools =
      RANGES.stream().map(range -> new AddressPool(range, 1)).toList();
  private final WorkQueue<ObjectKey> queue = new WorkQueue<>("load-balancers", this::reconcile);
  private final ObjectStore.Watch watch;

  public LoadBalancerController(ObjectStore store) {
    this.store = store;
    this.watch = store.watch(Resource.SERVICES, this::serviceChanged);
  }

  private void serviceChanged(WatchEvent event) {
    queue.add(ObjectKey.of(event.object()));
  }

  private void reconcile(ObjectKey key) {
    String owner = key.toString();
    Optional<ObjectNode> service = store.get(Resource.SERVICES, key.namespace(), key.name());
    boolean had = pools.stream().anyMatch(pool -> pool.of(owner).isPresent());
    boolean wanted =
        service
            .filter(s -> Json.text(s, "spec/type").equals("LoadBalancer"))
            .filter(s -> Json.text(s, "spec/loadBalancerClass").isEmpty())
            .isPresent();
    if (!wanted) {
      pools.forEach(pool -> pool.giveBack(owner));
    }
    if (wanted || had && service.isPresent()) {
      List<IpAddress> lent = wanted ? lend(owner, service.get()) : List.of();
      store.updateStatus(Resource.SERVICES, key.namespace(), key.name(), s -> show(s, lent));
    }
  }

  private List<IpAddress> lend(String owner, ObjectNode service) {
    List<String> families = Json.texts(service, "spec/ipFamilies");
    List<IpAddress> lent = new ArrayList<>();
    for (AddressPool pool : pools) {
      String family =
          switch (pool.prefix().address().family()) {
            case IPV4 -> "IPv4";
            case IPV6 -> "IPv6";
          };
      if (families.contains(family)) {
        pool.of(owner).or(() -> pool.take(owner)).ifPresent(lent::add);
      } else {
        pool.giveBack(owner);
      }
    }
    return lent;
  }

  private static ObjectNode show(ObjectNode service, List<IpAddress> lent) {
    ObjectNode balancer = service.withObject("/status").putObject("loadBalancer");
    if (!lent.isEmpty()) {
      ArrayNode ingress = balancer.putArray("ingress");
      lent.forEach(ip -> ingress.addObject().put("ip", ip.toString()).put("ipMode", "VIP"));
    }
    return service;
  }

  @Override
  public void close() {
    watch.close();
    queue.close();
  }
}
