package io.weir.policy.compile;

import io.weir.values.Protocol;
import java.util.Optional;
import java.util.regex.Pattern;

/** Questions that both readers ask of a single value. */
final class Names {
  static final String NOT_A_LABEL_KEY = "invalid label key";
  static final String NOT_A_PORT = "invalid port, not in 1..65535";
  static final String NOT_A_PORT_NAME = "invalid port name";
  static final String NOT_A_PROTOCOL = "unknown protocol, not TCP, UDP or SCTP";

  private static final int LONGEST_PORT_NAME = 15;
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_PREFIX = 253;
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
  private static final Pattern PREFIX =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  /** Lower case, digits and single dashes inside; at least one letter (RFC 6335 section 5.1). */
  private static final Pattern PORT = Pattern.compile("(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*");

  private Names() {}

  /** {@code name} or {@code prefix/name}, the prefix a DNS subdomain (apimachinery). */
  static boolean isLabelKey(String key) {
    int slash = key.indexOf('/');
    String prefix = slash < 0 ? "a" : key.substring(0, slash);
    String name = key.substring(slash + 1);
    return name.length() <= LONGEST_LABEL
        && prefix.length() <= LONGEST_PREFIX
        && LABEL.matcher(name).matches()
        && PREFIX.matcher(prefix).matches();
  }

  static boolean isPortName(String name) {
    return name.length() <= LONGEST_PORT_NAME && PORT.matcher(name).matches();
  }

  static boolean isPort(int port) {
    return port >= 1 && port <= 65535;
  }

  static Optional<Protocol> protocol(String text) {
    return switch (text) {
      case "TCP" -> Optional.of(Protocol.TCP);
      case "UDP" -> Optional.of(Protocol.UDP);
      case "SCTP" -> Optional.of(Protocol.SCTP);
      default -> Optional.empty();
    };
  }
}
