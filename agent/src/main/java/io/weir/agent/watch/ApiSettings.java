package io.weir.agent.watch;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How to reach the API server. With neither given, the service account of the pod is used.
 *
 * @param kubeconfig a kubeconfig file; its current context counts
 * @param servers base addresses, tried in turn; they take precedence over the one in the kubeconfig
 *     or the environment
 */
public record ApiSettings(Optional<Path> kubeconfig, List<URI> servers) {
  public ApiSettings {
    servers = List.copyOf(servers);
  }
}
