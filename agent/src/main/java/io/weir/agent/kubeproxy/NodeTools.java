package io.weir.agent.kubeproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** The node's programs and processes, as seen from the network namespace we run in. */
public interface NodeTools {
  /** What a program said. */
  record Said(int exit, String out, String err) {}

  /**
   * Runs a program to its end.
   *
   * @return empty where the node lacks it
   */
  Optional<Said> run(List<String> argv, String input);

  /** The command lines of the processes in this network namespace that may be seen. */
  List<List<String>> processes();

  /** Those of the node where we run. */
  static NodeTools local() {
    return new Local();
  }

  /** By processes and /proc. */
  final class Local implements NodeTools {
    private static final Path PROC = Path.of("/proc");

    @Override
    public Optional<Said> run(List<String> argv, String input) {
      Process process;
      try {
        process = new ProcessBuilder(argv).start();
      } catch (IOException _) {
        return Optional.empty();
      }
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<String> err = threads.submit(() -> text(process, true));
        threads.execute(() -> give(process, input));
        String out = text(process, false);
        return Optional.of(new Said(process.waitFor(), out, err.get()));
      } catch (ExecutionException e) {
        throw new IllegalStateException("cannot hear what " + argv + " says", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroy();
        throw new IllegalStateException("interrupted while " + argv + " runs", e);
      }
    }

    private static String text(Process process, boolean err) {
      try (var stream = err ? process.getErrorStream() : process.getInputStream()) {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read what a program says", e);
      }
    }

    /** A program that does not read to the end says by itself why. */
    private static void give(Process process, String input) {
      try (var stream = process.getOutputStream()) {
        stream.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException _) {
        // its exit code and its words tell more
      }
    }

    @Override
    public List<List<String>> processes() {
      List<List<String>> found = new ArrayList<>();
      try (Stream<Path> all = Files.list(PROC)) {
        Path own = Files.readSymbolicLink(PROC.resolve("self/ns/net"));
        all.filter(p -> p.getFileName().toString().matches("\\d+"))
            .filter(p -> isIn(own, p))
            .map(Local::commandLine)
            .filter(line -> !line.isEmpty())
            .forEach(found::add);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list processes", e);
      }
      return found;
    }

    private static boolean isIn(Path namespace, Path process) {
      try {
        return Files.readSymbolicLink(process.resolve("ns/net")).equals(namespace);
      } catch (IOException _) {
        return false; // it has ended, or is not ours to see
      }
    }

    private static List<String> commandLine(Path process) {
      try {
        return Stream.of(Files.readString(process.resolve("cmdline")).split("\0"))
            .filter(word -> !word.isEmpty())
            .toList();
      } catch (IOException _) {
        return List.of();
      }
    }
  }
}
