package io.weir.agent.kube;

import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.WatchStatus;
import io.weir.agent.watch.ApiCalls;
import io.weir.agent.watch.ApiServer;
import io.weir.agent.watch.ApiSettings;
import io.weir.agent.watch.Watches;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The watches of one node as in production, and what they have told. */
final class Watching implements AutoCloseable {
  final Mirror seen = new Mirror();
  private final ApiServer connection;
  private final Watches watches;

  private Watching(ApiSettings settings) {
    connection = ApiServer.connect(settings, ApiCalls.IGNORED);
    watches = Watches.start(connection, seen);
  }

  static Watching with(Path kubeconfig) {
    return new Watching(new ApiSettings(Optional.of(kubeconfig), List.of()));
  }

  static Watching through(FaultyProxy proxy) {
    return new Watching(new ApiSettings(Optional.empty(), List.of(proxy.address())));
  }

  WatchStatus status(Kind kind) {
    return watches.status().stream()
        .filter(status -> status.kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    watches.close();
    connection.close();
  }
}
