package io.weir.sandbox.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a program of the machine to its end. */
public final class Command {
  private static final int MOST_OF_A_MESSAGE = 400;

  private Command() {}

  /**
   * @param input given on standard input
   * @return standard output and standard error, interleaved
   * @throws SandboxFault where the program is missing or its exit code is not 0
   */
  public static String run(List<String> argv, String input) {
    try {
      Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        String shown = output.substring(0, Math.min(output.length(), MOST_OF_A_MESSAGE)).strip();
        throw new SandboxFault("`" + String.join(" ", argv) + "` exit=" + exit + ": " + shown);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run `" + argv.getFirst() + "`: is it installed?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxFault("interrupted while running `" + argv.getFirst() + "`");
    }
  }
}
