package io.weir.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine's own kubectl against the server, with no flags but a kubeconfig. */
class KubectlTest {
  private static final String APP =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        selector: {app: web}
        ports:
        - {name: http, port: 80, targetPort: 8080}
        - {name: dns, port: 53, protocol: UDP}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: c, image: "x:1", ports: [{containerPort: 8080}]}]}
      """;
  private static final String CRD =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.ex.io}
      spec:
        group: ex.io
        scope: Namespaced
        names: {plural: widgets, kind: Widget, shortNames: [wd]}
        versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties: {spec: {type: object, properties: {size: {type: integer}}}}
          additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
      """;
  private static final String WIDGET =
      "---\n{apiVersion: ex.io/v1, kind: Widget, metadata: {name: w}, spec: {size: 3}}";

  private final TestApi api = new TestApi(ApiOptions.defaults());
  @TempDir Path home;
  private Kubectl kubectl;

  @BeforeEach
  void kubectl() throws IOException {
    kubectl = Kubectl.of(api, home);
    file("app.yaml", APP);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private Path file(String name, String text) throws IOException {
    return kubectl.file(name, text);
  }

  private String kubectl(String words) throws IOException, InterruptedException {
    return kubectl.run(words, Map.of());
  }

  @Test
  void applyCreatesLeavesAloneAndDeletesFromLists() throws Exception {
    assertThat(kubectl("apply -f app.yaml"))
        .isEqualTo("service/web created\ndeployment.apps/web created\n");
    assertThat(kubectl("apply -f app.yaml"))
        .isEqualTo("service/web unchanged\ndeployment.apps/web unchanged\n");
    file(
        "app.yaml",
        APP.replace("port: 80,", "port: 81,").replaceAll("(?m)^  - .name: dns.*\n", ""));
    assertThat(kubectl("diff -f app.yaml")).contains("+    port: 81", "-  - name: dns");
    assertThat(kubectl("apply -f app.yaml"))
        .isEqualTo("service/web configured\ndeployment.apps/web unchanged\n");
    assertThat(kubectl("get svc web -o jsonpath={.spec.ports[*].port}")).isEqualTo("81");
  }

  @Test
  void serverSideApplySaysWhoseFieldItIs() throws Exception {
    assertThat(kubectl("apply --server-side -f app.yaml"))
        .contains("service/web serverside-applied");
    file("app.yaml", APP.replace("8080}", "9090}"));
    assertThat(kubectl("apply --server-side --field-manager=other -f app.yaml"))
        .contains("conflict with \"kubectl\": .spec.ports[port=80,protocol=\"TCP\"].targetPort");
    assertThat(kubectl("apply --server-side --field-manager=other --force-conflicts -f app.yaml"))
        .contains("service/web serverside-applied");
    assertThat(kubectl("get svc web -o jsonpath={.spec.ports[0].targetPort}")).isEqualTo("9090");
  }

  @Test
  void tablesListAndSelect() throws Exception {
    kubectl("apply -f app.yaml");
    assertThat(kubectl("get svc,deploy"))
        .contains("NAME", "CLUSTER-IP", "80/TCP,53/UDP", "deployment.apps/web   0/2");
    assertThat(kubectl("get svc -A -o wide")).contains("NAMESPACE", "SELECTOR", "app=web");
    assertThat(kubectl("get deploy -l app=none")).contains("No resources found");
    assertThat(kubectl("get svc --field-selector metadata.name=web -o name"))
        .isEqualTo("service/web\n");
    assertThat(kubectl("get svc web -o yaml")).contains("clusterIP: 10.96.0.");
    assertThat(kubectl("get svc web -o json")).contains("\"kind\": \"Service\"");
    assertThat(kubectl("get ns")).contains("STATUS", "kube-system", "Active");
    assertThat(kubectl("get all")).contains("service/web", "deployment.apps/web");
    assertThat(kubectl("get pods,nodes,ds,endpointslices,events")).contains("No resources found");
  }

  @Test
  void everyWayToChangeAnObjectWorks() throws Exception {
    kubectl("create -f app.yaml");
    assertThat(kubectl("create -f app.yaml")).contains("(AlreadyExists)");
    assertThat(kubectl("label svc web a=b")).isEqualTo("service/web labeled\n");
    assertThat(kubectl("annotate svc web x=y")).isEqualTo("service/web annotated\n");
    assertThat(kubectl("patch svc web -p {\"spec\":{\"type\":\"NodePort\"}}"))
        .isEqualTo("service/web patched\n");
    assertThat(
            kubectl(
                "patch svc web --type=json"
                    + " -p [{\"op\":\"replace\",\"path\":\"/spec/type\",\"value\":\"LoadBalancer\"}]"))
        .isEqualTo("service/web patched\n");
    assertThat(
            kubectl("patch svc web --type=merge -p {\"spec\":{\"sessionAffinity\":\"ClientIP\"}}"))
        .isEqualTo("service/web patched\n");
    assertThat(
            kubectl.run("edit svc web", Map.of("KUBE_EDITOR", "sed -i s/LoadBalancer$/ClusterIP/")))
        .isEqualTo("service/web edited\n");
    assertThat(kubectl("get svc web -o jsonpath={.spec.type},{.metadata.labels.a}"))
        .isEqualTo("ClusterIP,b");
    assertThat(kubectl("scale deploy web --replicas=5")).isEqualTo("deployment.apps/web scaled\n");
    assertThat(kubectl("get deploy web -o jsonpath={.spec.replicas}")).isEqualTo("5");
    assertThat(kubectl("replace -f app.yaml")).contains("service/web replaced");
    assertThat(kubectl("delete -f app.yaml"))
        .contains("service \"web\" deleted", "deployment.apps \"web\" deleted");
    assertThat(kubectl("get svc web")).contains("(NotFound)");
  }

  @Test
  void theGeneratorsThatPostProtobufAreRead() throws Exception {
    assertThat(kubectl("create namespace shop")).isEqualTo("namespace/shop created\n");
    assertThat(kubectl("create configmap c --from-literal=a=b -n shop"))
        .isEqualTo("configmap/c created\n");
    assertThat(kubectl("create service clusterip a --tcp=80:8080 -n shop"))
        .isEqualTo("service/a created\n");
    assertThat(kubectl("create service nodeport b --tcp=80:8080 --node-port=30080 -n shop"))
        .isEqualTo("service/b created\n");
    assertThat(kubectl("create deployment d --image=x:1 --port=80 --replicas=3 -n shop"))
        .isEqualTo("deployment.apps/d created\n");
    assertThat(kubectl("create secret generic s --from-literal=a=b -n shop"))
        .isEqualTo("secret/s created\n");
    assertThat(kubectl("get deploy d -n shop -o jsonpath={.spec.replicas}")).isEqualTo("3");
    assertThat(kubectl("get cm c -n shop -o jsonpath={.data.a}")).isEqualTo("b");
    assertThat(kubectl("get svc b -n shop")).contains("80:30080/TCP");
    assertThat(kubectl("create priorityclass p --value=7")).contains("kubectl apply -f -");
    assertThat(kubectl("delete namespace shop")).isEqualTo("namespace \"shop\" deleted\n");
    assertThat(kubectl("get svc -n shop")).contains("No resources found");
  }

  @Test
  void customKindsAreServedOnceDefined() throws Exception {
    file("crd.yaml", CRD);
    file("widget.yaml", WIDGET);
    kubectl("apply -f crd.yaml");
    assertThat(kubectl("wait --for=condition=Established crd/widgets.ex.io --timeout=10s"))
        .contains("condition met");
    assertThat(kubectl("apply -f widget.yaml")).isEqualTo("widget.ex.io/w created\n");
    assertThat(kubectl("apply -f widget.yaml")).isEqualTo("widget.ex.io/w unchanged\n");
    assertThat(kubectl("get wd")).contains("SIZE").containsPattern("w +3");
    assertThat(kubectl("explain widgets.spec")).contains("size");
    assertThat(kubectl("delete wd --all")).isEqualTo("widget.ex.io \"w\" deleted\n");
    kubectl("delete crd widgets.ex.io");
    assertThat(kubectl("get wd")).contains("Error from server (NotFound)");
  }

  @Test
  void aWatchPrintsRowsAsTheyCome() throws Exception {
    Path out = home.resolve("watch");
    ProcessBuilder builder = new ProcessBuilder("kubectl", "get", "cm", "-w");
    builder.environment().put("KUBECONFIG", home.resolve("config").toString());
    builder.environment().put("HOME", home.toString());
    Process watch = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      String path = "/api/v1/namespaces/default/configmaps";
      api.post(path, TestApi.configMap("one", "v"));
      until(out, "one");
      api.post(path, TestApi.configMap("two", "v"));
      until(out, "two");
      assertThat(Files.readString(out).lines().filter(l -> l.startsWith("NAME"))).hasSize(1);
    } finally {
      watch.destroyForcibly().waitFor();
    }
  }

  private static void until(Path file, String text) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!new String(Files.readAllBytes(file), StandardCharsets.UTF_8).contains(text)) {
      assertThat(System.nanoTime()).as("waiting for " + text).isLessThan(end);
      Thread.sleep(50);
    }
  }

  @Test
  void describeAndTheQuestionsAboutTheServerAreAnswered() throws Exception {
    kubectl("apply -f app.yaml");
    assertThat(kubectl("describe svc web")).contains("IP Family Policy:", "53/UDP");
    assertThat(kubectl("describe deploy web")).contains("Replicas:", "StrategyType:");
    assertThat(kubectl("api-resources")).contains("endpointslices", "discovery.k8s.io/v1");
    assertThat(kubectl("explain services")).contains("KIND:       Service");
    assertThat(kubectl("auth can-i create pods")).isEqualTo("yes\n");
    assertThat(kubectl("cluster-info")).contains("is running at");
    assertThat(kubectl("version")).contains("Server Version: v1.36");
    assertThat(kubectl("get --raw /readyz")).isEqualTo("ok");
  }

  @Test
  void aPodIsDescribedDeletedGracefullyAndForced() throws Exception {
    file(
        "pod.yaml",
        "---\n{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {nodeName: n1,"
            + " containers: [{name: c, image: x, ports: [{containerPort: 80}]}]}}");
    kubectl("apply -f pod.yaml");
    assertThat(kubectl("get pods -o wide")).contains("READY", "0/1", "Pending", "NODE");
    assertThat(kubectl("describe pod p")).contains("Containers:", "80/TCP");
    assertThat(kubectl("delete pod p --wait=false")).contains("deleted");
    assertThat(kubectl("get pods")).contains("Terminating");
    assertThat(kubectl("delete pod p --force --grace-period=0")).contains("force deleted");
    assertThat(kubectl("get pods")).contains("No resources found");
  }
}
