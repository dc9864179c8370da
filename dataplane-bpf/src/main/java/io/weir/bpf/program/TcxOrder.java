package io.weir.bpf.program;

import java.nio.file.Path;

/** The place of a program in the chain of an interface's TCX hook. */
public sealed interface TcxOrder {
  /** Before all others that are there now. */
  record First() implements TcxOrder {}

  /** After all others that are there now. */
  record Last() implements TcxOrder {}

  /** Before the program of a pinned link. */
  record Before(Path link) implements TcxOrder {}

  /** After the program of a pinned link. */
  record After(Path link) implements TcxOrder {}
}
