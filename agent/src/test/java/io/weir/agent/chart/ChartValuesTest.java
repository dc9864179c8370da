package io.weir.agent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake in values is refused, and the refusal names it. */
class ChartValuesTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          imagee: {tag: a}                                        | imagee
          image: {name: localhost/weir}                           | name
          image: {digest: sha256:12}                              | /image/digest
          image: {pullPolicy: ifNotPresent}                       | /image/pullPolicy
          apiServer: {url: "https://192.0.2.1"}                   | url
          apiServer: {endpoints: ["192.0.2.1:6443"]}              | /apiServer/endpoints/0
          apiServer: {endpoints: "https://192.0.2.1:6443"}        | /apiServer/endpoints
          security: {profile: privileged}                         | /security/profile
          security: {privileged: true}                            | privileged
          config: {polcy: {enforce: false}}                       | polcy
          config: {policy: {enforced: false}}                     | enforced
          config: {policy: {enforce: "no"}}                       | /config/policy/enforce
          config: {maps: {flows: 12}}                             | /config/maps/flows
          config: {syncPeriod: 30}                                | /config/syncPeriod
          config: {services: {externalMode: dsr}}                 | /config/services/externalMode
          config: {nodeName: worker-1}                            | nodeName
          config: {pinDirectory: /sys/fs/bpf/other}               | pinDirectory
          nodeGroups: [{name: a, label: b, config: {}}]           | label
          nodeGroups: [{name: default, config: {}}]               | /nodeGroups/0/name
          updateStrategy: {type: Recreate}                        | /updateStrategy/type
          updateStrategy: {rollingUpdate: {maxSurge: 1}}          | maxSurge
          resources: {request: {cpu: 1}}                          | request
          resources: {requests: {memory: 1GB}}                    | /resources/requests/memory
          tolerations: [{operator: exists}]                       | /tolerations/0/operator
          monitoring: {podMonitors: {enabled: true}}              | podMonitors
          monitoring: {podMonitor: {enabled: "yes"}}              | /monitoring/podMonitor/enabled
          monitoring: {podMonitor: {interval: 30}}                | /monitoring/podMonitor/interval
          hostPaths: {cgroups: /sys/fs/cgroup}                    | cgroups
          probes: {startup: {period: 2}}                          | period
          crds: {create: true}                                    | create
          """)
  void aMistakeIsRefusedAndNamed(String values, String named) throws IOException {
    Path file = Files.writeString(directory.resolve("values.yaml"), values);
    Chart.Result result =
        Chart.helm("template", "weir", Chart.DIRECTORY.toString(), "--values", file.toString());
    assertThat(result.code()).as(result.text()).isNotZero();
    assertThat(result.text()).contains("schema").contains("'" + named + "'");
  }
}
