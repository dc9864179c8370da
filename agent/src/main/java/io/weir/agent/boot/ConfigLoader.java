package io.weir.agent.boot;

import io.weir.agent.boot.ConfigSettings.Setting;
import io.weir.agent.cli.AgentEntry;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a {@link Config} of defaults, file, environment and flags; each overrides the ones before.
 * Unknown keys in the file are faults; unknown {@code WEIR_*} variables are not, since a Service
 * named weir puts some into every pod's environment.
 */
public final class ConfigLoader {
  /** The flag that names the file; {@code WEIR_CONFIG} does too. */
  public static final String FILE_FLAG = "--config";

  private final List<String> faults = new ArrayList<>();
  private final Map<String, Given> given = new HashMap<>();

  private record Given(String text, String source) {}

  private ConfigLoader() {}

  /** The flags that {@link #load} understands. */
  public static List<AgentEntry.Flag> flags() {
    List<AgentEntry.Flag> flags = new ArrayList<>();
    flags.add(new AgentEntry.Flag(FILE_FLAG, "", "YAML file with settings."));
    ConfigSettings.ALL.forEach(
        s -> flags.add(new AgentEntry.Flag(s.flag(), s.declared().value(), s.declared().text())));
    return flags;
  }

  /**
   * @param flags values by flag name, e.g. {@code --node-name}
   * @param environment of the process
   * @param hostName used when nothing names the node
   * @throws ConfigFaults with every fault at once
   */
  public static Config load(
      Map<String, String> flags, Map<String, String> environment, String hostName)
      throws ConfigFaults {
    ConfigLoader loader = new ConfigLoader();
    loader.defaults(environment, hostName);
    Optional.ofNullable(flags.getOrDefault(FILE_FLAG, environment.get("WEIR_CONFIG")))
        .ifPresent(file -> loader.file(Path.of(file)));
    for (Setting s : ConfigSettings.ALL) {
      loader.give(s, environment.get(s.environment()), "from " + s.environment());
      loader.give(s, flags.get(s.flag()), "from " + s.flag());
    }
    return loader.config();
  }

  private void defaults(Map<String, String> environment, String hostName) {
    for (Setting s : ConfigSettings.ALL) {
      give(s, s.declared().value(), "by default");
    }
    String node = environment.getOrDefault("NODE_NAME", hostName).trim().toLowerCase(Locale.ROOT);
    given.put("nodeName", new Given(node, "from NODE_NAME or the host name"));
  }

  private void file(Path file) {
    ConfigFile.read(file, faults)
        .forEach((key, text) ->
            ConfigSettings.find(key)
                .ifPresentOrElse(
                    s -> give(s, text, "from " + file),
                    () -> faults.add(key + " (from " + file + "): no such setting")));
  }

  private void give(Setting setting, String text, String source) {
    if (text != null) {
      given.put(setting.key(), new Given(text.trim(), source));
    }
  }

  private Config config() throws ConfigFaults {
    Map<String, Object> values = new HashMap<>();
    for (Setting s : ConfigSettings.ALL) {
      Given from = given.get(s.key());
      try {
        values.put(s.key(), ConfigValues.parse(s, from.text()));
      } catch (IllegalArgumentException e) {
        faults.add(s.key() + "=" + from.text() + " (" + from.source() + "): " + e.getMessage());
      }
    }
    sameAddress(values);
    samePort(values);
    if (!faults.isEmpty()) {
      throw new ConfigFaults(faults);
    }
    return build(Config.class, "", values);
  }

  private void sameAddress(Map<String, Object> values) {
    if (values.get("healthAddress") instanceof Optional<?> health
        && health.isPresent()
        && health.equals(values.get("metricsAddress"))) {
      faults.add(
          "metricsAddress="
              + ConfigValues.text((InetSocketAddress) health.get())
              + ": the same as healthAddress; give each a port of its own");
    }
  }

  private void samePort(Map<String, Object> values) {
    if (values.get("services.tunnelPort") instanceof Integer port
        && values.get("services.snatPorts") instanceof ServiceSettings.PortRange ports
        && ports.contains(port)) {
      faults.add(
          "services.tunnelPort="
              + port
              + ": one of services.snatPorts="
              + ports
              + "; take another");
    }
  }

  private static <R extends Record> R build(
      Class<R> type, String prefix, Map<String, Object> values) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent c = components[i];
      String key = prefix + c.getName();
      arguments[i] =
          ConfigSettings.isGroup(c)
              ? build(c.getType().asSubclass(Record.class), key + ".", values)
              : values.get(key);
    }
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<R> canonical = type.getDeclaredConstructor(types);
      return canonical.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getSimpleName() + " cannot be made of " + values, e);
    }
  }
}
