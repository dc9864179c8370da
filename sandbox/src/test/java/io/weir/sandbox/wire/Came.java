package io.weir.sandbox.wire;

import io.weir.sandbox.demo.Answer;
import java.util.Map;

/**
 * What came of an exchange.
 *
 * @param line the client's
 * @param ownPort the client's
 */
record Came(String line, int ownPort) {
  /** Who answers, whom it sees as the client, and what crosses the nodes' link. */
  static String text(String pod, String client, String hops) {
    return pod + " sees " + client + ", " + hops;
  }

  /** How it ended, and how far its packets came. */
  static String unanswered(String how, String hops) {
    return how + ", " + hops;
  }

  boolean isAnswer() {
    return line.startsWith("ok pod=");
  }

  /** The port by which packets are known beyond a node that gave the client another one. */
  int seenPort() {
    return isAnswer() ? Answer.of(line).clientPort() : ownPort;
  }

  /**
   * In the words of {@link Cell#expected}.
   *
   * @param names of addresses, the client's being {@code own}
   */
  String text(Map<String, String> names, String hops) {
    if (!isAnswer()) {
      return unanswered(line, hops);
    }
    Answer answer = Answer.of(line);
    String address = names.getOrDefault(answer.clientAddress(), answer.clientAddress());
    // Another's address comes with a port that nobody can foretell.
    String port = address.equals("own") ? ":" + port(answer) : "";
    return text(answer.pod(), address + port, hops);
  }

  private String port(Answer answer) {
    return answer.clientPort() == ownPort ? "own" : "other";
  }
}
