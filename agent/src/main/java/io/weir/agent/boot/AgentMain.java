package io.weir.agent.boot;

import io.weir.agent.cli.AgentEntry;
import io.weir.bpf.BpfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * {@code weir agent}: settings, then the agent until the process is told to end. What cannot work
 * is said in one message on standard error, never as a stack trace.
 */
public final class AgentMain implements AgentEntry {
  /** sysexits.h EX_CONFIG: the environment must change before another try makes sense. */
  static final int CANNOT_RUN = 78;

  private static final int FAILED = 1;

  @Override
  public List<Flag> flags() {
    return ConfigLoader.flags();
  }

  @Override
  public int run(Map<String, String> flags) {
    Config config;
    try {
      config = ConfigLoader.load(flags, System.getenv(), hostName());
    } catch (ConfigFaults e) {
      return refuse(e.getMessage());
    }
    ConfigLogging.apply(config.logLevel());
    List<String> problems = Agent.preflight(config);
    if (!problems.isEmpty()) {
      return refuse("this node cannot run the agent:\n  " + String.join("\n  ", problems));
    }
    return serve(config);
  }

  private static int serve(Config config) {
    CountDownLatch end = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(end::countDown, "weir-shutdown"));
    Agent agent;
    try {
      agent = Agent.start(config);
    } catch (BpfException | IllegalArgumentException e) {
      return refuse(e.getMessage());
    }
    try {
      end.await();
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } finally {
      agent.close();
    }
  }

  private static int refuse(String message) {
    System.err.println("weir agent: " + message);
    return CANNOT_RUN;
  }

  /** The kernel's name of this machine, asked without DNS. */
  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname"));
    } catch (IOException e) {
      return "";
    }
  }
}
