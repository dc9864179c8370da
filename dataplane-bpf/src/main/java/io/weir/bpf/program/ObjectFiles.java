package io.weir.bpf.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Compiled objects as bytes; libbpf wants a file, so one exists for as long as it reads. */
final class ObjectFiles {
  private ObjectFiles() {}

  static byte[] read(String resource) {
    String path = resource.startsWith("/") ? resource : BpfObject.RESOURCES + resource;
    try (InputStream in = ObjectFiles.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalArgumentException("no BPF object " + path + " on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read BPF object " + path, e);
    }
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read BPF object " + file, e);
    }
  }

  static <T> T withFile(byte[] elf, Function<Path, T> use) {
    try {
      Path file = Files.createTempFile("weir-", ".bpf.o");
      try {
        Files.write(file, elf);
        return use.apply(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write a temporary file for libbpf; is java.io.tmpdir writable?", e);
    }
  }
}
