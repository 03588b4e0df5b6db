package dev.diorama;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.endpoint.HttpEndpoint;
import dev.diorama.core.endpoint.LocalCa;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apiguardian.api.API;

/**
 * A cloud behind a port of this machine, until it is closed.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Served implements AutoCloseable {
  private final Cloud cloud;
  private final LocalCa ca;
  private final HttpEndpoint endpoint;

  private Served(Cloud cloud, LocalCa ca, HttpEndpoint endpoint) {
    this.cloud = cloud;
    this.ca = ca;
    this.endpoint = endpoint;
  }

  static Served open(Cloud cloud, int port, Path dataDir) throws IOException {
    // Clients judge certificates by the machine's clock, whatever the cloud's own shows.
    LocalCa ca = LocalCa.in(dataDir.resolve("ca"), InstantSource.system());
    HttpEndpoint endpoint = HttpEndpoint.open(cloud.router(), ca, port);
    Served served = new Served(cloud, ca, endpoint);
    cloud.urls().servedAt(served.address());
    return served;
  }

  /** The port that is open. */
  public int port() {
    return endpoint.port();
  }

  /** The address for HTTPS, with the certificate of {@link #certificateAuthority()}. */
  public String address() {
    return "https://127.0.0.1:" + port();
  }

  /** The address for plain HTTP: the same port. */
  public String plainAddress() {
    return "http://127.0.0.1:" + port();
  }

  /** The file with the certificate that clients of {@link #address()} have to trust. */
  public Path certificateAuthority() {
    return ca.certificateFile().toAbsolutePath();
  }

  @Override
  public void close() {
    cloud.urls().servedAt("");
    endpoint.close();
  }
}
