package io.weir.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.ObjectRef;
import io.weir.agent.model.PolicyCondition;
import io.weir.agent.watch.ApiCalls;
import io.weir.agent.watch.ApiServer;
import io.weir.agent.watch.ApiSettings;
import io.weir.agent.watch.EventRecorder;
import io.weir.agent.watch.PolicyStatusWriter;
import io.weir.policy.model.PolicyName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The agent as its service account: what it must be allowed, and what it does where it is not. */
@Tag("kube")
@Timeout(300)
@ExtendWith(SharedControlPlane.class)
class RightsKubeIT {
  private static final String READ_OTHERS =
      "{apiGroups: [\"\"], resources: [services, nodes, namespaces], verbs: [list, watch]},"
          + "{apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list, watch]},"
          + "{apiGroups: [networking.k8s.io], resources: [networkpolicies, servicecidrs],"
          + " verbs: [list, watch]},"
          + "{apiGroups: [policy.networking.k8s.io], resources: [clusternetworkpolicies],"
          + " verbs: [list, watch]},"
          + "{apiGroups: [events.k8s.io], resources: [events], verbs: [create]}";
  private static final String READ_PODS =
      ", {apiGroups: [\"\"], resources: [pods], verbs: [list, watch]}";

  @TempDir private Path directory;
  private Api api;
  private Space space;
  private Path kubeconfig;

  @BeforeEach
  void begin(ControlPlane plane) throws IOException {
    api = new Api(plane.kubeconfig());
    space = new Space(api);
    String accounts = "/api/v1/namespaces/" + space.namespace() + "/serviceaccounts/";
    api.apply(accounts + "weir", "{apiVersion: v1, kind: ServiceAccount, metadata: {name: weir}}");
    String binding = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/" + space.namespace();
    api.apply(
        binding,
        """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: %s},
         roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %s},
         subjects: [{kind: ServiceAccount, name: weir, namespace: %s}]}\
        """
            .formatted(space.namespace(), space.namespace(), space.namespace()));
    kubeconfig = Account.kubeconfig(plane, api, space.namespace(), directory);
  }

  @AfterEach
  void end() {
    api.close();
  }

  @Test
  void readingTheKindsAndMakingEventsIsEnough() throws Exception {
    grant(READ_OTHERS + READ_PODS);
    space.service("web", "{ports: [{port: 80}]}");
    try (Watching watching = Watching.with(kubeconfig)) {
      watching.seen.awaitSynced();
      String uid = watching.seen.service(space.name("web")).orElseThrow().uid();
      try (ApiServer server =
              ApiServer.connect(
                  new ApiSettings(Optional.of(kubeconfig), List.of()), ApiCalls.IGNORED);
          EventRecorder recorder = EventRecorder.start(server, "node-x")) {
        recorder.warn(
            ObjectRef.service(space.name("web"), uid), "PortConflict", "port 80 is taken");
        JsonNode event =
            Awaiting.value(
                "the Event that kubectl describe shows", () -> space.event(uid, "PortConflict"));
        assertThat(event.get("reason").asString()).isEqualTo("PortConflict");
        assertThat(event.get("message").asString()).isEqualTo("port 80 is taken");
        assertThat(event.get("type").asString()).isEqualTo("Warning");
        assertThat(recorder.lost()).isZero();
      }
    }
  }

  @Test
  void aKindThatMayNotBeReadHoldsBackNoOtherAndComesOnceItIsAllowed() throws IOException {
    grant(READ_OTHERS);
    space.service("web", "{ports: [{port: 80}]}");
    try (Watching watching = Watching.with(kubeconfig)) {
      watching.seen.await("the others", s -> s.service(space.name("web")).isPresent());
      Awaiting.value(
          "pods refused",
          () -> Optional.of(watching.status(Kind.POD)).filter(s -> s.restarts() > 0));
      assertThat(watching.status(Kind.POD).synced()).isFalse();
      grant(READ_OTHERS + READ_PODS);
      watching.seen.awaitSynced();
    }
  }

  @Test
  void conditionsAreWrittenWithRightsToTheStatusAndTheLeaseAlone() throws Exception {
    Policies.define(api);
    grant(
        """
        {apiGroups: [policy.networking.k8s.io], resources: [clusternetworkpolicies], verbs: [get]},
        {apiGroups: [policy.networking.k8s.io], resources: [clusternetworkpolicies/status],
         verbs: [patch]}\
        """);
    grantLeases();
    Policies.clusterPolicy(
        api, space.namespace(), "{tier: Admin, priority: 1, subject: {namespaces: {}}}");
    String uid = api.get(Policies.path(space.namespace())).get("metadata").get("uid").asString();
    try (ApiServer server =
            ApiServer.connect(
                new ApiSettings(Optional.of(kubeconfig), List.of()), ApiCalls.IGNORED);
        PolicyStatusWriter writer = PolicyStatusWriter.start(server, "node-x", space.namespace())) {
      writer.report(
          PolicyName.clusterNetworkPolicy(space.namespace()),
          uid,
          1,
          List.of(new PolicyCondition("Accepted", true, "Accepted", "fine")));
      Awaiting.value(
          "the condition", () -> Policies.condition(api, space.namespace(), "Accepted", "True"));
      assertThat(writer.lost()).isZero();
    }
    api.delete(Policies.path(space.namespace()));
  }

  private void grantLeases() throws IOException {
    String roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + space.namespace() + "/";
    api.apply(
        roles + "roles/weir",
        """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: weir}, rules: [
         {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update]}]}\
        """);
    api.apply(
        roles + "rolebindings/weir",
        """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: weir},
         roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: weir},
         subjects: [{kind: ServiceAccount, name: weir, namespace: %s}]}\
        """
            .formatted(space.namespace()));
  }

  private void grant(String rules) throws IOException {
    api.apply(
        "/apis/rbac.authorization.k8s.io/v1/clusterroles/" + space.namespace(),
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: "
            + space.namespace()
            + "}, rules: ["
            + rules
            + "]}");
  }
}
