package dev.diorama.core.router;

import dev.diorama.core.fault.Directory;
import dev.diorama.core.fault.Faults;
import dev.diorama.core.json.Json;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.Lineage;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.time.Turn;
import dev.diorama.core.trace.Trace;
import dev.diorama.core.wire.Addressed;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.OperationModel;
import dev.diorama.core.wire.Protocol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;

/**
 * The one way in: every request, from a client or between services, passes through here.
 *
 * <p>Find the service and operation; authenticate; decode; authorize; account for latency; run the
 * rule; encode; close the span. See {@code docs/architecture.md}.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Router {
  /** A response, and the body that a streaming operation sends along. */
  @SuppressWarnings("ArrayRecordComponent") // A body is handed on, never compared.
  public record Reply(SdkResponse response, byte[] body) {}

  private final SimClock clock;
  private final Turn turn;
  private final Seeds seeds;
  private final Trace trace;
  private final Metrics metrics;
  private final String defaultAccount;
  private final String defaultRegion;
  private final SimRandom requestIds;
  private final List<RawService> raw = new ArrayList<>();
  private final List<ServiceApi> apis = new ArrayList<>();
  private final Map<String, ServiceApi> byName = new LinkedHashMap<>();
  private final Map<Class<?>, ServiceApi> byRequest = new LinkedHashMap<>();
  private final Faults faults;
  private final Decisions decisions = new Decisions();
  private Authenticator authenticator = new Locked();
  private Authorizer authorizer =
      (principal, access, facts) ->
          new Decision(false, false, "no IAM is installed", "because no IAM is installed");

  /** A router without services that refuses everyone. */
  public Router(
      SimClock clock,
      Turn turn,
      Seeds seeds,
      Trace trace,
      Metrics metrics,
      String defaultAccount,
      String defaultRegion) {
    this.clock = clock;
    this.turn = turn;
    this.seeds = seeds;
    this.trace = trace;
    this.metrics = metrics;
    this.defaultAccount = defaultAccount;
    this.defaultRegion = defaultRegion;
    this.requestIds = seeds.stream("router/request-ids");
    this.faults = new Faults(clock, seeds, trace, defaultRegion);
    faults.know(new Strikable());
  }

  /** Lets these two decide who calls and what they may do. */
  public void guard(Authenticator who, Authorizer what) {
    this.authenticator = who;
    this.authorizer = what;
  }

  /** What goes wrong on purpose. */
  public Faults faults() {
    return faults;
  }

  /** Adds a service. */
  public void install(ServiceApi api) {
    apis.add(api);
    byName.putIfAbsent(api.name(), api);
    if (!api.isFacade()) {
      for (Operation<?> operation : api.operationsSoFar()) {
        ServiceApi other = byRequest.putIfAbsent(operation.type(), api);
        if (other != null) {
          throw new IllegalStateException(operation.name() + " is installed twice");
        }
      }
    }
  }

  /** Adds a part of the cloud that answers plain HTTP; asked before the AWS services are. */
  public void install(RawService service) {
    raw.add(service);
  }

  /** True when a service is installed that answers such requests. */
  public boolean answers(Class<? extends AwsRequest> request) {
    return turn.hold(() -> answering(request)) != null;
  }

  /** The service that answers requests of a class, if one does. */
  private @Nullable ServiceApi answering(Class<?> request) {
    ServiceApi known = byRequest.get(request);
    for (int i = 0; known == null && i < apis.size(); i++) {
      ServiceApi api = apis.get(i);
      if (!api.isFacade() && api.answers(request)) {
        byRequest.put(request, api);
        known = api;
      }
    }
    return known;
  }

  /**
   * True when a part of this cloud answers at the request's host name. Where none does, nobody is
   * there: a client on the real network would not even find an address.
   */
  public boolean reaches(HttpRequest request) {
    return turn.hold(
        () ->
            raw.stream().anyMatch(service -> service.accepts(request))
                || Resolution.answeredByHost(request, apis));
  }

  /** Answers a request of a client. Never throws for what the request contains. */
  public HttpResponse handle(HttpRequest request) {
    return handle(request, null);
  }

  /** Answers a request made in the course of {@code parent}, whose time it costs. */
  public HttpResponse handle(HttpRequest request, @Nullable Call parent) {
    return handle(request, parent, null);
  }

  /**
   * As above, and where {@code signer} is given, that is who is taken to have signed it: a service
   * of AWS signs with keys that nobody sees.
   */
  HttpResponse handle(HttpRequest request, @Nullable Call parent, @Nullable Principal signer) {
    return holding(
        parent,
        () -> {
          for (RawService service : raw) {
            if (service.accepts(request)) {
              return handleRaw(service, request, parent, signer);
            }
          }
          return handleApi(request, parent, signer);
        });
  }

  private HttpResponse handleRaw(
      RawService service, HttpRequest request, @Nullable Call parent, @Nullable Principal signer) {
    Call call = open(parent, Resolution.region(request, defaultRegion));
    call.signedBy(signer);
    call.from(request.sourceIp(), request.scheme().equals("https"));
    call.named(service.name(), request.method() + " " + request.rawPath());
    HttpResponse response;
    String error = "";
    try {
      checkDepth(call);
      if (service.canFail()) {
        call.suffer();
      }
      response = service.handle(call, request);
      error = response.headers().first("x-amzn-ErrorType").orElse("");
    } catch (AwsException e) {
      error = e.code();
      response = rawError(e);
    } catch (RuntimeException e) {
      AwsException internal = fault(call, e);
      error = internal.code();
      response = rawError(internal);
    }
    call.close(response.status(), error);
    return response;
  }

  private static HttpResponse rawError(AwsException e) {
    return HttpResponse.json(e.status(), Json.object().put("message", e.message()).build())
        .with("x-amzn-ErrorType", e.code());
  }

  private HttpResponse handleApi(
      HttpRequest request, @Nullable Call parent, @Nullable Principal signer) {
    Resolution found = Resolution.of(request, apis, defaultRegion);
    Call call = open(parent, found.region());
    call.signedBy(signer);
    call.from(request.sourceIp(), request.scheme().equals("https"));
    ServiceApi api = found.api();
    if (api == null) {
      call.named(found.service(), found.operation());
      AwsException unknown = Dialect.notBuilt(found.service(), found.operation());
      call.note("why", unknown.message());
      call.close(unknown.status(), unknown.code());
      HttpResponse refusal = found.xml() ? Dialect.asXml(unknown) : rawError(unknown);
      return refusal.with("x-amzn-RequestId", call.requestId());
    }
    HttpResponse response;
    String error = "";
    OperationModel model = null;
    try {
      checkDepth(call);
      Addressed addressed = api.address(request);
      call.labels(addressed.labels(), addressed.facts());
      call.named(api.name(), request.method() + " " + request.rawPath());
      api.arrived(call);
      model = resolve(api, addressed);
      call.named(api.name(), model.name());
      String name = model.name();
      Operation<?> operation =
          api.operation(name).orElseThrow(() -> Dialect.notBuilt(api.name(), name));
      identify(api, operation, call, request);
      AwsRequest typed = api.model().decode(model, addressed);
      call.body(api.model().streamedBody(model, addressed));
      SdkResponse reply = perform(api, operation, call, typed, api.model().spoken(request));
      response =
          call.succeeded(
              api.model()
                  .encode(
                      request,
                      model,
                      reply,
                      call.replyBody(),
                      operation.rootElement(),
                      call.requestId()));
    } catch (AwsException e) {
      error = e.code();
      note(call, e);
      response =
          call.withReplyHeaders(api.model().encodeError(model, e, request, call.requestId()));
    } catch (RuntimeException e) {
      AwsException internal = fault(call, e);
      error = internal.code();
      response = api.model().encodeError(model, internal, request, call.requestId());
    }
    call.close(response.status(), error);
    return api.finish(request, response);
  }

  /** Runs {@code work} while holding the turn, as something that {@code parent} led to. */
  private <T> T holding(@Nullable Call parent, Supplier<T> work) {
    Lineage lineage = parent == null ? turn.lineage() : parent.lineage();
    return turn.hold(() -> turn.following(lineage, work));
  }

  private static OperationModel resolve(ServiceApi api, Addressed addressed) {
    return api.model()
        .resolve(addressed)
        .orElseThrow(
            () ->
                Dialect.unknownOperation(
                    api.model().spoken(addressed.request()), api.model().askedFor(addressed)));
  }

  private void identify(ServiceApi api, Operation<?> operation, Call call, HttpRequest request) {
    if (operation.identity() == Operation.Identity.NONE) {
      return;
    }
    try {
      Principal principal =
          call.signer()
              .orElseGet(
                  () ->
                      authenticator.authenticate(request, api.signingName(), api.maxSkewSeconds()));
      if (principal.kind() == Principal.Kind.ANONYMOUS
          && operation.identity() == Operation.Identity.SIGNED) {
        throw new AuthFailure(AuthFailure.Kind.MISSING, "");
      }
      call.principal(principal);
    } catch (AuthFailure failure) {
      call.note(
          "why", failure.kind() + (failure.detail().isEmpty() ? "" : ": " + failure.detail()));
      throw Dialect.authentication(api.model().spoken(request), failure);
    }
  }

  /** A typed call between services: the same steps without the wire. */
  Reply call(Call parent, Principal as, String region, AwsRequest request, byte[] body) {
    return holding(parent, () -> callHolding(parent, as, region, request, body));
  }

  /**
   * Does work that no request is behind, such as what an event on the clock sets off; the work's
   * calls become children of one span.
   *
   * @param service who works, as in host names
   * @param operation what it does, for the trace
   * @throws AwsException as the work is refused something
   */
  public <T> T internal(
      String service, String operation, Principal as, String region, Function<Call, T> work) {
    return turn.hold(
        () -> {
          Call call = open(null, region);
          call.named(service, operation);
          call.principal(as);
          String error = "InternalFailure";
          int status = 500;
          try {
            T result = work.apply(call);
            error = "";
            status = 200;
            return result;
          } catch (AwsException e) {
            error = e.code();
            status = e.status();
            note(call, e);
            throw e;
          } finally {
            call.close(status, error);
          }
        });
  }

  private Reply callHolding(
      @Nullable Call parent, Principal as, String region, AwsRequest request, byte[] body) {
    ServiceApi api = answering(request.getClass());
    if (api == null) {
      throw new IllegalStateException(
          "no service is installed that answers " + request.getClass().getSimpleName());
    }
    Call call = open(parent, region);
    call.principal(as);
    call.body(body);
    return typed(api, call, request);
  }

  /**
   * Answers a client whose requests come by another wire than HTTP, as DAX's do: the latency,
   * faults, policies and rule of a service as ever. Whoever reads that wire has found out who
   * calls.
   *
   * @param service the name of the service's table
   * @throws AwsException as the service refuses, or for a fault of the simulator itself
   */
  public SdkResponse enter(String service, Entrance by, AwsRequest request) {
    return entered(service, by, request, Router::run);
  }

  /**
   * As above, but for the rule: one that has read the request already, and answers in the form that
   * the client wants.
   *
   * @param request stands for the requests that are meant, so that policies can be asked
   */
  public <R> R enter(String service, Entrance by, AwsRequest request, Function<Call, R> rule) {
    return entered(service, by, request, (operation, call, asked) -> rule.apply(call));
  }

  /** How an operation is carried out once it may be. */
  @FunctionalInterface
  private interface Course<R> {
    R run(Operation<?> operation, Call call, AwsRequest request);
  }

  /** What the policies say to a call that needs a permission. */
  @FunctionalInterface
  private interface Judge {
    Decision decide(Call call, Access access);
  }

  private <R> R entered(String service, Entrance by, AwsRequest request, Course<R> course) {
    return turn.hold(
        () -> {
          ServiceApi api = byName.get(service);
          if (api == null) {
            throw new IllegalArgumentException("no service " + service);
          }
          Call call = open(null, by.region());
          by.told().accept(call.requestId());
          call.principal(by.caller());
          call.labels(by.labels(), Map.of());
          call.from(by.sourceIp(), by.secure());
          try {
            return typed(api, call, request, this::recalled, course);
          } catch (AwsException e) {
            throw e;
          } catch (RuntimeException e) {
            throw fault(call, e);
          }
        });
  }

  /**
   * How a request came that did not come by HTTP.
   *
   * @param caller who makes it
   * @param region where the service is asked
   * @param labels what its address says, for {@link Call#label}
   * @param sourceIp the client's address
   * @param secure whether it came by TLS
   * @param told is given the request's id, before anything can be refused
   */
  public record Entrance(
      Principal caller,
      String region,
      Map<String, String> labels,
      String sourceIp,
      boolean secure,
      Consumer<String> told) {
    public Entrance {
      labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
  }

  private Reply typed(ServiceApi api, Call call, AwsRequest request) {
    return new Reply(typed(api, call, request, this::decided, Router::run), call.replyBody());
  }

  private <R> R typed(
      ServiceApi api, Call call, AwsRequest request, Judge judge, Course<R> course) {
    String error = "";
    int status = 200;
    try {
      checkDepth(call);
      String name = nameOf(request);
      call.named(api.name(), name);
      Operation<?> operation =
          api.operation(name).orElseThrow(() -> Dialect.notBuilt(api.name(), name));
      R response = perform(api, operation, call, request, api.model().protocol(), judge, course);
      status = call.successStatus();
      return response;
    } catch (AwsException e) {
      error = e.code();
      status = e.status();
      note(call, e);
      throw e;
    } catch (RuntimeException e) {
      error = "InternalFailure";
      status = 500;
      throw e;
    } finally {
      call.close(status, error);
    }
  }

  private static String nameOf(AwsRequest request) {
    String simple = request.getClass().getSimpleName();
    return simple.substring(0, simple.length() - "Request".length());
  }

  /** Authorize, account for latency, run the rule: common to calls from the wire and within. */
  private SdkResponse perform(
      ServiceApi api, Operation<?> operation, Call call, AwsRequest request, Protocol spoken) {
    return perform(api, operation, call, request, spoken, this::decided, Router::run);
  }

  private <R> R perform(
      ServiceApi api,
      Operation<?> operation,
      Call call,
      AwsRequest request,
      Protocol spoken,
      Judge judge,
      Course<R> course) {
    call.charge(
        operation
            .latencyOr(api.latency())
            .sample(seeds.stream("latency/" + api.name() + "/" + call.region())));
    List<Access> needed = operation.accessOf(call, request);
    if (!needed.isEmpty()) {
      call.on(needed.get(0).resource());
    }
    call.suffer(spoken);
    if (operation.identity() != Operation.Identity.NONE) {
      for (Access access : needed) {
        Decision decision = judge.decide(call, access);
        if (!decision.allowed()) {
          throw Dialect.denied(spoken, api.deniedCode(), call.principal(), access, decision);
        }
      }
    }
    try {
      return course.run(operation, call, request);
    } finally {
      api.ran();
    }
  }

  private static <Q extends AwsRequest> SdkResponse run(
      Operation<Q> operation, Call call, AwsRequest request) {
    return operation.rule().apply(call, operation.type().cast(request));
  }

  private Decision decided(Call call, Access access) {
    return decide(call, call.principal(), access);
  }

  private Decision recalled(Call call, Access access) {
    Principal caller = call.principal();
    Authorizer.RequestFacts facts = facts(call);
    Decision decision =
        decisions.recall(
            authorizer, caller, access, facts, () -> authorizer.decide(caller, access, facts));
    return noted(call, caller, access, facts, decision);
  }

  Decision decide(Call call, Principal principal, Access access) {
    Authorizer.RequestFacts facts = facts(call);
    return noted(call, principal, access, facts, authorizer.decide(principal, access, facts));
  }

  private Authorizer.RequestFacts facts(Call call) {
    return new Authorizer.RequestFacts(
        clock.instant().getEpochSecond(), call.region(), call.sourceIp(), call.secure());
  }

  private Decision noted(
      Call call,
      Principal principal,
      Access access,
      Authorizer.RequestFacts facts,
      Decision decision) {
    call.decided(decision.explanation());
    if (!decision.allowed()) {
      call.note("why", decision.explanation());
      authorizer
          .encoded(principal, access, facts, decision)
          .ifPresent(text -> call.note("encodedAuthorizationMessage", text));
    }
    return decision;
  }

  private Call open(@Nullable Call parent, String region) {
    return new Call(this, parent, region, requestIds.uuid().toString());
  }

  private static void checkDepth(Call call) {
    if (call.depth() > Call.HOP_LIMIT) {
      throw Dialect.loop();
    }
  }

  private static void note(Call call, AwsException e) {
    call.note("message", e.message());
  }

  private static AwsException fault(Call call, RuntimeException e) {
    System.getLogger(Router.class.getName())
        .log(System.Logger.Level.ERROR, "fault while answering a request", e);
    AwsException internal = Dialect.internal(e);
    note(call, internal);
    return internal;
  }

  /** The error in which a service says that there are too many calls. */
  AwsException throttled(String service) {
    ServiceApi api = byName.get(service);
    return api == null ? Dialect.throttled(Protocol.REST_JSON) : api.throttled();
  }

  /** What a service's clients speak, where the request at hand does not tell. */
  Protocol protocol(String service) {
    ServiceApi api = byName.get(service);
    return api == null ? Protocol.REST_JSON : api.model().protocol();
  }

  /** What faults can strike: every service that is installed, and its operations. */
  private final class Strikable implements Directory {
    @Override
    public List<String> services() {
      Set<String> names = new LinkedHashSet<>(byName.keySet());
      raw.stream().filter(RawService::canFail).map(RawService::name).forEach(names::add);
      return List.copyOf(names);
    }

    @Override
    public List<String> operations(String service) {
      List<String> names = new ArrayList<>();
      for (ServiceApi api : apis) {
        if (api.name().equals(service)) {
          api.operations().forEach(operation -> names.add(operation.name()));
          names.addAll(api.ownWork());
        }
      }
      return names;
    }
  }

  /** Who decides what a caller may do. */
  public Authorizer authorizer() {
    return authorizer;
  }

  /** Who finds out who calls. */
  public Authenticator authenticator() {
    return authenticator;
  }

  SimClock clock() {
    return clock;
  }

  Turn turn() {
    return turn;
  }

  Trace trace() {
    return trace;
  }

  /** The metrics of the instance. */
  public Metrics metrics() {
    return metrics;
  }

  String defaultAccount() {
    return defaultAccount;
  }

  /** Knows nobody: what a router has until IAM is installed. */
  private static final class Locked implements Authenticator {
    @Override
    public Principal authenticate(HttpRequest request, String service, long maxSkewSeconds) {
      throw new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, "no IAM is installed");
    }

    @Override
    public Principal resolve(String accessKeyId, String sessionToken) {
      throw new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, "no IAM is installed");
    }
  }
}
