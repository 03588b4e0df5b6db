package dev.diorama.core.router;

import dev.diorama.core.fault.Fault;
import dev.diorama.core.fault.Target;
import dev.diorama.core.time.Lineage;
import dev.diorama.core.time.Turn;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.Protocol;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;

/**
 * One request on its way: who makes it, how long it has taken so far, and the way to further calls.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Call {
  /** How deep calls may nest before a loop is assumed. */
  public static final int HOP_LIMIT = 32;

  /** How long a client waits in vain for a connection, assumed: the AWS SDK's default, 2 s. */
  private static final long CONNECT_NANOS = 2_000_000_000L;

  private static final byte[] NOTHING = {};

  private final Router router;
  private final @Nullable Call parent;
  private final int depth;
  private final long spanId;
  private final long rootId;
  private final long startNanos;
  private final String requestId;
  private final Map<String, String> notes = new LinkedHashMap<>();
  private Map<String, String> labels = Map.of();
  private Principal principal = Principal.ANONYMOUS;
  private @Nullable Principal signer;
  private String region;
  private String service = "";
  private String operation = "";
  private String resource = "";
  private String decision = "";
  private String sourceIp = "";
  private boolean secure = true;
  private long elapsedNanos;
  private byte[] body = NOTHING;
  private byte[] replyBody = NOTHING;
  private int replyStatus;
  private Lineage lineage;
  private final Map<String, String> replyHeaders = new LinkedHashMap<>();

  Call(Router router, @Nullable Call parent, String region, String requestId) {
    this.router = router;
    this.parent = parent;
    this.depth = parent == null ? 1 : parent.depth + 1;
    this.spanId = router.trace().open();
    this.rootId = parent == null ? spanId : parent.rootId;
    this.startNanos = parent == null ? router.clock().nanos() : parent.nowNanos();
    this.region = region;
    this.requestId = requestId;
    this.lineage = router.turn().lineage();
  }

  /** The caller. */
  public Principal principal() {
    return principal;
  }

  /** The account that is acted in: the caller's, or the instance's own for anonymous callers. */
  public String account() {
    return principal.account().isEmpty() ? router.defaultAccount() : principal.account();
  }

  /** The Region asked. */
  public String region() {
    return region;
  }

  /** The request id that the caller will see. */
  public String requestId() {
    return requestId;
  }

  /** The client's address; empty for calls between services. */
  public String sourceIp() {
    return sourceIp;
  }

  /** When this call began, nanoseconds of the clock plus what its callers had spent by then. */
  public long startNanos() {
    return startNanos;
  }

  /** What this call has taken so far, nanoseconds. */
  public long elapsedNanos() {
    return elapsedNanos;
  }

  /** The time as this call sees it: its start plus what it has taken. */
  public long nowNanos() {
    return startNanos + elapsedNanos;
  }

  /** Accounts for time spent. */
  public void charge(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("time spent is not negative: " + nanos + " ns");
    }
    elapsedNanos += nanos;
  }

  /** Lets the call have taken {@code nanos} in all, as when the caller stops waiting. */
  public void capElapsed(long nanos) {
    elapsedNanos = Math.min(elapsedNanos, nanos);
  }

  /** Notes a fact for the trace; a second note of that name replaces the first. */
  public Call note(String name, String value) {
    notes.put(name, value);
    return this;
  }

  /** The body of an operation that streams its input (PutObject); empty otherwise. */
  public byte[] body() {
    return body;
  }

  /** Sets the body of an operation that streams its output (GetObject). */
  public void replyBody(byte[] bytes) {
    this.replyBody = bytes;
  }

  /** Sets the HTTP status of a success that is not the usual 200, such as 204 or 206. */
  public void replyStatus(int status) {
    this.replyStatus = status;
  }

  /** Sets a header of the answer, or of the refusal, that the SDK's classes have no member for. */
  public void replyHeader(String name, String value) {
    replyHeaders.put(name, value);
  }

  /** What the service's addressing found in host or path under that name, where it is asked so. */
  public Optional<String> label(String name) {
    return Optional.ofNullable(labels.get(name));
  }

  /** What led to this call. */
  public Lineage lineage() {
    return lineage;
  }

  /** Lets this call have been through {@code arn}, for whatever it leads to. */
  public void goesThrough(String arn) {
    this.lineage = lineage.through(arn);
  }

  /** The lock on the cloud's state, to be released around code that is not the simulator's. */
  public Turn turn() {
    return router.turn();
  }

  /**
   * Makes a further call, in this call's Region, as {@code as}: authorized, traced and timed like
   * any other.
   *
   * @throws AwsException as the called service refuses
   */
  public <R extends SdkResponse> R send(Principal as, AwsRequest request, Class<R> response) {
    return send(as, region, request, response);
  }

  /** Makes a further call in another Region; otherwise as above. */
  public <R extends SdkResponse> R send(
      Principal as, String inRegion, AwsRequest request, Class<R> response) {
    return response.cast(router.call(this, as, inRegion, request, NOTHING).response());
  }

  /** Makes a further call that streams a body in, out, or both. */
  public Router.Reply sendStreaming(Principal as, AwsRequest request, byte[] streamed) {
    return router.call(this, as, region, request, streamed);
  }

  /** Fetches a document by its URL, through the router, as anybody could. */
  public HttpResponse get(String url) {
    URI uri = URI.create(url);
    HttpRequest request =
        new HttpRequest(
            "GET",
            uri.getScheme(),
            uri.getHost(),
            uri.getPort() < 0 ? 443 : uri.getPort(),
            uri.getRawPath(),
            uri.getRawQuery() == null ? "" : uri.getRawQuery(),
            Headers.of("Host", uri.getHost()),
            NOTHING,
            "");
    return fetch(Optional.empty(), request);
  }

  /**
   * Sends a plain HTTP request through the router, as CloudFront does to an origin. Whatever the
   * answer's status is, it is returned, and the time it took is this call's.
   *
   * @param signer the service that signs the request, as by Origin Access Control; empty leaves the
   *     request as it is: anonymous, or signed by what stands in its headers
   */
  public HttpResponse fetch(Optional<Principal> signer, HttpRequest request) {
    return router.handle(request, this, signer.orElse(null));
  }

  /** The caller for whom role credentials stand. */
  public Principal resolve(String accessKeyId, String sessionToken) {
    return router.authenticator().resolve(accessKeyId, sessionToken);
  }

  /** Asks the policies for a further permission without refusing. */
  public Decision decide(Access access) {
    return router.decide(this, principal, access);
  }

  /**
   * Asks for a permission in another caller's name, as CloudFront does when it signs for a viewer.
   */
  public Decision decideAs(Principal as, Access access) {
    return router.decide(this, as, access);
  }

  /**
   * Verifies the signature of a request to a {@link RawService} and makes its signer this call's
   * principal.
   *
   * @throws AuthFailure if the request carries credentials that prove nothing
   */
  public Principal authenticate(HttpRequest request, String signedFor) {
    this.principal =
        signer != null
            ? signer
            : router
                .authenticator()
                .authenticate(request, signedFor, ServiceApi.USUAL_SKEW_SECONDS);
    return principal;
  }

  /** The caller's call, where this one was made by a service. */
  public Optional<Call> parent() {
    return Optional.ofNullable(parent);
  }

  int depth() {
    return depth;
  }

  byte[] replyBody() {
    return replyBody;
  }

  /** The status of a success. */
  int successStatus() {
    return replyStatus == 0 ? 200 : replyStatus;
  }

  /** A success on the wire, with the status that the rule set. */
  HttpResponse succeeded(HttpResponse encoded) {
    return withReplyHeaders(
        replyStatus == 0
            ? encoded
            : new HttpResponse(replyStatus, encoded.headers(), encoded.body()));
  }

  /** An answer on the wire with the headers that the rule set. */
  HttpResponse withReplyHeaders(HttpResponse encoded) {
    HttpResponse response = encoded;
    for (Map.Entry<String, String> header : replyHeaders.entrySet()) {
      response = response.with(header.getKey(), header.getValue());
    }
    return response;
  }

  void signedBy(@Nullable Principal service) {
    this.signer = service;
  }

  Optional<Principal> signer() {
    return Optional.ofNullable(signer);
  }

  void labels(Map<String, String> members, Map<String, String> facts) {
    this.labels = members;
    if (!facts.isEmpty()) {
      this.labels = new LinkedHashMap<>(members);
      this.labels.putAll(facts);
    }
  }

  void body(byte[] bytes) {
    this.body = bytes;
  }

  void principal(Principal caller) {
    this.principal = caller;
  }

  void region(String asked) {
    this.region = asked;
  }

  /** Names the called service and operation in the trace. */
  public void named(String serviceName, String operationName) {
    this.service = serviceName;
    this.operation = operationName;
  }

  /** Names the resource that is acted on in the trace. */
  public void on(String resourceArn) {
    this.resource = resourceArn;
  }

  /** The resource that the trace will name; empty while none is known. */
  public String resource() {
    return resource;
  }

  /**
   * Lets the faults of this call's service and operation strike. The router does so for each
   * request; work that no request is behind and that is to be struck does it itself.
   *
   * @throws AwsException as a fault refuses
   */
  public void suffer() {
    suffer(router.protocol(service));
  }

  /** As above, where it is known what the client speaks. */
  void suffer(Protocol spoken) {
    if (parent != null) {
      String from = parent.region;
      router
          .faults()
          .between(from, region)
          .ifPresent(
              fault -> {
                struck(fault);
                charge(CONNECT_NANOS);
                throw Dialect.unreachable(from, region);
              });
    }
    for (Fault fault : router.faults().striking(Fault.OnCall.class, target())) {
      struck(fault);
      Fault.Effect effect = fault.effect();
      if (effect instanceof Fault.Delay delay) {
        charge(router.faults().sample(fault, delay));
      } else if (effect instanceof Fault.Throttle) {
        throw router.throttled(service);
      } else if (effect instanceof Fault.ExpireCredentials) {
        throw Dialect.authentication(
            spoken,
            new AuthFailure(
                AuthFailure.Kind.EXPIRED_TOKEN, principal.accessKeyId() + " expired early"));
      } else if (effect instanceof Fault.Refuse refuse) {
        throw new AwsException(
            refuse.code(),
            refuse.status(),
            refuse.status() < 500 ? ErrorCode.Side.CLIENT : ErrorCode.Side.SERVER,
            refuse.message(),
            Map.of());
      }
    }
  }

  /**
   * The faults of one sort that strike the handler that this call runs; noted in its span.
   *
   * @param functionArn what runs
   */
  public <E extends Fault.OnHandler> List<E> suffering(Class<E> sort, String functionArn) {
    List<E> all = new ArrayList<>();
    Target handler = new Target("lambda", "", functionArn, principal.arn(), region, -1);
    for (Fault fault : router.faults().striking(sort, handler)) {
      struck(fault);
      all.add(sort.cast(fault.effect()));
    }
    return all;
  }

  private Target target() {
    return new Target(service, operation, resource, principal.arn(), region, credentialsAge());
  }

  /** How old the caller's temporary credentials are; negative for those that last. */
  private long credentialsAge() {
    List<String> issued = principal.context().getOrDefault("aws:TokenIssueTime", List.of());
    return issued.isEmpty()
        ? -1
        : Math.max(0, nowNanos() - router.clock().nanosAt(Instant.parse(issued.get(0))));
  }

  private void struck(Fault fault) {
    notes.merge("fault", fault.name(), (one, other) -> one + ", " + other);
    notes.merge("fault.cause", fault.cause(), (one, other) -> one + "; " + other);
  }

  void decided(String explanation) {
    this.decision = decision.isEmpty() ? explanation : decision + "; " + explanation;
  }

  void from(String address, boolean byTls) {
    this.sourceIp = address;
    this.secure = byTls;
  }

  boolean secure() {
    return secure;
  }

  void close(int status, String error) {
    if (parent != null) {
      parent.charge(elapsedNanos);
    }
    router
        .trace()
        .close(
            new Span(
                spanId,
                parent == null ? 0 : parent.spanId,
                rootId,
                requestId,
                service,
                operation,
                resource,
                principal.arn(),
                decision,
                status,
                error,
                startNanos,
                elapsedNanos,
                notes));
  }
}
