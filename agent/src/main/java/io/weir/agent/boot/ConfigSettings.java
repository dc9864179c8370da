package io.weir.agent.boot;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The settings as {@link Config} declares them, in its order. */
final class ConfigSettings {
  static final List<Setting> ALL = List.copyOf(settings(Config.class, ""));

  private ConfigSettings() {}

  /**
   * One setting.
   *
   * @param key its name in the file, e.g. {@code maps.frontends}
   * @param type the component's generic type, e.g. {@code java.util.Optional<java.nio.file.Path>}
   */
  record Setting(String key, String type, ConfigSetting declared) {
    /** {@code WEIR_MAPS_FRONTENDS}. */
    String environment() {
      return "WEIR_" + words("_").toUpperCase(Locale.ROOT);
    }

    /** {@code --maps-frontends}. */
    String flag() {
      return "--" + words("-").toLowerCase(Locale.ROOT);
    }

    private String words(String separator) {
      return key.replace(".", separator).replaceAll("(?<=[a-z])(?=[A-Z])", separator);
    }
  }

  static Optional<Setting> find(String key) {
    return ALL.stream().filter(s -> s.key().equals(key)).findFirst();
  }

  /** The values in force, as text that could stand in the file; key order is the record's. */
  static Map<String, String> inForce(Config config) {
    Map<String, String> texts = new LinkedHashMap<>();
    collect(config, "", texts);
    return texts;
  }

  private static List<Setting> settings(Class<?> record, String prefix) {
    List<Setting> found = new ArrayList<>();
    for (RecordComponent c : record.getRecordComponents()) {
      if (c.getType().isRecord() && isGroup(c)) {
        found.addAll(settings(c.getType(), prefix + c.getName() + "."));
      } else {
        found.add(
            new Setting(
                prefix + c.getName(),
                c.getGenericType().getTypeName(),
                c.getAnnotation(ConfigSetting.class)));
      }
    }
    return found;
  }

  /** Whether a component is a record of settings, not a value that happens to be a record. */
  static boolean isGroup(RecordComponent component) {
    return component.getType().isRecord()
        && component.getType().getRecordComponents()[0].isAnnotationPresent(ConfigSetting.class);
  }

  private static void collect(Record from, String prefix, Map<String, String> texts) {
    for (RecordComponent c : from.getClass().getRecordComponents()) {
      Object value = value(c, from);
      if (isGroup(c)) {
        collect((Record) value, prefix + c.getName() + ".", texts);
      } else {
        texts.put(prefix + c.getName(), ConfigValues.text(value));
      }
    }
  }

  private static Object value(RecordComponent component, Record of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("setting=" + component.getName() + ": cannot be read", e);
    }
  }
}
