package io.weir.agent.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.weir.agent.observe.AgentMetrics;
import io.weir.agent.observe.AgentQueries;
import io.weir.agent.observe.AgentSnapshot;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Starts and stops the agent's servers. */
public final class AgentHttp implements AutoCloseable {
  /** The socket's name inside the run directory. */
  public static final String SOCKET = "agent.sock";

  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final EventLoopGroup thread;
  private final Map<String, Listener> listeners = new LinkedHashMap<>();
  private final Path socket;

  /**
   * Where to listen.
   *
   * @param health empty for none
   * @param metrics empty for none
   * @param runDirectory holds the CLI's socket
   * @param hardFail throw when a TCP address cannot be bound, instead of trying again every 5 s
   */
  public record Addresses(
      Optional<InetSocketAddress> health,
      Optional<InetSocketAddress> metrics,
      Path runDirectory,
      boolean hardFail) {}

  /**
   * What the answers are made of.
   *
   * @param configuration the settings in force
   */
  public record Sources(
      AgentMetrics metrics,
      Supplier<AgentSnapshot> snapshot,
      AgentQueries queries,
      Map<String, String> configuration) {}

  private AgentHttp(Path socket) {
    this.socket = socket;
    this.thread =
        new MultiThreadIoEventLoopGroup(
            1, Thread.ofPlatform().daemon().name("weir-http").factory(), NioIoHandler.newFactory());
  }

  /** Starts listening; addresses in use are tried again in the background. */
  public static AgentHttp start(Addresses where, Sources what) throws BindFailed {
    return start(where, what, RETRY);
  }

  static AgentHttp start(Addresses where, Sources what, Duration retry) throws BindFailed {
    AgentHttp http = new AgentHttp(where.runDirectory().resolve(SOCKET));
    http.add("cli", new UnixEndpoint(http.socket), admin(what), retry);
    where
        .health()
        .ifPresent(
            at -> http.add("health", new TcpEndpoint(at), new HealthRoutes(what.metrics()), retry));
    where
        .metrics()
        .ifPresent(at ->
            http.add(
                "metrics",
                new TcpEndpoint(at),
                new MetricsRoutes(what.metrics(), what.configuration()),
                retry));
    try {
      http.bind(where.hardFail());
    } catch (BindFailed e) {
      http.close();
      throw e;
    }
    return http;
  }

  private static Routes admin(Sources what) {
    return new AdminRoutes(what.snapshot(), what.queries(), PATIENCE);
  }

  private void add(String server, Listener.Endpoint endpoint, Routes routes, Duration retry) {
    listeners.put(server, new Listener(server, endpoint, routes, thread, retry));
  }

  private void bind(boolean hardFail) throws BindFailed {
    for (Map.Entry<String, Listener> entry : listeners.entrySet()) {
      if (hardFail && !entry.getKey().equals("cli")) {
        entry.getValue().bindOrFail();
      } else {
        entry.getValue().bindOrRetry(thread);
      }
    }
  }

  /** The address of {@code health}, {@code metrics} or {@code cli}, once it is bound. */
  CompletableFuture<SocketAddress> address(String server) {
    return listeners.get(server).address();
  }

  /** Closes every connection and removes the socket. */
  @Override
  public void close() {
    boolean ours = address("cli").isDone();
    listeners.values().forEach(Listener::close);
    thread.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    if (ours) {
      socket.toFile().delete();
    }
  }
}
