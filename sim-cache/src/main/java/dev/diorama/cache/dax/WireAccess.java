package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.cache.dax.DaxModel.Node;
import dev.diorama.cache.dax.wire.KeySchema;
import dev.diorama.cache.dax.wire.WireNode;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
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
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;

/** What a port may do to a cluster: everything goes through the router, like any other request. */
final class WireAccess implements WireNode {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** How old a signature may be; documented for Signature Version 4, and DAX's clients' own. */
  private static final Duration WINDOW = Duration.ofMinutes(5);

  /** How long a thread that serves many connections waits for the turn on behalf of one. */
  private static final long PATIENCE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  /** Stands for every GetItem: what it needs permission for does not depend on the item. */
  private static final GetItemRequest ANY_ITEM = GetItemRequest.builder().build();

  private final Cloud cloud;
  private final DaxDataApi api;
  private final DaxDataService data;
  private final Cluster cluster;
  private final Optional<Node> node;
  private final InstantSource machine;
  private final Function<Node, Integer> ports;
  private final SimRandom requestIds;
  private final WireKeys keys = new WireKeys();
  private final Map<String, String> labels = new LinkedHashMap<>();

  /**
   * @param node the node of the port; empty for the port where the cluster is found, which any node
   *     answers
   * @param ports where each node listens; 0 for one that does not
   */
  WireAccess(
      Cloud cloud,
      DaxDataApi api,
      DaxDataService data,
      Cluster cluster,
      Optional<Node> node,
      InstantSource machine,
      Function<Node, Integer> ports) {
    this.cloud = cloud;
    this.api = api;
    this.data = data;
    this.cluster = cluster;
    this.node = node;
    this.machine = machine;
    this.ports = ports;
    this.requestIds = cloud.seeds().stream("dax/request-ids");
    labels.put(DaxDataApi.ACCOUNT, cluster.account);
    labels.put(DaxDataApi.CLUSTER, cluster.name);
    node.ifPresent(each -> labels.put(DaxDataApi.NODE, each.id));
  }

  @Override
  public Connection connect(Peer peer) {
    return new Line(peer);
  }

  @Override
  public void connections(int count) {
    counter().ifPresent(each -> each.figures.count("ClientConnections", count));
  }

  /** The node whose connections and bytes these are; the only one answers at the cluster's port. */
  private Optional<Node> counter() {
    List<Node> all = cluster.nodes;
    return node.isPresent() || all.size() != 1 ? node : Optional.of(all.get(0));
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

  private Member member(Node each) {
    return new Member(
        each.number(),
        cluster.isSecure() ? "localhost" : cluster.nodeAddress(each),
        ports.apply(each),
        each.id.equals(cluster.primary),
        each.zone);
  }

  /** The node that answers whatever is asked here; empty where that is a matter of chance. */
  private Optional<Node> certain() {
    if (node.isPresent()) {
      return node.filter(Node::isAvailable);
    }
    return cluster.nodes.size() == 1
        ? Optional.of(cluster.nodes.get(0)).filter(Node::isAvailable)
        : Optional.empty();
  }

  /** One connection, and who it is for. */
  private final class Line implements Connection {
    private final Peer peer;
    private Signer signer = new Signer("", "");

    /** How the signer enters, as found out at that second and count of changes. */
    private Router.@Nullable Entrance entrance;

    private long revision;
    private long second;
    private String requestId = "";

    Line(Peer peer) {
      this.peer = peer;
    }

    @Override
    public void authorize(Signer who, String stringToSign, String signature) {
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
                      .verify(who.accessKeyId(), who.sessionToken(), stringToSign, signature));
      signer = who;
      entrance = null;
    }

    @Override
    public void check() {
      cloud.turn().hold(this::caller);
    }

    private Principal caller() {
      return entrance().caller();
    }

    /**
     * How the signer enters. Who that is is found out again when keys or policies may have changed,
     * and each second, in which a session may have come to its end.
     */
    private Router.Entrance entrance() {
      OptionalLong changes = cloud.router().authorizer().revision();
      long now = cloud.clock().instant().getEpochSecond();
      Router.Entrance known = entrance;
      if (known == null || changes.isEmpty() || changes.getAsLong() != revision || now != second) {
        entrance = null;
        Principal caller =
            cloud.router().authenticator().resolve(signer.accessKeyId(), signer.sessionToken());
        known =
            new Router.Entrance(
                caller, cluster.region, labels, peer.address(), peer.secure(), this::told);
        entrance = known;
        revision = changes.orElse(0);
        second = now;
      }
      return known;
    }

    private void told(String id) {
      requestId = id;
    }

    @Override
    public List<Member> members() {
      return cloud
          .turn()
          .hold(
              () ->
                  cluster.available().stream()
                      .filter(each -> ports.apply(each) > 0)
                      .map(WireAccess.this::member)
                      .toList());
    }

    @Override
    public KeySchema schema(String table) {
      return cloud
          .turn()
          .hold(
              () -> {
                Principal caller = caller();
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
                        call -> {
                          told(call.requestId());
                          return data.schema(call, cluster, table);
                        });
              });
    }

    @Override
    public SdkResponse perform(AwsRequest request) {
      return cloud.turn().hold(() -> cloud.router().enter(DaxDataApi.NAME, entrance(), request));
    }

    @Override
    public Optional<byte[]> hit(String table, byte[] key, HitWriter writer) {
      return cloud
          .turn()
          .tryHold(PATIENCE_NANOS, () -> hitNow(table, key, writer))
          .flatMap(Function.identity());
    }

    private Optional<byte[]> hitNow(String table, byte[] key, HitWriter writer) {
      KeySchema schema = cluster.schemas.get(table);
      Optional<Node> asked = certain();
      if (schema == null || asked.isEmpty()) {
        return Optional.empty();
      }
      Optional<DaxDataApi.Wanted> found = keys.wanted(table, schema, key);
      if (found.isEmpty() || !asked.get().cache.holds(found.get().key())) {
        return Optional.empty();
      }
      DaxDataApi.Wanted wanted = found.get();
      return Optional.of(
          cloud
              .router()
              .enter(
                  DaxDataApi.NAME,
                  entrance(),
                  ANY_ITEM,
                  call ->
                      api.hit(call, cluster, asked.get(), wanted)
                          .reply(item -> writer.write(schema, item))));
    }

    @Override
    public String requestId() {
      String id = requestId;
      requestId = "";
      return id.isEmpty() ? requestIds.uuid().toString() : id;
    }

    @Override
    public void moved(long in, long out) {
      counter()
          .ifPresent(
              each -> {
                each.figures.count("NetworkBytesIn", (double) in);
                each.figures.count("NetworkBytesOut", (double) out);
              });
    }
  }
}
