package io.weir.sandbox.boot;

/** The file by which kubectl finds the API server of a sandbox. */
final class Kubeconfig {
  private Kubeconfig() {}

  static String of(String sandbox, String url) {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: weir-%1$s
      cluster:
        server: %2$s
    contexts:
    - name: weir-%1$s
      context:
        cluster: weir-%1$s
        user: weir-%1$s
        namespace: default
    users:
    - name: weir-%1$s
      user: {}
    current-context: weir-%1$s
    """
        .formatted(sandbox, url);
  }
}
