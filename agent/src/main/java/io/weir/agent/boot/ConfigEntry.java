package io.weir.agent.boot;

import io.weir.agent.cli.AgentEntry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * {@code weir agent}: reads the configuration, then hands it to {@code agent}.
 *
 * @param agent runs until the agent ends and returns the exit code
 * @param err where faults of the configuration go
 */
public record ConfigEntry(ToIntFunction<Config> agent, PrintWriter err) implements AgentEntry {
  /** EX_CONFIG of sysexits.h: the node or its configuration must change before a restart helps. */
  public static final int UNUSABLE = 78;

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>();
    flags.add(new Flag(ConfigLoader.FILE_FLAG, "", "YAML file with settings."));
    ConfigSettings.ALL.forEach(
        s -> flags.add(new Flag(s.flag(), s.declared().value(), s.declared().text())));
    return flags;
  }

  @Override
  public int run(Map<String, String> flags) {
    try {
      Config config = ConfigLoader.load(flags, System.getenv(), hostName());
      ConfigLogging.apply(config.logLevel());
      return agent.applyAsInt(config);
    } catch (ConfigFaults e) {
      err.println("weir agent: " + e.getMessage());
      err.flush();
      return UNUSABLE;
    }
  }

  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
    } catch (IOException e) {
      return "";
    }
  }
}
