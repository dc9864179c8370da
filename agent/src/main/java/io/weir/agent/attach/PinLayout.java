package io.weir.agent.attach;

import java.nio.file.Path;

/**
 * Where things are pinned. The version is that of the layouts in abi.h: an agent of another version
 * pins beside, and never reads what it does not understand.
 *
 * @param root a directory of a bpffs, ours alone
 */
public record PinLayout(Path root) {
  private static final String VERSION = "v1";

  public Path maps() {
    return root.resolve(VERSION).resolve("maps");
  }

  public Path links() {
    return root.resolve(VERSION).resolve("links");
  }
}
