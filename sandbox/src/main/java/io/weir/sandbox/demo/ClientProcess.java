package io.weir.sandbox.demo;

import io.weir.sandbox.boot.Sandbox;
import io.weir.sandbox.boot.SandboxExec;
import io.weir.sandbox.net.SandboxFault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link Client} somewhere in the sandbox, asked from here. */
public final class ClientProcess implements AutoCloseable {
  private final Process process;
  private final PrintWriter commands;
  private final BufferedReader answers;

  private ClientProcess(Process process) {
    this.process = process;
    this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts one and does not wait.
   *
   * @param where as {@code weir sandbox exec} takes it
   * @param jvm further flags
   */
  public static ClientProcess start(Sandbox sandbox, String where, String... jvm) {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
    java.addAll(List.of(jvm));
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), Client.class.getName()));
    try {
      return new ClientProcess(
          new ProcessBuilder(SandboxExec.find(sandbox, where).argv(java))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      throw new SandboxFault("cannot start a client in " + where, e);
    }
  }

  /** Waits until it takes commands. */
  public ClientProcess ready() {
    if (!read().equals("ready")) {
      throw new SandboxFault("a client did not start");
    }
    return this;
  }

  public String ask(String verb, String address, int port) {
    return ask(verb + " " + address + " " + port);
  }

  public String ask(String command) {
    commands.println(command);
    return read();
  }

  private String read() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new SandboxFault("a client ended with exit=" + process.waitFor());
      }
      return line;
    } catch (IOException e) {
      throw new SandboxFault("a client does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxFault("interrupted while a client works");
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
