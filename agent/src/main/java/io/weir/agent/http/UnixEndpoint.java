package io.weir.agent.http;

import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A unix socket that only its owner may use: mode 0600 in a directory of mode 0700, so that nobody
 * can reach it between bind and chmod (a world-writable agent socket was CVE-2022-29178 elsewhere).
 */
record UnixEndpoint(Path path) implements Listener.Endpoint {
  @Override
  public Class<? extends ServerChannel> channel() {
    return NioServerDomainSocketChannel.class;
  }

  @Override
  public SocketAddress address() {
    return UnixDomainSocketAddress.of(path);
  }

  /** Room for a batch of {@link PolicyRoutes#MOST_QUESTIONS} questions. */
  @Override
  public int bodyBytes() {
    return 1 << 18;
  }

  /** Removes the socket of an agent that was killed; refuses to take over that of a live one. */
  @Override
  public void before() throws IOException {
    Files.createDirectories(path.getParent());
    Files.setPosixFilePermissions(path.getParent(), PosixFilePermissions.fromString("rwx------"));
    if (Files.exists(path)) {
      if (answers()) {
        throw new IOException("another agent uses it");
      }
      Files.delete(path);
    }
  }

  private boolean answers() {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void after() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
  }
}
