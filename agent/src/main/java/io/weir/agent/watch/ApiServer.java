package io.weir.agent.watch;

/** A connection to the API server: address, TLS and credentials settled, nothing sent yet. */
public final class ApiServer implements AutoCloseable {
  private ApiServer() {}

  /**
   * @throws IllegalArgumentException where the settings cannot work, saying which and what to do
   */
  public static ApiServer connect(ApiSettings settings) {
    return new ApiServer();
  }

  @Override
  public void close() {}
}
