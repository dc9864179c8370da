package io.weir.sandbox.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A TCP connection that stays open.
 *
 * @param greeting what an echo server says before it is asked
 */
record TcpExchange(Socket socket, BufferedReader answers, String greeting)
    implements AutoCloseable {
  /** Where none was opened: to ask it is an error. */
  static final TcpExchange NONE =
      new TcpExchange(new Socket(), new BufferedReader(Reader.nullReader()), "");

  /** Connects, and takes the line by which an echo server greets. */
  static TcpExchange open(InetSocketAddress target, int ownPort, int timeoutMillis)
      throws IOException {
    Socket socket = new Socket();
    try {
      if (ownPort != Client.ANY_PORT) {
        socket.bind(new InetSocketAddress(ownPort));
      }
      socket.connect(target, timeoutMillis);
      socket.setSoTimeout(timeoutMillis);
      BufferedReader answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      return new TcpExchange(socket, answers, line(answers));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends a byte and hands back the line that answers it. */
  String exchange() throws IOException {
    socket.getOutputStream().write('x');
    return line(answers);
  }

  private static String line(BufferedReader answers) throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("closed without an answer");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
