package io.weir.sandbox.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an echo server said.
 *
 * @param client address and port as it saw them
 */
public record Answer(String pod, String node, String client) {
  private static final Pattern LINE =
      Pattern.compile("pod=(\\S+) node=(\\S+) client=(\\S+) proto=\\S+");

  /**
   * @throws IllegalArgumentException where it is no answer of an echo server
   */
  public static Answer of(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.find()) {
      throw new IllegalArgumentException("not an echo server's answer: " + line);
    }
    return new Answer(matcher.group(1), matcher.group(2), matcher.group(3));
  }

  public String clientAddress() {
    String address = client.substring(0, client.lastIndexOf(':'));
    return address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
  }

  public int clientPort() {
    return Integer.parseInt(client.substring(client.lastIndexOf(':') + 1));
  }
}
