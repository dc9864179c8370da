package io.weir.bpf.socket;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A process (puppet.c) that opens sockets when told to: unlike the JVM, it can live in a cgroup and
 * a network namespace of its own.
 */
final class Puppet implements AutoCloseable {
  private final Process process;
  private final BufferedWriter strings;
  private final BufferedReader words;

  private Puppet(Process process) {
    this.process = process;
    this.strings = process.outputWriter();
    this.words = process.inputReader();
  }

  static Puppet start() {
    try {
      Path binary = Path.of(Puppet.class.getResource("/puppet").toURI());
      return new Puppet(
          new ProcessBuilder(binary.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a puppet", e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a command and returns the answer: "ok", "ok WORDS" or "error NAME". */
  String tell(String command, Object... arguments) {
    String line = command.formatted(arguments);
    try {
      strings.write(line + "\n");
      strings.flush();
      String answer = words.readLine();
      if (answer == null) {
        throw new IllegalStateException("the puppet died of: " + line);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException("puppet: " + line, e);
    }
  }

  /** A command that must work; returns what comes after "ok". */
  String must(String command, Object... arguments) {
    String answer = tell(command, arguments);
    if (!answer.startsWith("ok")) {
      throw new AssertionError(command.formatted(arguments) + ": " + answer);
    }
    return answer.substring(2).strip();
  }

  Path netns() {
    return Path.of("/proc/" + process.pid() + "/ns/net");
  }

  @Override
  public void close() {
    try {
      strings.close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
