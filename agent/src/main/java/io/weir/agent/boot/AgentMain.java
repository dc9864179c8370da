package io.weir.agent.boot;

import io.weir.agent.cli.AgentEntry;
import io.weir.bpf.BpfException;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
    return ConfigSettings.ALL.stream()
        .map(s -> new Flag(s.flag(), s.declared().value(), s.declared().text()))
        .toList();
  }

  @Override
  public int run(Map<String, String> flags) {
    Config config;
    try {
      config = ConfigLoader.load(flags, System.getenv(), hostName());
    } catch (ConfigFaults e) {
      return refuse(e.getMessage());
    }
    System.setProperty(
        "org.slf4j.simpleLogger.defaultLogLevel", config.logLevel().name().toLowerCase());
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

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
