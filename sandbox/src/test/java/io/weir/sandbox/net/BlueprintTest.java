package io.weir.sandbox.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlueprintTest {
  private static Blueprint dual(PodNetwork network) {
    return new Blueprint("demo", 3, 2, network, Families.DUAL, 1600);
  }

  @Test
  void namesAndAddressesFollowFromTheBlueprint() {
    NodeNet second = dual(PodNetwork.ROUTED).nodeNets().get(1);

    assertThat(second.name()).isEqualTo("node2");
    assertThat(second.namespace()).isEqualTo("weir-demo-node2");
    assertThat(second.addresses()).hasToString("[172.30.3.12, fd00:172:30:3::c]");
    assertThat(second.podPrefixes()).hasToString("[10.244.2.0/24, fd00:10:244:2::/64]");
  }

  @Test
  void aSingleFamilyHasNoTraceOfTheOther() {
    for (Families families : List.of(Families.IPV4, Families.IPV6)) {
      Blueprint sandbox = new Blueprint("demo", 0, 3, PodNetwork.BRIDGE, families, 1500);
      String all =
          FabricScripts.links(
                  sandbox,
                  List.of(Ips.prefix("10.96.0.0/16"), Ips.prefix("fd00:10:96::/112")),
                  List.of(Ips.prefix("192.0.2.0/24"), Ips.prefix("2001:db8:1b::/112")))
              .toString();
      assertThat(all.contains("172.30.0.")).isEqualTo(families == Families.IPV4);
      assertThat(all.contains("blackhole 10.96.0.0/16")).isEqualTo(families == Families.IPV4);
      assertThat(all.contains("route replace 192.0.2.0/24 via 172.30.0.11"))
          .isEqualTo(families == Families.IPV4);
      assertThat(all.contains("2001:db8:1b::/112 via fd00:172:30::b"))
          .isEqualTo(families == Families.IPV6);
      assertThat(all.contains("fd00:")).isEqualTo(families == Families.IPV6);
    }
  }

  @Test
  void theUnderlayHasRoomForTunnelsAndTheMachineOutsideSendsNoMoreThanAPod() {
    String all =
        FabricScripts.links(dual(PodNetwork.ROUTED), List.of(), List.of()).getFirst().toString();

    assertThat(all)
        .contains("link add br0 mtu 1600 type bridge")
        .contains("link add node1 mtu 1600 type veth peer name eth0 mtu 1600 netns weir-demo-node1")
        .contains("link add outside mtu 1500 type veth peer name eth0 mtu 1500");
  }

  @ParameterizedTest
  @ValueSource(ints = {1499, 9001})
  void anUnderlayThatCarriesNoPodsPacketIsRefused(int mtu) {
    assertThatThrownBy(() -> new Blueprint("demo", 0, 1, PodNetwork.ROUTED, Families.DUAL, mtu))
        .isInstanceOf(SandboxFault.class);
  }

  @Test
  void interfaceNamesFitTheKernel() {
    PodNet pod =
        new PodNet(
            "ns", "0b1e3f30-57e7-4b0c-8a6a-3a0d0f0e9c11", List.of(Ips.address("10.244.1.7")));
    assertThat(pod.hostInterface()).hasSizeLessThanOrEqualTo(15);
    assertThat(pod.mac()).isEqualTo("0a:58:0a:f4:01:07");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a-b", "Demo", "1st", "../x", "a23456789012345678"})
  void namesThatCouldTouchAnotherSandboxAreRefused(String name) {
    assertThatThrownBy(() -> Blueprint.checkName(name)).isInstanceOf(SandboxFault.class);
  }
}
