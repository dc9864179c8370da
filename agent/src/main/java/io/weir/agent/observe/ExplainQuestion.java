package io.weir.agent.observe;

import io.weir.values.Family;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Would policy let a new flow pass?
 *
 * @param from {@code namespace/pod}, an address, or {@code host}: the node that {@code to} runs on
 * @param to {@code namespace/pod} or an address; Service addresses have become a backend's by then
 * @param port of the destination; 0 for ICMP
 * @param family empty for both, where both ends have both
 */
public record ExplainQuestion(
    String from, String to, Transport protocol, int port, Optional<Family> family) {
  /** The node itself, in {@link #from}. */
  public static final String HOST = "host";

  public ExplainQuestion {
    if (from.isEmpty() || to.isEmpty()) {
      throw new IllegalArgumentException("from=" + from + " to=" + to + ": both are needed");
    }
    if (protocol == Transport.ICMP ? port != 0 : port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "port=" + port + ": not in 1..65535, or 0 for protocol ICMP");
    }
  }

  /**
   * Reads the JSON form; protocol TCP and both families where they are left out.
   *
   * @throws IllegalArgumentException says what is wrong
   */
  public static ExplainQuestion read(JsonNode json) {
    String family = json.path("family").asString("");
    return new ExplainQuestion(
        json.path("from").asString(""),
        json.path("to").asString(""),
        Transport.of(json.path("protocol").asString("TCP")),
        json.path("port").asInt(0),
        family.isEmpty() ? Optional.empty() : Optional.of(family(family)));
  }

  private static Family family(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "ipv4" -> Family.IPV4;
      case "ipv6" -> Family.IPV6;
      default -> throw new IllegalArgumentException("family=" + text + ": want IPv4 or IPv6");
    };
  }

  /** What a flow is carried by. */
  public enum Transport {
    TCP,
    UDP,
    SCTP,
    /** An echo request, of either family. */
    ICMP;

    static Transport of(String text) {
      return Arrays.stream(values())
          .filter(t -> t.name().equalsIgnoreCase(text))
          .findFirst()
          .orElseThrow(() ->
              new IllegalArgumentException("protocol=" + text + ": want TCP, UDP, SCTP or ICMP"));
    }
  }
}
