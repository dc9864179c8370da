package io.weir.agent.kubeproxy;

import io.weir.values.Family;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What iptables-save tells of one table.
 *
 * @param tool whose it is: {@code legacy} or {@code nft}
 * @param chains all of them, also the built-in ones
 * @param rules in their order
 */
public record IptablesTable(
    String tool, Family family, String name, Set<String> chains, List<Rule> rules) {
  public IptablesTable {
    chains = Set.copyOf(chains);
    rules = List.copyOf(rules);
  }

  /**
   * One rule.
   *
   * @param chain where it stands
   * @param words what follows the chain, as it was written
   */
  public record Rule(String chain, String words) {
    /** The chain that it leads to; empty where that is a verdict. */
    Optional<String> leadsTo() {
      return word("-j").or(() -> word("-g")).filter(t -> t.startsWith("KUBE-"));
    }

    /** What follows an option. Comments, which may hold anything, are not looked into. */
    Optional<String> word(String option) {
      List<String> all = Arrays.asList(words.replaceAll("\"[^\"]*\"", "''").split(" "));
      int at = all.indexOf(option);
      return at < 0 || at + 1 == all.size() ? Optional.empty() : Optional.of(all.get(at + 1));
    }
  }

  /** Reads iptables-save's output. */
  static List<IptablesTable> read(String tool, Family family, String saved) {
    List<IptablesTable> tables = new ArrayList<>();
    String name = "";
    Set<String> chains = new TreeSet<>();
    List<Rule> rules = new ArrayList<>();
    for (String line : saved.lines().toList()) {
      if (line.startsWith("*")) {
        name = line.substring(1);
      } else if (line.startsWith(":")) {
        chains.add(line.substring(1, line.indexOf(' ')));
      } else if (line.startsWith("-A ")) {
        String[] words = line.split(" ", 3);
        rules.add(new Rule(words[1], words.length < 3 ? "" : words[2]));
      } else if (line.equals("COMMIT")) {
        tables.add(new IptablesTable(tool, family, name, chains, rules));
        chains = new TreeSet<>();
        rules = new ArrayList<>();
      }
    }
    return tables;
  }

  /** The chains of kube-proxy that nobody else's chain leads to. */
  public Set<String> proxyChains() {
    Set<String> others =
        rules.stream()
            .filter(rule -> !isBuiltIn(rule.chain) && !ProxyChains.has(rule.chain))
            .flatMap(rule -> rule.leadsTo().stream())
            .collect(Collectors.toSet());
    return chains.stream()
        .filter(ProxyChains::has)
        .filter(chain -> !others.contains(chain))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isBuiltIn(String chain) {
    return Set.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING").contains(chain);
  }

  /** How many rules stand in the chains of kube-proxy. */
  public long proxyRules() {
    Set<String> ours = proxyChains();
    return rules.stream().filter(rule -> ours.contains(rule.chain)).count();
  }

  /** What iptables-restore takes, without flushing the rest, to forget kube-proxy's chains. */
  String removal() {
    Set<String> gone = proxyChains();
    StringBuilder text = new StringBuilder("*" + name + "\n");
    gone.forEach(chain -> text.append(':').append(chain).append(" - [0:0]\n")); // empties it
    rules.stream()
        .filter(rule -> !gone.contains(rule.chain))
        .filter(rule -> rule.leadsTo().filter(gone::contains).isPresent())
        .forEach(rule -> text.append("-D " + rule.chain + " " + rule.words + "\n"));
    gone.forEach(chain -> text.append("-X ").append(chain).append('\n'));
    return text.append("COMMIT\n").toString();
  }
}
