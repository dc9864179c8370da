package io.weir.agent.kube;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A process in a pod: serves on each address given, answering with that address, and connects where
 * a line of standard input says, {@code HOST PORT}, telling what came.
 */
final class PodProcess {
  private static final int LIMIT_MS = 3000;

  private PodProcess() {}

  public static void main(String[] addresses) throws IOException {
    for (String address : addresses) {
      ServerSocket server = new ServerSocket();
      server.bind(new InetSocketAddress(address, AgentNode.POD_PORT));
      Thread.ofPlatform().daemon().start(() -> serve(server, address));
    }
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
    System.out.println("ready");
    for (String line; (line = commands.readLine()) != null; ) {
      String[] target = line.split(" ");
      System.out.println(connect(target[0], Integer.parseInt(target[1])));
    }
  }

  private static void serve(ServerSocket server, String answer) {
    while (true) {
      try (Socket client = server.accept()) {
        client.getOutputStream().write((answer + "\n").getBytes());
      } catch (IOException e) {
        System.err.println("serving " + answer + ": " + e);
      }
    }
  }

  /** The answer, or why there is none. */
  private static String connect(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), LIMIT_MS);
      socket.setSoTimeout(LIMIT_MS);
      return new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
