package io.weir.agent.observe;

import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which tracked flows are meant; what is empty leaves all.
 *
 * @param address of either end, before or after translation
 * @param port likewise
 * @param protocol its IANA number
 * @param service no flow that policy tracks has one
 * @param client who began it, as it was before or after translation
 * @param server where it was sent, or its backend
 */
public record FlowFilter(
    Optional<FlowRow.Table> table,
    Optional<IpPrefix> address,
    OptionalInt port,
    OptionalInt protocol,
    Optional<OfService> service,
    Optional<FlowState> state,
    Optional<End> client,
    Optional<End> server) {
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final int MOST_PORT = 65_535;
  private static final int MOST_PROTOCOL = 255;

  public static final FlowFilter ALL = of(_ -> Optional.empty());

  /**
   * A Service, or all of a namespace.
   *
   * @param name empty for all
   */
  public record OfService(String namespace, Optional<String> name) {
    static OfService of(String text) {
      String[] parts = text.split("/", -1);
      if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
        throw new IllegalArgumentException(
            "service=" + text + ": want NAMESPACE/NAME or NAMESPACE/*");
      }
      return new OfService(parts[0], Optional.of(parts[1]).filter(name -> !name.equals("*")));
    }

    public boolean means(ObjectName service) {
      return service.namespace().equals(namespace) && name.map(service.name()::equals).orElse(true);
    }

    @Override
    public String toString() {
      return namespace + "/" + name.orElse("*");
    }
  }

  /**
   * One end of a flow.
   *
   * @param port empty for any
   */
  public record End(IpAddress address, OptionalInt port) {
    /**
     * @throws IllegalArgumentException when it is no address, nor one with a port behind a colon
     */
    public static End of(String text) {
      Optional<IpAddress> whole = IpAddress.parse(text);
      if (whole.isPresent()) {
        return new End(whole.get(), OptionalInt.empty());
      }
      int colon = text.lastIndexOf(':');
      String address = colon < 0 ? text : text.substring(0, colon);
      boolean brackets = address.startsWith("[") && address.endsWith("]");
      String bare = brackets ? address.substring(1, address.length() - 1) : address;
      return new End(
          IpAddress.parse(bare)
              .filter(_ -> colon >= 0)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      text + ": want ADDRESS or ADDRESS:PORT, IPv6 in brackets")),
          OptionalInt.of(number("port", text.substring(colon + 1), MOST_PORT)));
    }

    public boolean matches(IpAddress other, int otherPort) {
      return address.equals(other) && (port.isEmpty() || port.getAsInt() == otherPort);
    }

    @Override
    public String toString() {
      String bare = address.toString();
      boolean brackets = bare.indexOf(':') >= 0 && port.isPresent();
      return (brackets ? "[" + bare + "]" : bare) + (port.isPresent() ? ":" + port.getAsInt() : "");
    }
  }

  /**
   * Reads the parameters of {@link #parameters()}.
   *
   * @throws IllegalArgumentException says which one is wrong
   */
  public static FlowFilter of(Function<String, Optional<String>> parameter) {
    return new FlowFilter(
        parameter.apply("table").map(t -> one(FlowRow.Table.class, "table", t)),
        parameter.apply("address").map(FlowFilter::prefix),
        number(parameter.apply("port").map(p -> number("port", p, MOST_PORT))),
        number(parameter.apply("protocol").map(FlowFilter::protocol)),
        parameter.apply("service").map(OfService::of),
        parameter.apply("state").map(s -> one(FlowState.class, "state", s)),
        parameter.apply("client").map(End::of),
        parameter.apply("server").map(End::of));
  }

  /** Only those that are given; {@link #of} reads them. */
  public Map<String, String> parameters() {
    Map<String, String> all = new LinkedHashMap<>();
    table.ifPresent(t -> all.put("table", t.label()));
    address.ifPresent(a -> all.put("address", a.toString()));
    port.ifPresent(p -> all.put("port", String.valueOf(p)));
    protocol.ifPresent(p -> all.put("protocol", protocolName(p)));
    service.ifPresent(s -> all.put("service", s.toString()));
    state.ifPresent(s -> all.put("state", s.label()));
    client.ifPresent(c -> all.put("client", c.toString()));
    server.ifPresent(s -> all.put("server", s.toString()));
    return all;
  }

  /** Whether it leaves a whole table: too much to be removed by mistake. */
  public boolean isWide() {
    return parameters().keySet().stream().allMatch("table"::equals);
  }

  private static OptionalInt number(Optional<Integer> number) {
    return number.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  private static int number(String what, String text, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(what + "=" + text + ": want a number of 0.." + most);
  }

  private static IpPrefix prefix(String text) {
    return IpPrefix.parse(text)
        .or(() ->
            IpAddress.parse(text).flatMap(a -> IpPrefix.parse(a + (isV4(a) ? "/32" : "/128"))))
        .orElseThrow(() ->
            new IllegalArgumentException("address=" + text + ": want an address or a prefix"));
  }

  private static boolean isV4(IpAddress address) {
    return address.family() == io.weir.values.Family.IPV4;
  }

  private static int protocol(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "tcp" -> Protocol.TCP.number();
      case "udp" -> Protocol.UDP.number();
      case "sctp" -> Protocol.SCTP.number();
      case "icmp" -> ICMP;
      case "icmpv6" -> ICMPV6;
      default -> number("protocol", text, MOST_PROTOCOL);
    };
  }

  /** The name of an IANA number, where it has one here. */
  public static String protocolName(int number) {
    return switch (number) {
      case ICMP -> "ICMP";
      case ICMPV6 -> "ICMPv6";
      default ->
          Arrays.stream(Protocol.values())
              .filter(p -> p.number() == number)
              .map(Protocol::name)
              .findFirst()
              .orElse(String.valueOf(number));
    };
  }

  private static <E extends Enum<E>> E one(Class<E> type, String what, String text) {
    return Stream.of(type.getEnumConstants())
        .filter(e -> e.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                what
                    + "="
                    + text
                    + ": want one of "
                    + Stream.of(type.getEnumConstants())
                        .map(e -> e.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))));
  }
}
