package io.weir.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the C client and server, bench/src/main/c/pingpong.c. */
final class PingPong {
  static final Path PROGRAM = Main.ROOT.resolve("bench/target/pingpong");
  private static final int MOST_OF_A_MESSAGE = 400;

  /**
   * Both ends on one processor: left to the scheduler they sometimes share one and sometimes wake
   * each other on an idle one, which takes three times as long and hides what is measured.
   */
  private static final List<String> PINNED =
      List.of("taskset", "-c", Integer.toString(Runtime.getRuntime().availableProcessors() - 1));

  private final Lab lab;

  PingPong(Lab lab) {
    this.lab = lab;
  }

  /** How a client uses connections. */
  enum Mode {
    /** One connection, one byte each way, again and again. */
    RR,
    /** Connect, one byte each way, close, again and again. */
    CRR;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * @param p50Nanos median time of one exchange
   * @param rate exchanges in a second
   * @param count of exchanges
   */
  record Round(double p50Nanos, double rate, long count) {}

  /** Where a client runs. */
  record Client(Path cgroup, String namespace) {}

  private static List<String> pinned(String... arguments) {
    List<String> argv = new ArrayList<>(PINNED);
    argv.add(PROGRAM.toString());
    argv.addAll(List.of(arguments));
    return argv;
  }

  /** Starts the server; returns once it accepts connections. */
  void serve(Path cgroup, String namespace, int port) {
    ProcessBuilder server =
        lab.program(cgroup, Optional.of(namespace), pinned("server", Integer.toString(port)));
    try {
      BufferedReader words =
          server.redirectError(ProcessBuilder.Redirect.INHERIT).start().inputReader();
      if (!"ready".equals(words.readLine())) {
        throw new IllegalStateException(PROGRAM + " server: ended before it was ready");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + PROGRAM, e);
    }
  }

  /**
   * One round.
   *
   * @throws IllegalStateException with the client's words when it cannot connect
   */
  Round run(Client client, Mode mode, String address, int port, int millis) {
    List<String> argv =
        pinned(mode.word(), address, Integer.toString(port), Integer.toString(millis));
    try {
      Process process =
          lab.program(client.cgroup(), Optional.of(client.namespace()), argv)
              .redirectErrorStream(true)
              .start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            "pingpong %s %s:%d: %s"
                .formatted(
                    mode.word(),
                    address,
                    port,
                    said.substring(0, Math.min(said.length(), MOST_OF_A_MESSAGE))));
      }
      String[] words = said.split(" ");
      return new Round(
          Double.parseDouble(words[0]), Double.parseDouble(words[1]), Long.parseLong(words[2]));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + PROGRAM, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
