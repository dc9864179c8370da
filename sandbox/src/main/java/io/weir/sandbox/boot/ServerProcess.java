package io.weir.sandbox.boot;

import java.util.concurrent.CountDownLatch;

/** The process that is the control plane of a sandbox, until it is killed. */
public final class ServerProcess {
  private ServerProcess() {}

  /**
   * @param arguments the sandbox's name
   */
  public static void main(String[] arguments) throws InterruptedException {
    try {
      SandboxServer.start(Sandbox.get(arguments[0]));
    } catch (RuntimeException | Error e) {
      e.printStackTrace();
      // The event loops that did start would keep the process alive.
      Runtime.getRuntime().halt(1);
    }
    new CountDownLatch(1).await();
  }
}
