package dev.diorama.core.router;

import dev.diorama.core.random.Latency;
import dev.diorama.core.wire.Addressed;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.Protocol;
import dev.diorama.core.wire.ServiceModel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;

/**
 * The table of one AWS service: its protocol, how it is addressed, and its operations.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ServiceApi {
  /** Signing skew that most services accept, observed: five minutes, in seconds. */
  public static final long USUAL_SKEW_SECONDS = 300;

  private final String name;
  private final ServiceModel model;
  private final Map<String, Operation<?>> operations = new LinkedHashMap<>();
  private final Deque<Runnable> unread = new ArrayDeque<>();
  private String signingName;
  private String hostPrefix;
  private long maxSkewSeconds = USUAL_SKEW_SECONDS;
  private Latency latency = Latency.NONE;
  private String deniedCode = "";
  private AwsException throttled;
  private List<String> ownWork = List.of();
  private @Nullable Predicate<HttpRequest> facade;
  private Predicate<String> hosts = host -> false;
  private Predicate<HttpRequest> only = request -> true;
  private BiFunction<HttpRequest, HttpResponse, HttpResponse> finish =
      (request, response) -> response;
  private Function<HttpRequest, Addressed> addressing = request -> new Addressed(request, Map.of());
  private Consumer<Call> arrival = call -> {};
  private Runnable after = () -> {};

  private ServiceApi(String name, ServiceModel model) {
    this.name = name;
    this.model = model;
    this.signingName = name;
    this.hostPrefix = name;
    this.throttled = Dialect.throttled(model.protocol());
  }

  /**
   * An empty table.
   *
   * @param name the service's name in traces, by default also in signatures and host names
   * @param client the SDK's synchronous client interface, from which all models are read
   * @param protocols what it is spoken in; the first where a request does not tell
   */
  public static ServiceApi of(String name, Class<?> client, Protocol... protocols) {
    return new ServiceApi(name, ServiceModel.of(client, protocols));
  }

  /** Adds an operation; say what it needs on the row that is returned. */
  public <Q extends AwsRequest> Operation<Q> on(Class<Q> request, Rule<Q> rule) {
    Operation<Q> operation = new Operation<>(request, rule);
    if (operations.putIfAbsent(operation.name(), operation) != null) {
      throw new IllegalArgumentException(name + " has " + operation.name() + " already");
    }
    return operation;
  }

  /**
   * Rows that are added when an operation is looked for that is not among those there already:
   * those of one family, the families most asked for first. A cloud uses few of AWS's operations,
   * and the class of each request, and of each rule, would have to be loaded for its row.
   *
   * @param family adds them by {@link #on}, and does nothing else
   */
  public ServiceApi rows(Runnable family) {
    unread.add(family);
    return this;
  }

  /** The service name in credential scopes, where it differs, as {@code monitoring}. */
  public ServiceApi signingName(String other) {
    this.signingName = other;
    return this;
  }

  /** The first label of host names, where it differs from the name. */
  public ServiceApi hostPrefix(String other) {
    this.hostPrefix = other;
    return this;
  }

  /** Host names, beyond the usual ones, that belong to this service. */
  public ServiceApi hosts(Predicate<String> others) {
    this.hosts = others;
    return this;
  }

  /**
   * Which requests are this one's where two versions of an API share signing name and host, as
   * those of SES do.
   */
  public ServiceApi only(Predicate<HttpRequest> mine) {
    this.only = mine;
    return this;
  }

  /** How far a request's date may lie from the clock, seconds. */
  public ServiceApi maxSkewSeconds(long seconds) {
    this.maxSkewSeconds = seconds;
    return this;
  }

  /** How long an operation takes unless its row says otherwise. */
  public ServiceApi latency(Latency usual) {
    this.latency = usual;
    return this;
  }

  /** The code of a refusal by policy, where it is not the usual one of the protocol. */
  public ServiceApi deniedCode(String code) {
    this.deniedCode = code;
    return this;
  }

  /**
   * The error by which this service says that there are too many calls, where it is not the usual
   * one of the protocol; faults throttle with it.
   */
  public ServiceApi throttledWith(String code, int status, String message) {
    this.throttled =
        new AwsException(
            code,
            status,
            status < 500 ? ErrorCode.Side.CLIENT : ErrorCode.Side.SERVER,
            message,
            Map.of());
    return this;
  }

  /**
   * Names of what the service does by itself, with no request behind it, and what faults can strike
   * nevertheless: its spans are opened by {@link Router#internal} and call {@link Call#suffer()}.
   */
  public ServiceApi ownWork(String... names) {
    this.ownWork = List.of(names);
    return this;
  }

  /** How members are taken out of host and path, for services that address so. */
  public ServiceApi addressing(Function<HttpRequest, Addressed> how) {
    this.addressing = how;
    return this;
  }

  /**
   * What happens to each request from the wire once it is known what its address said and before
   * anything else is asked, such as charging for the way it came.
   */
  public ServiceApi arrival(Consumer<Call> what) {
    this.arrival = what;
    return this;
  }

  /** What is done after each rule has run, however the request came and whatever became of it. */
  public ServiceApi afterEach(Runnable what) {
    this.after = what;
    return this;
  }

  /**
   * What is added to each answer or refusal on its way out for the sake of the HTTP request, such
   * as CORS headers.
   */
  public ServiceApi finish(BiFunction<HttpRequest, HttpResponse, HttpResponse> how) {
    this.finish = how;
    return this;
  }

  /**
   * Makes this a second service on the models of another (DAX speaks DynamoDB's API): it answers
   * only the requests that {@code mine} picks, whatever they are signed for, and no typed calls.
   */
  public ServiceApi facade(Predicate<HttpRequest> mine) {
    this.facade = mine;
    return this;
  }

  String name() {
    return name;
  }

  ServiceModel model() {
    return model;
  }

  String signingName() {
    return signingName;
  }

  String hostPrefix() {
    return hostPrefix;
  }

  long maxSkewSeconds() {
    return maxSkewSeconds;
  }

  String deniedCode() {
    return deniedCode;
  }

  Latency latency() {
    return latency;
  }

  AwsException throttled() {
    return throttled;
  }

  List<String> ownWork() {
    return ownWork;
  }

  boolean isFacade() {
    return facade != null;
  }

  boolean claims(HttpRequest request) {
    return facade != null && facade.test(request);
  }

  boolean hasHost(String host) {
    return hosts.test(host);
  }

  boolean mayBeAsked(HttpRequest request) {
    return only.test(request);
  }

  Addressed address(HttpRequest request) {
    return addressing.apply(request);
  }

  void arrived(Call call) {
    arrival.accept(call);
  }

  void ran() {
    after.run();
  }

  HttpResponse finish(HttpRequest request, HttpResponse response) {
    return finish.apply(request, response);
  }

  Optional<Operation<?>> operation(String operationName) {
    Operation<?> found = operations.get(operationName);
    while (found == null && !unread.isEmpty()) {
      unread.remove().run();
      found = operations.get(operationName);
    }
    return Optional.ofNullable(found);
  }

  /** True when there is a row for requests of that class. */
  boolean answers(Class<?> request) {
    return model.isOf(request)
        && operation(Operation.nameOf(request)).filter(row -> row.type() == request).isPresent();
  }

  /** Those whose rows have been added. */
  Iterable<Operation<?>> operationsSoFar() {
    return operations.values();
  }

  Iterable<Operation<?>> operations() {
    while (!unread.isEmpty()) {
      unread.remove().run();
    }
    return operations.values();
  }
}
