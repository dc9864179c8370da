package io.weir.agent.kube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A service account's way to the API server. */
final class Account {
  private static final String REQUEST =
      "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{}}";

  private Account() {}

  /** Writes a kubeconfig with a token of the account {@code weir} of a namespace. */
  static Path kubeconfig(ControlPlane plane, Api api, String namespace, Path directory)
      throws IOException {
    String path = "/api/v1/namespaces/" + namespace + "/serviceaccounts/weir/token";
    String token = api.post(path, REQUEST).get("status").get("token").asString();
    return Files.writeString(
        directory.resolve("kubeconfig"),
        Files.readString(plane.kubeconfig())
            .replaceAll("client-certificate-data: .*", "token: " + token)
            .replaceAll("client-key-data: .*", ""));
  }
}
