package io.weir.sandbox.demo;

import io.weir.sandbox.boot.KubeApi;
import io.weir.sandbox.boot.Sandbox;
import io.weir.sandbox.net.SandboxFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** A shop in three namespaces, and who of it may talk to whom. */
final class Shop {
  private static final List<String> PODS = List.of("web/front", "shop/cart", "data/db");
  private static final String HTTP = "shop/cart:8080";
  private static final String SQL = "data/db:5432";
  private static final String DB_POLICY =
      "/apis/networking.k8s.io/v1/namespaces/data/networkpolicies/db";
  private static final String FROM_SHOP =
      "{\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"shop\"}}}";
  private static final String FROM_WEB =
      "{\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"web\"}}}";

  private final Report report;
  private final KubeApi api;
  private final Sandbox sandbox;
  private final Explain explain;
  private final Path manifests;

  Shop(Report report, KubeApi api, Sandbox sandbox, Path manifests) {
    this.report = report;
    this.api = api;
    this.sandbox = sandbox;
    this.explain = new Explain(sandbox);
    this.manifests = manifests;
  }

  void run() {
    report.title("Policies: a shop in three namespaces");
    apply("00-namespaces.yaml");
    apply("10-pods.yaml");
    PODS.forEach(pod -> EchoService.await("address of pod " + pod, () -> isRunning(pod)));
    try (ClientProcess front = ClientProcess.start(sandbox, "web/front");
        ClientProcess cart = ClientProcess.start(sandbox, "shop/cart");
        ClientProcess node = ClientProcess.start(sandbox, "node/node3")) {
      front.ready();
      cart.ready();
      node.ready();
      Party site = new Party("web/front", front);
      path(site, SQL, true, "no policy yet");
      apply("20-network-policies.yaml");
      report.note("applied 20-network-policies.yaml");
      path(site, SQL, false, "only the cart may");
      path(site, HTTP, true, "by the port's name");
      path(new Party("shop/cart", cart), SQL, true, "both ends allow it");
      path(new Party("shop/cart", cart), "web/front:8080", false, "the cart asks nobody else");
      path(new Party("host", node), SQL, true, "the pod's own node");
      editedLive(site);
      overruled(site);
    }
  }

  /** Somewhere to connect from, as {@code weir explain} calls it. */
  private record Party(String name, ClientProcess client) {}

  private void apply(String file) {
    try {
      for (String document : Files.readString(manifests.resolve(file)).split("(?m)^---\\s*$")) {
        api.apply(document);
      }
    } catch (IOException e) {
      throw new SandboxFault("cannot read " + manifests.resolve(file), e);
    }
  }

  private JsonNode get(String pod) {
    String[] names = pod.split("/");
    return api.get("/api/v1/namespaces/" + names[0] + "/pods/" + names[1]);
  }

  private boolean isRunning(String pod) {
    String[] names = pod.split("/");
    return Files.exists(sandbox.directory().pod(names[0], names[1]))
        && get(pod).at("/status/podIPs").size() == 2;
  }

  /** A connection over each family, and what the agents say decided. */
  private void path(Party from, String target, boolean allowed, String why) {
    String[] parts = target.split(":");
    for (JsonNode ip : get(parts[0]).at("/status/podIPs")) {
      String address = ip.path("ip").asString();
      String command = "tcp " + address + " " + parts[1];
      String came = eventually(from.client(), command, answer -> answers(answer) == allowed);
      report.line(
          answers(came) == allowed && (allowed || came.equals("timeout")),
          from.name() + " → " + parts[0] + " " + address + " port " + parts[1],
          allowed ? "allowed: " + why : "silence: " + why,
          came);
    }
    explained(from.name(), target, allowed);
  }

  private void explained(String from, String target, boolean allowed) {
    Explain.Answer answer = explain.ask(from, target);
    String wanted = allowed ? "ALLOWED" : "DENIED";
    report.line(
        answer.verdict().equals(wanted),
        "weir explain --from " + from + " --to " + target,
        wanted,
        answer.verdict());
    answer.because().forEach(report::note);
  }

  private static boolean answers(String came) {
    return came.startsWith("ok pod=");
  }

  /** The last answer, as wanted or, in the end, not. */
  private static String eventually(ClientProcess client, String command, Predicate<String> wanted) {
    String[] last = {""};
    try {
      EchoService.await("such answer", () -> wanted.test(last[0] = client.ask(command)));
    } catch (SandboxFault e) {
      return last[0];
    }
    return last[0];
  }

  private void editedLive(Party site) {
    report.note("data/db edited: the namespace web may come in too");
    allow(FROM_SHOP + "," + FROM_WEB);
    path(site, SQL, true, "by the edited policy");
    String address = get("data/db").at("/status/podIP").asString();
    site.client().ask("open", address, 5432);
    String before = site.client().ask("talk");
    report.line(answers(before), "a connection that stays open", "an answer", before);
    Instant start = Instant.now();
    allow(FROM_SHOP);
    String after = eventually(site.client(), "talk", answer -> !answers(answer));
    report.line(
        after.equals("timeout"),
        "the edit taken back, the same connection",
        "cut: silence",
        after + " after " + Demo.since(start) + " ms");
  }

  private void allow(String peers) {
    String rule = "{\"from\":[%s],\"ports\":[{\"port\":5432}]}".formatted(peers);
    api.mergePatch(DB_POLICY, "{\"spec\":{\"ingress\":[" + rule + "]}}");
  }

  private void overruled(Party site) {
    apply("30-open.yaml");
    report.note("applied 30-open.yaml: a NetworkPolicy that opens data to everyone");
    path(site, SQL, true, "by data/open");
    apply("40-guard.yaml");
    report.note("applied 40-guard.yaml: a ClusterNetworkPolicy of the tier Admin");
    path(site, SQL, false, "the guard comes first");
  }
}
