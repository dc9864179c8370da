package io.weir.sandbox.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an echo server said. */
record Answer(String pod, String node, String client) {
  private static final Pattern LINE =
      Pattern.compile("pod=(\\S+) node=(\\S+) client=(\\S+) proto=\\S+");

  /**
   * @throws IllegalArgumentException where it is no answer of an echo server
   */
  static Answer of(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.find()) {
      throw new IllegalArgumentException("not an echo server's answer: " + line);
    }
    return new Answer(matcher.group(1), matcher.group(2), matcher.group(3));
  }
}
