package dev.diorama;

import dev.diorama.cache.dax.Dax;
import dev.diorama.cache.dax.DaxWire;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.endpoint.HttpEndpoint;
import dev.diorama.core.endpoint.LocalCa;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * A cloud behind ports of this machine, until it is closed: one for everything that AWS answers by
 * HTTP, and for each DAX cluster those of its own protocol.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Served implements AutoCloseable {
  private final Cloud cloud;
  private final LocalCa ca;
  private final HttpEndpoint endpoint;
  private final DaxWire dax;

  private Served(Cloud cloud, LocalCa ca, HttpEndpoint endpoint, DaxWire dax) {
    this.cloud = cloud;
    this.ca = ca;
    this.endpoint = endpoint;
    this.dax = dax;
  }

  static Served open(Cloud cloud, Dax dax, int port, Path dataDir) throws IOException {
    // Clients judge certificates by the machine's clock, whatever the cloud's own shows.
    InstantSource machine = InstantSource.system();
    LocalCa ca = LocalCa.in(dataDir.resolve("ca"), machine);
    HttpEndpoint endpoint = HttpEndpoint.open(cloud.router(), ca, port);
    DaxWire wire;
    try {
      wire = dax.openWire(ca, machine);
    } catch (IOException e) {
      endpoint.close();
      throw e;
    }
    Served served = new Served(cloud, ca, endpoint, wire);
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

  /**
   * Where AWS's DAX clients find a cluster of this cloud's own account, such as {@code
   * dax://127.0.0.1:45123}; {@code daxs://} if it was made with encryption in transit.
   *
   * @throws IllegalArgumentException if there is no such cluster that answers
   */
  public URI dax(String region, String clusterName) {
    return dax.url(region, clusterName);
  }

  /**
   * The file with the certificate that clients of {@link #address()} and {@code daxs://} have to
   * trust.
   */
  public Path certificateAuthority() {
    return ca.certificateFile().toAbsolutePath();
  }

  /** Where AWS's DAX clients find every cluster that answers, by the clusters' ARNs. */
  public Map<String, URI> dax() {
    return dax.urls();
  }

  @Override
  public void close() {
    cloud.urls().servedAt("");
    endpoint.close();
    dax.close();
  }
}
