package io.weir.agent.deny;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.PeerCompiler;
import io.weir.bpf.abi.PrefixKey;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The lists: every file of a directory whose name does not begin with a dot, one address or prefix
 * a line, {@code #} before a remark. A mounted ConfigMap is such a directory.
 */
record DenyFiles(Path directory) {
  /**
   * What the files say.
   *
   * @param wrong the first line that is no prefix, and where it stands
   */
  record Reading(PrefixSet prefixes, int wrongLines, Optional<String> wrong) {}

  /** By file: when it was written, how long it is, and which file it is. */
  Map<Path, String> state() throws IOException {
    Map<Path, String> states = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "[!.]*")) {
      for (Path file : files) {
        BasicFileAttributes at = Files.readAttributes(file, BasicFileAttributes.class);
        if (at.isRegularFile()) {
          states.put(file, at.lastModifiedTime() + " " + at.size() + " " + at.fileKey());
        }
      }
    }
    return states;
  }

  Reading read(Iterable<Path> files) throws IOException {
    PrefixSet prefixes = new PrefixSet();
    int wrongLines = 0;
    Optional<String> wrong = Optional.empty();
    for (Path file : files) {
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          if (!add(line, prefixes)) {
            wrongLines++;
            wrong = wrong.isPresent() ? wrong : Optional.of(file + ":" + number + ": " + line);
          }
        }
      }
    }
    return new Reading(prefixes, wrongLines, wrong);
  }

  /** False where the line says something else than a prefix. */
  private static boolean add(String line, PrefixSet prefixes) {
    String text = line.split("#", 2)[0].strip();
    Optional<PrefixKey> key = key(text);
    key.ifPresent(prefixes::add);
    return key.isPresent() || text.isEmpty();
  }

  /** As the map has it. */
  private static Optional<PrefixKey> key(String text) {
    Optional<IpPrefix> prefix =
        text.indexOf('/') < 0
            ? IpAddress.parse(text).map(a -> new IpPrefix(a, a.family() == Family.IPV4 ? 32 : 128))
            : IpPrefix.parse(text);
    return prefix.map(p ->
        new PrefixKey(PeerCompiler.FAMILY_BITS + p.mappedLength(), AbiAddress.of(p.address())));
  }
}
