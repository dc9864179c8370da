package io.weir.sandbox.echo;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/** Who answers: the line by which a client knows where its packets came out. */
public record EchoIdentity(String pod, String node) {

  /** {@code pod=NAME node=NODE client=ADDR:PORT proto=PROTO} and a line feed. */
  String answer(InetSocketAddress client, String protocol) {
    return "pod=%s node=%s client=%s proto=%s\n"
        .formatted(pod, node, NetUtil.toSocketAddressString(client), protocol);
  }
}
