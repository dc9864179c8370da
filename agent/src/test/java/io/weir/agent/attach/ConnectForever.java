package io.weir.agent.attach;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A process of a pod: serves at one address and connects to another, again and again, until its
 * standard input ends. Then it prints how often that worked, how often it did not, and why.
 */
public final class ConnectForever {
  private ConnectForever() {}

  /** {@code BACKEND PORT SERVICE PORT}. */
  public static void main(String[] arguments) throws Exception {
    ServerSocket server =
        new ServerSocket(Integer.parseInt(arguments[1]), 64, InetAddress.getByName(arguments[0]));
    Thread.ofPlatform().daemon().start(() -> serve(server));
    InetSocketAddress service = new InetSocketAddress(arguments[2], Integer.parseInt(arguments[3]));
    AtomicBoolean ended = new AtomicBoolean();
    Thread.ofPlatform().daemon().start(() -> waitForInput(ended));
    long worked = 0;
    long failed = 0;
    String why = "";
    while (!ended.get()) {
      try (Socket socket = new Socket()) {
        socket.connect(service, 2_000);
        socket.getInputStream().read();
        if (worked++ == 0) {
          System.out.println("connected");
        }
      } catch (IOException e) {
        failed += worked == 0 ? 0 : 1; // before the first agent there is nothing to connect to
        why = e.toString();
      }
      Thread.sleep(1);
    }
    System.out.printf(
        Locale.ROOT, "worked=%d failed=%d %s%n", worked, failed, failed == 0 ? "" : why);
  }

  private static void waitForInput(AtomicBoolean ended) {
    try {
      System.in.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      ended.set(true);
    }
  }

  private static void serve(ServerSocket server) {
    while (true) {
      try (Socket socket = server.accept()) {
        socket.getOutputStream().write("x".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
