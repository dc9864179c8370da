package io.weir.agent.boot;

import io.weir.agent.attach.EarlyPrograms;
import io.weir.agent.boot.Config.LogLevel;
import io.weir.agent.boot.Config.NewPodVerdict;
import io.weir.agent.boot.Config.NodePortAddresses;
import io.weir.service.model.External;
import io.weir.service.model.ExternalMode;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text to values and back, by the type of the setting. What cannot be read throws {@link
 * IllegalArgumentException} whose message says what would have been right.
 */
final class ConfigValues {
  private static final Pattern NODE_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  /** At most 15 characters (IFNAMSIZ). */
  private static final Pattern INTERFACE = Pattern.compile("[^\\s/:*]{1,15}|[^\\s/:*]{1,14}\\*");

  private static final Pattern DURATION = Pattern.compile("(?:(\\d{1,9})(ms|s|m|h))");
  private static final Pattern DURATIONS = Pattern.compile("(\\d{1,9}(ms|s|m|h))+");
  private static final Pattern PORTS = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
  private static final Pattern ADDRESS = Pattern.compile("\\[?([^\\[\\]]+)]?:(\\d{1,5})");

  private ConfigValues() {}

  /** The value of a setting. */
  static Object parse(ConfigSettings.Setting setting, String text) {
    ConfigSetting declared = setting.declared();
    return switch (setting.type()) {
      case "java.lang.String" ->
          setting.key().equals("nodeName") ? nodeName(text) : namespace(text);
      case "boolean" -> bool(text);
      case "int" ->
          setting.key().equals("services.maglevTableSize")
              ? prime(text, declared)
              : (int) inRange(number(text), declared, "");
      case "java.time.Duration" -> duration(text, declared);
      case "java.nio.file.Path" -> path(text);
      case "java.util.Optional<java.nio.file.Path>" -> optional(text).map(ConfigValues::readable);
      case "java.util.List<java.net.URI>" -> words(text).stream().map(ConfigValues::url).toList();
      case "java.util.Optional<java.net.InetSocketAddress>" ->
          optional(text).map(ConfigValues::listenAddress);
      case "java.util.List<io.weir.values.IpPrefix>" -> prefixes(text);
      case "java.util.List<java.lang.String>" -> interfaces(text);
      case "io.weir.service.model.ExternalMode" -> externalMode(text);
      case "io.weir.agent.boot.ServiceSettings$PortRange" -> ports(text);
      case "io.weir.agent.attach.EarlyPrograms$Mode" -> word(EarlyPrograms.Mode.class, text);
      case "io.weir.agent.boot.Config$NodePortAddresses" -> nodePortAddresses(text);
      case "io.weir.agent.boot.Config$LogLevel" -> word(LogLevel.class, text);
      case "io.weir.agent.boot.Config$NewPodVerdict" -> word(NewPodVerdict.class, text);
      case "io.weir.agent.boot.ServiceSettings$Mode" -> word(ServiceSettings.Mode.class, text);
      default -> throw new IllegalStateException("setting of type " + setting.type());
    };
  }

