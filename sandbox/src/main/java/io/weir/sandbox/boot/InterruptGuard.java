package io.weir.sandbox.boot;

import java.util.concurrent.locks.LockSupport;

/** While it is open, an end of this process by Ctrl-C or a signal takes the sandbox down first. */
public final class InterruptGuard implements AutoCloseable {
  private final Thread hook;

  public InterruptGuard(String sandbox) {
    hook = new Thread(() -> SandboxDown.run(sandbox), "sandbox-interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Ends the guard. Does not return when the process is ending already: what its thread would do
   * with a sandbox that is being taken away, or say about it, helps nobody.
   */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      while (true) {
        LockSupport.park();
      }
    }
  }
}
