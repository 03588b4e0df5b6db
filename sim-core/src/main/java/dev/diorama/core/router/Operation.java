package dev.diorama.core.router;

import dev.diorama.core.json.Json;
import dev.diorama.core.random.Latency;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;

/**
 * One row of a service's table: the request class, the rule, and the permissions it needs.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Operation<Q extends AwsRequest> {

  /** Who may call at all, before policies are asked. */
  enum Identity {
    /** A caller known by signature. */
    SIGNED,
    /** Anyone; a signature is checked if there is one, and policies are asked. */
    OPTIONAL,
    /** Anyone; neither signature nor policies are looked at. */
    NONE
  }

  private final Class<Q> type;
  private final String name;
  private final Rule<Q> rule;
  private Identity identity = Identity.SIGNED;
  private BiFunction<Call, Q, List<Access>> access = (call, request) -> List.of();
  private @Nullable Latency latency;
  private String rootElement = "";

  Operation(Class<Q> type, Rule<Q> rule) {
    this.type = type;
    this.name = nameOf(type);
    this.rule = rule;
  }

  /** Needs this action on the resource that {@code resource} names. */
  public Operation<Q> action(String action, BiFunction<Call, Q, String> resource) {
    return access((call, request) -> List.of(Access.of(action, resource.apply(call, request))));
  }

  /** Needs this action on {@code *}. */
  public Operation<Q> action(String action) {
    return action(action, (call, request) -> "*");
  }

  /** Needs all of these permissions. An empty list means any known caller may call. */
  public Operation<Q> access(BiFunction<Call, Q, List<Access>> accesses) {
    this.access = accesses;
    return this;
  }

  /** Adds a condition key to the permission when the function gives a value. */
  public Operation<Q> condition(String key, BiFunction<Call, Q, @Nullable String> value) {
    BiFunction<Call, Q, List<Access>> before = access;
    this.access =
        (call, request) -> {
          String given = value.apply(call, request);
          List<Access> needed = before.apply(call, request);
          return given == null
              ? needed
              : needed.stream().map(each -> each.with(key, given)).toList();
        };
    return this;
  }

  /** Says who owns the resource and which policy is attached to it. */
  public Operation<Q> resourcePolicy(BiFunction<Call, Q, Owned> owner) {
    BiFunction<Call, Q, List<Access>> before = access;
    this.access =
        (call, request) -> {
          Owned owned = owner.apply(call, request);
          return before.apply(call, request).stream()
              .map(each -> each.ownedBy(owned.account(), owned.policy()))
              .toList();
        };
    return this;
  }

  /** May be called without a signature; policies are asked all the same. */
  public Operation<Q> anonymous() {
    this.identity = Identity.OPTIONAL;
    return this;
  }

  /** Is called without a signature and without policies, as sign-in operations are. */
  public Operation<Q> unsigned() {
    this.identity = Identity.NONE;
    return this;
  }

  /** Takes this long instead of the service's usual time. */
  public Operation<Q> latency(Latency own) {
    this.latency = own;
    return this;
  }

  /** Writes this XML element around the response's body instead of {@code <Name>Result}. */
  public Operation<Q> root(String element) {
    this.rootElement = element;
    return this;
  }

  /**
   * The owner of a resource.
   *
   * @param account the owning account
   * @param policy the resource's policy, where there is one
   */
  public record Owned(String account, Optional<Json> policy) {}

  /** The operation's name, as AWS writes it. */
  public String name() {
    return name;
  }

  /** The name of the operation that a class of requests is for. */
  static String nameOf(Class<?> request) {
    String simple = request.getSimpleName();
    return simple.substring(0, Math.max(0, simple.length() - "Request".length()));
  }

  Class<Q> type() {
    return type;
  }

  Rule<Q> rule() {
    return rule;
  }

  Identity identity() {
    return identity;
  }

  Latency latencyOr(Latency usual) {
    return latency == null ? usual : latency;
  }

  String rootElement() {
    return rootElement;
  }

  List<Access> accessOf(Call call, AwsRequest request) {
    return access.apply(call, type.cast(request));
  }
}
