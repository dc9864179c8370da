package io.weir.agent.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.weir.agent.model.HealthCheck;
import io.weir.agent.model.HealthChecks;
import io.weir.agent.model.ObjectRef;
import io.weir.agent.model.UserEvents;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens at the healthCheckNodePorts of Services. One thread opens and closes sockets, so that
 * whoever tells a change never waits; another one answers.
 */
public final class HealthCheckServers implements Consumer<HealthChecks>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthCheckServers.class);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final long SOON_MILLIS = 100;
  private static final String UNTOLD = "";

  private final UserEvents events;
  private final BooleanSupplier healthy;
  private final Duration retry;
  private final EventLoopGroup connections =
      new MultiThreadIoEventLoopGroup(
          1, Thread.ofPlatform().daemon().name("weir-checks").factory(), NioIoHandler.newFactory());

  /** After its end the loop may still tell a last change, which nobody needs. */
  private final ScheduledThreadPoolExecutor owner =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().daemon().name("weir-check-binds").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  private final Map<Key, HealthCheckServer> servers = new HashMap<>();

  /** Servers that do not listen at all their addresses, and what was told of it. */
  private final Map<Key, String> failing = new HashMap<>();

  private Set<IpAddress> addresses = Set.of();

  private record Key(ObjectName service, Family family) {}

  private HealthCheckServers(UserEvents events, BooleanSupplier healthy, Duration retry) {
    this.events = events;
    this.healthy = healthy;
    this.retry = retry;
  }

  /**
   * Nothing listens before it is told so.
   *
   * @param healthy whether the agent keeps up with the cluster; asked for every answer
   */
  public static HealthCheckServers start(UserEvents events, BooleanSupplier healthy) {
    return start(events, healthy, RETRY);
  }

  static HealthCheckServers start(UserEvents events, BooleanSupplier healthy, Duration retry) {
    HealthCheckServers all = new HealthCheckServers(events, healthy, retry);
    all.owner.scheduleWithFixedDelay(
        () -> all.guarded(all::again), retry.toNanos(), retry.toNanos(), TimeUnit.NANOSECONDS);
    return all;
  }

  /** Returns at once; changes are made in the order in which they are told. */
  @Override
  public void accept(HealthChecks change) {
    owner.execute(() -> guarded(() -> apply(change)));
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.error("cannot change the health checks of Services", e);
    }
  }

  private void apply(HealthChecks change) {
    Set<Key> incomplete = new HashSet<>();
    if (!change.addresses().equals(addresses)) {
      addresses = change.addresses();
      servers.values().forEach(server -> server.retain(addresses));
      incomplete.addAll(servers.keySet());
    }
    change.services().forEach(this::closeUnwanted); // first: another Service may take the port
    change.services().forEach((name, checks) -> update(name, checks, incomplete));
    incomplete.retainAll(servers.keySet());
    open(incomplete);
  }

  private void closeUnwanted(ObjectName service, List<HealthCheck> wanted) {
    for (Family family : Family.values()) {
      Key key = new Key(service, family);
      HealthCheckServer server = servers.get(key);
      if (server != null && wanted.stream().noneMatch(w -> atSamePlace(w, server.check()))) {
        servers.remove(key).close();
        failing.remove(key);
      }
    }
  }

  private static boolean atSamePlace(HealthCheck a, HealthCheck b) {
    return a.family() == b.family() && a.port() == b.port();
  }

  private void update(ObjectName service, List<HealthCheck> checks, Set<Key> incomplete) {
    for (HealthCheck check : checks) {
      Key key = new Key(service, check.family());
      HealthCheckServer server = servers.get(key);
      if (server == null) {
        servers.put(key, new HealthCheckServer(service, check, healthy, connections));
        incomplete.add(key);
      } else {
        server.answerWith(check);
      }
    }
  }

  private void again() {
    open(Set.copyOf(failing.keySet()));
  }

  private void open(Set<Key> incomplete) {
    for (Key key : incomplete) {
      HealthCheckServer server = servers.get(key);
      try {
        server.open(addresses);
        failing.remove(key);
      } catch (BindFailed e) {
        failed(key, server.check().uid(), e.getMessage());
      }
    }
  }

  /** Told at the second failure: a socket closed a moment ago may still have held the port. */
  private void failed(Key key, String uid, String why) {
    String before = failing.get(key);
    failing.put(key, before == null ? UNTOLD : why);
    if (before == null) {
      owner.schedule(() -> guarded(this::again), SOON_MILLIS, TimeUnit.MILLISECONDS);
    } else if (!why.equals(before)) {
      LOG.warn("{}; tried again every {} ms", why, retry.toMillis());
      events.warn(ObjectRef.service(key.service(), uid), "FailedToStartServiceHealthcheck", why);
    }
  }

  /** Closes every socket. */
  @Override
  public void close() {
    owner.execute(() -> {
      servers.values().forEach(HealthCheckServer::close);
      failing.clear();
    });
    owner.close();
    connections.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