  /** The inverse of {@link #parse}. */
  static String text(Object value) {
    return switch (value) {
      case Optional<?> o -> o.map(ConfigValues::text).orElse("");
      case List<?> list -> list.stream().map(ConfigValues::text).collect(Collectors.joining(","));
      case InetSocketAddress a -> {
        String host = a.getAddress().getHostAddress();
        yield (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + a.getPort();
      }
      case NodePortAddresses a -> a.primary() ? "primary" : text(a.cidrs());
      case Duration d when d.toMillisPart() == 0 -> d.toSeconds() + "s";
      case Duration d -> d.toMillis() + "ms";
      case ExternalMode mode -> mode.word();
      case Enum<?> word -> word.name().toLowerCase(Locale.ROOT);
      default -> value.toString();
    };
  }

  private static Optional<String> optional(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static String nodeName(String text) {
    if (text.length() > 253 || !NODE_NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          text.isEmpty() ? "required: the name of the Node object" : "not a name of a Node object");
    }
    return text;
  }

  private static String namespace(String text) {
    if (text.length() > 63 || !NAMESPACE.matcher(text).matches()) {
      throw new IllegalArgumentException("not a name of a namespace");
    }
    return text;
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("not true or false");
    };
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a whole number", e);
    }
  }

  private static long inRange(long value, ConfigSetting declared, String unit) {
    if (value < declared.least() || value > declared.most()) {
      throw new IllegalArgumentException(
          "not in " + declared.least() + unit + ".." + declared.most() + unit);
    }
    return value;
  }

  private static int prime(String text, ConfigSetting declared) {
    int size = (int) inRange(number(text), declared, "");
    if (!External.isMaglevSize(size)) {
      throw new IllegalArgumentException("not a prime");
    }
    return size;
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(",")).map(String::trim).filter(w -> !w.isEmpty()).toList();
  }

  private static List<String> interfaces(String text) {
    List<String> names = words(text);
    for (String name : names) {
      if (!INTERFACE.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "not a name of an interface, or its beginning and *: " + name);
      }
    }
    return names;
  }

  private static ExternalMode externalMode(String text) {
    return ExternalMode.of(text)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "not one of "
                    + Arrays.stream(ExternalMode.values())
                        .map(ExternalMode::word)
                        .collect(Collectors.joining(", "))));
  }

  private static ServiceSettings.PortRange ports(String text) {
    Matcher range = PORTS.matcher(text);
    return range.matches()
        ? new ServiceSettings.PortRange(
            Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)))
        : new ServiceSettings.PortRange(0, 0);
  }

  private static Duration duration(String text, ConfigSetting declared) {
    if (!DURATIONS.matcher(text).matches()) {
      throw new IllegalArgumentException("not a duration such as 30s or 1m30s");
    }
    long millis = 0;
    for (Matcher part = DURATION.matcher(text); part.find(); ) {
      long unit =
          switch (part.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 3_600_000;
          };
      millis += Long.parseLong(part.group(1)) * unit;
    }
    return Duration.ofMillis(inRange(millis, declared, "ms"));
  }

  private static Path path(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("not an absolute path");
    }
    return path;
  }

  private static Path readable(String text) {
    Path path = path(text);
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException("does not exist, or may not be read");
    }
    return path;
  }

  private static URI url(String text) {
    URI url = URI.create(text);
    if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
      throw new IllegalArgumentException("not a URL such as https://10.0.0.1:6443");
    }
    return url;
  }

  private static InetSocketAddress listenAddress(String text) {
    Matcher parts = ADDRESS.matcher(text);
    Optional<IpAddress> address =
        parts.matches() ? IpAddress.parse(parts.group(1)) : Optional.empty();
    int port = address.isPresent() ? Integer.parseInt(parts.group(2)) : 0;
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "not an address and port such as 0.0.0.0:10256 or [::]:10256");
    }
    return new InetSocketAddress(InetAddress.ofLiteral(address.get().toString()), port);
  }

  private static List<IpPrefix> prefixes(String text) {
    return words(text).stream().map(ConfigValues::prefix).toList();
  }

  private static IpPrefix prefix(String text) {
    return IpPrefix.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("not a CIDR such as 10.0.0.0/8: " + text));
  }

  private static NodePortAddresses nodePortAddresses(String text) {
    if (text.equals("primary")) {
      return NodePortAddresses.PRIMARY;
    }
    List<IpPrefix> cidrs = prefixes(text);
    if (cidrs.isEmpty()) {
      throw new IllegalArgumentException("neither primary nor a list of CIDRs");
    }
    return new NodePortAddresses(false, cidrs);
  }

  private static <E extends Enum<E>> E word(Class<E> type, String text) {
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      String words =
          Arrays.stream(type.getEnumConstants())
              .map(ConfigValues::text)
              .collect(Collectors.joining(", "));
      throw new IllegalArgumentException("not one of " + words, e);
    }
  }
}
