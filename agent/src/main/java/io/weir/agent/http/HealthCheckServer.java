package io.weir.agent.http;

import io.netty.channel.EventLoopGroup;
import io.weir.agent.model.HealthCheck;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The health check of one Service in one family: the same answer to every path and method
 * (services.md HC-2). Only answers may be asked of it on another thread than its owner's.
 */
final class HealthCheckServer implements Routes {
  private final ObjectName service;
  private final BooleanSupplier healthy;
  private final EventLoopGroup connections;
  private final Map<IpAddress, Listener> listeners = new HashMap<>();
  private volatile HealthCheck check;

  /** The JSON body, as kube-proxy writes it. */
  private record Body(ObjectName service, int localEndpoints, boolean serviceProxyHealthy) {}

  /**
   * @param healthy whether the agent keeps up
   */
  HealthCheckServer(
      ObjectName service, HealthCheck check, BooleanSupplier healthy, EventLoopGroup connections) {
    this.service = service;
    this.check = check;
    this.healthy = healthy;
    this.connections = connections;
  }

  HealthCheck check() {
    return check;
  }

  /** What is answered from now on; the port stays. */
  void answerWith(HealthCheck next) {
    check = next;
  }

  /** Ends listening at other addresses than these. */
  void retain(Set<IpAddress> wanted) {
    for (Iterator<Map.Entry<IpAddress, Listener>> all = listeners.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<IpAddress, Listener> one = all.next();
      if (!wanted.contains(one.getKey())) {
        one.getValue().close();
        all.remove();
      }
    }
  }

  /**
   * Listens at all addresses of its family that it does not listen at yet, or at none of them: a
   * load balancer finds the Service's check at every address or learns that something is wrong.
   */
  void open(Set<IpAddress> wanted) throws BindFailed {
    Map<IpAddress, Listener> fresh = new LinkedHashMap<>();
    try {
      for (IpAddress address : wanted) {
        if (address.family() == check.family() && !listeners.containsKey(address)) {
          Listener listener = listener(address);
          fresh.put(address, listener);
          listener.bindOrFail();
        }
      }
    } catch (BindFailed e) {
      fresh.values().forEach(Listener::close);
      throw e;
    }
    listeners.putAll(fresh);
  }

  private Listener listener(IpAddress address) {
    return new Listener(
        "health checks of Service " + service,
        new TcpEndpoint(
            new InetSocketAddress(InetAddress.ofLiteral(address.toString()), check.port())),
        this,
        connections,
        Duration.ZERO);
  }

  @Override
  public CompletableFuture<Reply> answer(Request request) {
    int ready = check.localReady();
    boolean agent = healthy.getAsBoolean();
    return CompletableFuture.completedFuture(
        Reply.json(ready > 0 && agent ? 200 : 503, new Body(service, ready, agent))
            .with("X-Load-Balancing-Endpoint-Weight", String.valueOf(ready)));
  }

  void close() {
    retain(Set.of());
  }
}
