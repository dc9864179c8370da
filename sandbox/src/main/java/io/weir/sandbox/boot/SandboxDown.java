package io.weir.sandbox.boot;

import io.weir.sandbox.host.RunDirectory;
import io.weir.sandbox.net.Blueprint;

/** Takes a sandbox down. */
public final class SandboxDown {
  private SandboxDown() {}

  /**
   * Ends every process of the sandbox and removes its namespaces, cgroups, mounts and files,
   * whatever state they are in. One at a time: an interrupted start and its caller both clean up.
   *
   * @return false where there was nothing
   */
  public static synchronized boolean run(String name) {
    Blueprint.checkName(name);
    Teardown teardown = new Teardown(name, Sandbox.cgroups(name), RunDirectory.of(name));
    boolean needed = teardown.isNeeded();
    if (needed) {
      teardown.run();
    }
    return needed;
  }
}
