package io.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The size budgets of the whole repository. They live in this module because it is built first and
 * needs nothing: a file that outgrew its room fails within seconds.
 */
class HouseBudgetTest {
  /** Path from the root, or path#method: and why it may exceed its budget. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "agent/src/main/java/io/weir/agent/observe/SyncRecorder.java#SyncRecorder",
          "one statement for each meter, nothing decided");

  private static final Set<String> NOT_OURS = Set.of("target", ".git", "build", "results");
  private static final long LARGEST_TEXT = 2_000_000;

  private static final Path ROOT = root();

  private static Path root() {
    Path dir = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(dir.resolve(".mvn"))) {
      dir = dir.getParent();
    }
    return dir;
  }

  @Test
  void javaFilesAreAtMost300Lines() {
    List<Path> java = main(".java");
    assertThat(java).hasSizeGreaterThan(20);
    assertThat(longerThan(300, java)).isEmpty();
  }

  @Test
  void javaMethodsAreAtMost40Lines() {
    List<String> over = new ArrayList<>();
    int seen = 0;
    for (Path file : main(".java")) {
      for (SourceText.Block b : methods(file)) {
        seen++;
        if (b.lines() > 40) {
          over.add(named(file) + "#" + nameOf(b) + " line=" + b.line() + " lines=" + b.lines());
        }
      }
    }
    assertThat(seen).as("methods seen").isGreaterThan(300);
    assertThat(withoutExceptions(over)).isEmpty();
  }

  @Test
  void constructorsTakeAtMostFiveArguments() {
    List<String> over = new ArrayList<>();
    for (Path file : main(".java")) {
      for (SourceText.Block b : methods(file)) {
        boolean constructor = !b.inRecord() && nameOf(b).equals(b.owner());
        if (constructor && SourceText.parameters(b.header()) > 5) {
          over.add(named(file) + "#" + b.owner() + " line=" + b.line());
        }
      }
    }
    assertThat(withoutExceptions(over)).isEmpty();
  }

  @Test
  void bpfHookFilesAreAtMost300LinesAndHeaders250() {
    assertThat(longerThan(300, main(".bpf.c"))).isEmpty();
    List<Path> headers = main(".h");
    assertThat(headers).isNotEmpty();
    assertThat(longerThan(250, headers)).isEmpty();
  }

  @Test
  void functionsOfCAreAtMost60Lines() {
    List<String> over = new ArrayList<>();
    int functions = 0;
    for (Path file : main(".c", ".h")) {
      for (SourceText.Block b : SourceText.blocks(read(file))) {
        boolean function = b.kind() == SourceText.Kind.METHOD && b.header().contains("(");
        functions += function ? 1 : 0;
        if (function && b.lines() > 60) {
          over.add(named(file) + " line=" + b.line() + " lines=" + b.lines());
        }
      }
    }
    assertThat(functions).as("functions seen").isGreaterThan(20);
    assertThat(withoutExceptions(over)).isEmpty();
  }

  @Test
  void abiHeaderIncludesOnlyKernelTypes() {
    Path abi = ROOT.resolve("dataplane-bpf/src/main/bpf/weir/abi.h");
    assertThat(read(abi).lines().filter(l -> l.startsWith("#include")).map(String::strip))
        .containsExactly("#include <linux/types.h>");
  }

  @Test
  void onlyHeadersOfMapsDefineMaps() {
    assertThat(main(".c", ".h"))
        .filteredOn(f -> read(f).contains("SEC(\".maps\")"))
        .extracting(f -> f.getFileName().toString())
        .containsOnly("maps.h", "workload_maps.h", "wire_maps.h", "hash.h");
  }

  /** Images are named by whoever runs Weir. The names are put together, or this file would fail. */
  @Test
  void noContainerRegistryIsNamed() {
    List<String> hosts =
        Stream.of(
                "dock|er.io",
                "gc|r.io",
                "qu|ay.io",
                "gh|cr.io",
                "registry.k|8s.io",
                "ec|r.aws",
                "mcr.micro|soft.com",
                "regis|try-1.",
                "pkg.d|ev/",
                "az|urecr.io")
            .map(h -> h.replace("|", ""))
            .toList();
    List<String> found = new ArrayList<>();
    for (Path file : files(p -> true)) {
      String text = read(file);
      hosts.stream().filter(text::contains).forEach(h -> found.add(named(file) + " names " + h));
    }
    assertThat(found).isEmpty();
  }

  @Test
  void everyExceptionNamesAFile() {
    for (String exception : EXCEPTIONS.keySet()) {
      assertThat(ROOT.resolve(exception.replaceAll("#.*", ""))).exists();
    }
  }

  private static List<SourceText.Block> methods(Path file) {
    return SourceText.blocks(read(file)).stream()
        .filter(b -> b.kind() == SourceText.Kind.METHOD)
        .toList();
  }

  private static String nameOf(SourceText.Block block) {
    String[] words =
        block.header().replaceAll("@\\w+(\\([^)]*\\))?", "").split("\\(")[0].split(" ");
    return words[words.length - 1];
  }

  private static List<String> longerThan(long most, List<Path> files) {
    List<String> over = new ArrayList<>();
    for (Path file : files) {
      long lines = read(file).lines().count();
      if (lines > most) {
        over.add(named(file) + " lines=" + lines);
      }
    }
    return withoutExceptions(over);
  }

  private static List<String> withoutExceptions(List<String> over) {
    return over.stream().filter(o -> !EXCEPTIONS.containsKey(o.split(" ")[0])).toList();
  }

  private static String named(Path file) {
    return ROOT.relativize(file).toString();
  }

  private static List<Path> main(String... endings) {
    return files(
        p -> named(p).contains("src/main/") && Stream.of(endings).anyMatch(p.toString()::endsWith));
  }

  private static List<Path> files(Predicate<Path> wanted) {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
              return NOT_OURS.contains(dir.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()
                  && attributes.size() < LARGEST_TEXT
                  && wanted.test(file)) {
                files.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** "" for what is no text. */
  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (MalformedInputException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
