package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.cache.dax.DaxModel.Node;
import dev.diorama.cache.dax.wire.KeySchema;
import dev.diorama.cache.dax.wire.WireNode;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.Router;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;

/** What a port may do to a cluster: everything goes through the router, like any other request. */
final class WireAccess implements WireNode {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** How old a signature may be; documented for Signature Version 4, and DAX's clients' own. */
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final Cloud cloud;
  private final DaxDataService data;
  private final Cluster cluster;
  private final Optional<Node> node;
  private final InstantSource machine;
  private final Function<Node, Integer> ports;

  /**
   * @param node the node of the port; empty for the port where the cluster is found, which any node
   *     answers
   * @param ports where each node listens; 0 for one that does not
   */
  WireAccess(
      Cloud cloud,
      DaxDataService data,
      Cluster cluster,
      Optional<Node> node,
      InstantSource machine,
      Function<Node, Integer> ports) {
    this.cloud = cloud;
    this.data = data;
    this.cluster = cluster;
    this.node = node;
    this.machine = machine;
    this.ports = ports;
  }

  @Override
  public void authorize(Signer signer, String stringToSign, String signature) {
    String[] lines = stringToSign.split("\n", -1);
    if (lines.length != 4 || !lines[2].endsWith("/dax/aws4_request")) {
      throw new AuthFailure(
          AuthFailure.Kind.MALFORMED, "Credential should be scoped to correct service: 'dax'.");
    }
    checkTime(lines[1]);
    cloud
        .turn()
        .run(
            () ->
                cloud
                    .router()
                    .authenticator()
                    .verify(signer.accessKeyId(), signer.sessionToken(), stringToSign, signature));
  }

  /** Clients outside go by the machine's clock, sandboxed handlers by the cloud's. */
  private void checkTime(String date) {
    Instant signed;
    try {
      signed = DATE.parse(date, Instant::from);
    } catch (DateTimeException e) {
      throw new AuthFailure(AuthFailure.Kind.MALFORMED, "Date must be in ISO-8601 'basic format'.");
    }
    if (!isNear(signed, machine.instant()) && !isNear(signed, cloud.clock().instant())) {
      throw new AuthFailure(
          AuthFailure.Kind.SKEWED, date + " is not within 5 minutes of " + machine.instant());
    }
  }

  private static boolean isNear(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(WINDOW) <= 0;
  }

  @Override
  public void check(Signer signer) {
    cloud.turn().hold(() -> caller(signer));
  }

  private Principal caller(Signer signer) {
    return cloud.router().authenticator().resolve(signer.accessKeyId(), signer.sessionToken());
  }

  @Override
  public List<Member> members() {
    return cloud
        .turn()
        .hold(
            () ->
                cluster.available().stream()
                    .filter(each -> ports.apply(each) > 0)
                    .map(
                        each ->
                            new Member(
                                each.number(),
                                cluster.isSecure() ? "localhost" : cluster.nodeAddress(each),
                                ports.apply(each),
                                each.id.equals(cluster.primary),
                                each.zone))
                    .toList());
  }

  @Override
  public KeySchema schema(Signer signer, String table) {
    return cloud
        .turn()
        .hold(
            () -> {
              Principal caller = caller(signer);
              KeySchema known = cluster.schemas.get(DaxDataService.tableName(table));
              if (known != null) {
                return known;
              }
              return cloud
                  .router()
                  .internal(
                      DaxDataApi.NAME,
                      "DefineKeySchema",
                      caller,
                      cluster.region,
                      call -> data.schema(call, cluster, table));
            });
  }

  @Override
  public SdkResponse perform(Signer signer, Peer peer, AwsRequest request) {
    return cloud
        .turn()
        .hold(
            () -> {
              Principal caller = caller(signer);
              Map<String, String> labels = new LinkedHashMap<>();
              labels.put(DaxDataApi.ACCOUNT, cluster.account);
              labels.put(DaxDataApi.CLUSTER, cluster.name);
              node.ifPresent(each -> labels.put(DaxDataApi.NODE, each.id));
              return cloud
                  .router()
                  .enter(
                      DaxDataApi.NAME,
                      new Router.Entrance(
                          caller, cluster.region, labels, peer.address(), peer.secure()),
                      request);
            });
  }

  @Override
  public void connections(int count) {
    node.ifPresent(each -> each.cache.count("ClientConnections", count));
  }
}
