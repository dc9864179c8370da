package io.weir.agent.kubeproxy;

import io.weir.values.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Flows whose destination netfilter translates, for kube-proxy. */
public final class Conntrack {
  private static final Pattern WORD = Pattern.compile("(src|dst|sport|dport)=(\\S+)");

  private Conntrack() {}

  /**
   * How many there are.
   *
   * @param frontends kube-proxy's; where its rules are gone, flows of others' translations (such as
   *     hostPorts) cannot be told apart, and count too
   * @return empty where the node lacks the program conntrack
   */
  public static Optional<Long> translated(NodeTools tools, Collection<Proxied> frontends) {
    List<Proxied> found = new ArrayList<>();
    for (String family : List.of("ipv4", "ipv6")) {
      Optional<NodeTools.Said> said =
          tools.run(List.of("conntrack", "-L", "-f", family, "--dst-nat"), "");
      if (said.isEmpty()) {
        return Optional.empty();
      }
      said.get().out().lines().flatMap(line -> destination(line).stream()).forEach(found::add);
    }
    Set<Proxied> known = Set.copyOf(frontends);
    return Optional.of(
        found.stream()
            .filter(f -> known.isEmpty() || known.contains(f) || known.contains(asNodePort(f)))
            .count());
  }

  private static Proxied asNodePort(Proxied frontend) {
    return Proxied.nodePort(frontend.family(), frontend.port(), frontend.protocol());
  }

  /** Where the client sends, of a flow whose answers come from elsewhere. */
  static Optional<Proxied> destination(String line) {
    List<String> values = new ArrayList<>();
    Matcher words = WORD.matcher(line);
    while (words.find()) {
      values.add(words.group(2));
    }
    // source, destination, ports; the same of the answers
    if (values.size() != 8 || values.get(1).equals(values.get(4))) {
      return Optional.empty();
    }
    return IpAddress.parse(values.get(1))
        .map(ip -> Proxied.at(ip, Integer.parseInt(values.get(3)), line.split(" +")[0]));
  }
}
