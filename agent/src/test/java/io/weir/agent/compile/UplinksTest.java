package io.weir.agent.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.NodeInterface;
import io.weir.values.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UplinksTest {
  private static final List<NodeInterface> NODE =
      List.of(
          nic(1, "lo"),
          nic(2, "eth0", "192.0.2.1"),
          nic(3, "eth1", "198.51.100.1", "2001:db8::1"),
          nic(4, "eth2"), // a port of bond0
          nic(5, "bond0", "203.0.113.1"),
          nic(6, "cni0", "10.1.0.1"));

  private static NodeInterface nic(int ifindex, String name, String... addresses) {
    return new NodeInterface(ifindex, name, addresses(Arrays.asList(addresses)));
  }

  private static Set<IpAddress> addresses(List<String> texts) {
    return texts.stream().map(a -> IpAddress.parse(a).orElseThrow()).collect(Collectors.toSet());
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(",")).filter(each -> !each.isEmpty()).toList();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "the node's address           | ''         | 192.0.2.1              | eth0",
        "of either family             | ''         | 192.0.2.1,2001:db8::1  | eth0,eth1",
        "the bond, not its port       | ''         | 203.0.113.1            | bond0",
        "an address that is nowhere   | ''         | 203.0.113.99           | ''",
        "no address of the node       | ''         | ''                     | ''",
        "a name goes before addresses | eth2       | 192.0.2.1              | eth2",
        "the beginning of names       | eth*       | 203.0.113.1            | eth0,eth1,eth2",
        "names and beginnings         | bond*,eth1 | ''                     | bond0,eth1",
        "a name is no beginning       | eth        | 192.0.2.1              | ''",
      })
  void uplinksAre(String why, String names, String own, String expected) {
    Set<Integer> chosen = Uplinks.of(NODE, words(names), addresses(words(own)));

    assertThat(
            NODE.stream()
                .filter(each -> chosen.contains(each.ifindex()))
                .map(NodeInterface::name)
                .sorted()
                .toList())
        .as(why)
        .isEqualTo(words(expected));
  }
}
