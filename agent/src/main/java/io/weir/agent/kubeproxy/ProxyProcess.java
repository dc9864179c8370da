package io.weir.agent.kubeproxy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds a kube-proxy that runs. */
public final class ProxyProcess {
  private ProxyProcess() {}

  /**
   * The command line of the first one; empty where none is to be seen, which in a container without
   * the node's processes says nothing.
   */
  public static Optional<String> find(NodeTools tools) {
    return tools.processes().stream()
        .filter(ProxyProcess::isOne)
        .map(words -> String.join(" ", words))
        .findFirst();
  }

  /** By its name, or as a part of one program with other parts of Kubernetes. */
  static boolean isOne(List<String> words) {
    String name = String.valueOf(Path.of(words.getFirst()).getFileName());
    return name.equals("kube-proxy")
        || name.contains("kube") && words.size() > 1 && words.get(1).equals("proxy");
  }
}
