package io.weir.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
  @TempDir Path directory;

  @Test
  void defaultsAloneMakeAUsableConfigurationNamedAfterTheHost() throws ConfigFaults {
    Config config = ConfigLoader.load(Map.of(), Map.of(), "Node-1 ");

    assertThat(config.nodeName()).isEqualTo("node-1");
    assertThat(config.kubeconfig()).isEmpty();
    assertThat(config.pinDirectory()).isEqualTo(Path.of("/sys/fs/bpf/weir"));
    assertThat(config.healthAddress()).contains(new InetSocketAddress("0.0.0.0", 10256));
    assertThat(config.metricsAddress()).contains(new InetSocketAddress("127.0.0.1", 10249));
    assertThat(config.nodePortAddresses()).isEqualTo(Config.NodePortAddresses.PRIMARY);
    assertThat(config.externalIpCidrs())
        .containsExactly(
            new IpPrefix(IpAddress.ofIpv4(0), 0), new IpPrefix(new IpAddress(0, 0), 0));
    assertThat(config.syncPeriod()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.maps().frontends()).isEqualTo(65536);
  }

  @Test
  void laterSourcesOverrideEarlierOnesSettingBySetting() throws Exception {
    Path file =
        write(
            """
            nodeName: from-file
            syncPeriod: 10s
            logLevel: debug
            maps:
              frontends: 1000
            """);

    Config config =
        ConfigLoader.load(
            Map.of("--config", file.toString(), "--node-name", "from-flag"),
            Map.of("WEIR_NODE_NAME", "from-environment", "WEIR_SYNC_PERIOD", "20s"),
            "host");

    assertThat(config.nodeName()).isEqualTo("from-flag");
    assertThat(config.syncPeriod()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.logLevel()).isEqualTo(Config.LogLevel.DEBUG);
    assertThat(config.maps().frontends()).isEqualTo(1000);
  }

  @Test
  void theDownwardApisNodeNameBeatsTheHostName() throws ConfigFaults {
    assertThat(ConfigLoader.load(Map.of(), Map.of("NODE_NAME", "n1"), "host").nodeName())
        .isEqualTo("n1");
  }

  @Test
  void everyFaultOfEverySourceIsToldAtOnce() throws IOException {
    Path file =
        write(
            """
            nodeNam: typo
            syncPeriod: soon
            maps:
              frontends: 1
              backends: 5
            nodePortAddresses: [10.0.0.0/8, nonsense]
            """);

    List<String> faults =
        faults(
            Map.of("--config", file.toString(), "--health-address", "10256"),
            Map.of("WEIR_LOG_LEVEL", "loud"));

    assertThat(faults)
        .containsExactlyInAnyOrder(
            "nodeNam (from " + file + "): no such setting",
            "maps.backends (from " + file + "): no such setting",
            "syncPeriod=soon (from " + file + "): not a duration such as 30s or 1m30s",
            "maps.frontends=1 (from " + file + "): not in 64..4194304",
            "nodePortAddresses=10.0.0.0/8,nonsense (from "
                + file
                + "): not a CIDR such as 10.0.0.0/8: nonsense",
            "healthAddress=10256 (from --health-address): not an address and port such as"
                + " 0.0.0.0:10256 or [::]:10256",
            "logLevel=loud (from WEIR_LOG_LEVEL): not one of error, warn, info, debug, trace");
  }

  @ParameterizedTest
  @CsvSource({
    "--node-name, ''",
    "--node-name, Upper",
    "--kubeconfig, /does/not/exist",
    "--api-server, 10.0.0.1:6443",
    "--pin-directory, relative/path",
    "--health-address, 0.0.0.0:0",
    "--health-address, 0.0.0.0:65536",
    "--metrics-address, localhost:10249",
    "--metrics-address, 0.0.0.0:10256",
    "--bind-hard-fail, yes",
    "--node-port-addresses, ''",
    "--external-ip-cidrs, 10.0.0.0/33",
    "--sync-period, 999ms",
    "--sync-period, 10m1s",
    "--maps-slots, 1023",
    "--maps-slots, 16777217",
    "--maps-pods, many",
    "--services-mode, on",
    "--services-uplinks, eth0 eth1",
    "--services-uplinks, '*'",
    "--services-uplinks, e*h",
    "--services-uplinks, sixteen-letters-",
    "--services-snat-ports, 61000",
    "--services-snat-ports, 65535-61000",
    "--services-snat-ports, 1023-2000",
    "--services-snat-ports, 61000-65536",
    "--services-tunnel-port, 0",
    "--services-tunnel-port, 65536",
    "--services-tunnel-port, 61000",
  })
  void valuesOutOfBoundsAreOneFaultNamingTheSetting(String flag, String value) {
    assertThat(faults(Map.of(flag, value), Map.of())).singleElement().asString().contains(value);
  }

  @Test
  void servicesAreServedOnTheWireAtEveryUplinkUnlessSomeAreNamed() throws ConfigFaults {
    ServiceSettings byDefault = ConfigLoader.load(Map.of(), Map.of(), "host").services();
    assertThat(byDefault.wire()).isTrue();
    assertThat(byDefault.uplinks()).isEmpty();
    assertThat(byDefault.snatPorts()).isEqualTo(new ServiceSettings.PortRange(61_000, 65_535));
    assertThat(byDefault.tunnelPort()).isEqualTo(6081);

    assertThat(
            ConfigLoader.load(Map.of("--services-uplinks", "eth0, bond*"), Map.of(), "host")
                .services()
                .uplinks())
        .containsExactly("eth0", "bond*");
  }

  @Test
  void boundsThemselvesAreAllowed() throws ConfigFaults {
    Config config =
        ConfigLoader.load(Map.of("--maps-slots", "1024", "--sync-period", "1s"), Map.of(), "host");

    assertThat(config.maps().slots()).isEqualTo(1024);
    assertThat(config.syncPeriod()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void emptyAddressesTurnTheServersOff() throws ConfigFaults {
    Config config =
        ConfigLoader.load(
            Map.of("--health-address", "", "--metrics-address", ""), Map.of(), "host");

    assertThat(config.healthAddress()).isEmpty();
    assertThat(config.metricsAddress()).isEmpty();
  }

  @Test
  void anEmptyListHonoursNoExternalIp() throws ConfigFaults {
    assertThat(
            ConfigLoader.load(Map.of("--external-ip-cidrs", ""), Map.of(), "host")
                .externalIpCidrs())
        .isEmpty();
  }

  @Test
  void variablesOfAServiceNamedWeirAreNotOurs() throws ConfigFaults {
    assertThat(ConfigLoader.load(Map.of(), Map.of("WEIR_PORT_80_TCP", "tcp://1.2.3.4:80"), "host"))
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "maps: {frontends: 100, frontends: 200} | not YAML: line 1",
        "'{' | not YAML: line",
        "- a | not a mapping of settings to values",
      })
  void aBrokenFileIsAFaultNotAnException(String text, String fault) throws IOException {
    Path file = write(text);

    assertThat(faults(Map.of("--config", file.toString()), Map.of()))
        .singleElement()
        .asString()
        .contains(fault);
  }

  @Test
  void aMissingFileIsAFault() {
    assertThat(faults(Map.of("--config", "/no/such/file"), Map.of()))
        .containsExactly("--config=/no/such/file: does not exist, or may not be read");
  }

  @Test
  void whatIsInForceCanBeGivenBackAsAFile() throws Exception {
    Config config =
        ConfigLoader.load(
            Map.of(
                "--node-port-addresses",
                "10.0.0.0/8,fd00::/8",
                "--metrics-address",
                "[::1]:9",
                "--sync-period",
                "1500ms",
                "--services-uplinks",
                "eth0,bond*"),
            Map.of(),
            "host");
    Map<String, String> flags = new HashMap<>();
    config.inForce().forEach((key, text) -> flags.put(flag(key), text));

    assertThat(ConfigLoader.load(flags, Map.of(), "other")).isEqualTo(config);
    assertThat(config.inForce())
        .containsEntry("metricsAddress", "[0:0:0:0:0:0:0:1]:9")
        .containsEntry("syncPeriod", "1500ms");
  }

  private static String flag(String key) {
    return ConfigSettings.find(key).map(ConfigSettings.Setting::flag).orElseThrow();
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("weir.yaml"), text);
  }

  private static List<String> faults(Map<String, String> flags, Map<String, String> environment) {
    return Optional.ofNullable(
            catchThrowableOfType(
                ConfigFaults.class, () -> ConfigLoader.load(flags, environment, "host")))
        .map(ConfigFaults::faults)
        .orElse(List.of());
  }
}
