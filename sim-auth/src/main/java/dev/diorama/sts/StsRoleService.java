package dev.diorama.sts;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.iam.Iam;
import dev.diorama.iam.Iam.AssumableRole;
import dev.diorama.iam.MalformedPolicy;
import dev.diorama.iam.Session;
import dev.diorama.iam.Session.SessionPolicy;
import dev.diorama.iam.Sessions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumedRoleUser;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;

/** AssumeRole, and what it shares with the other ways of getting a session. */
final class StsRoleService {
  static final String MFA_PRESENT = "aws:MultiFactorAuthPresent";

  private static final int MAX_POLICY_ARNS = 10;
  private static final int MAX_POLICY = 2_048;

  private final Iam iam;

  StsRoleService(Iam iam) {
    this.iam = iam;
  }

  /** What AssumeRole needs, once its parameters are in order. */
  List<Access> access(Call call, AssumeRoleRequest request) {
    String arn = StsChecks.roleArn(request.roleArn());
    String sessionName = StsChecks.sessionName(request.roleSessionName());
    NavigableMap<String, String> tags = StsChecks.tags(request.tags());
    if (call.principal().kind() == Principal.Kind.ROOT) {
      throw StsError.ACCESS_DENIED.with("Roles may not be assumed by root accounts.");
    }
    if (request.hasProvidedContexts()) {
      throw StsError.INVALID_PARAMETER_VALUE.with("ProvidedContexts are not simulated.");
    }
    Access role = roleAccess(arn).with("sts:RoleSessionName", sessionName);
    if (checkMfa(call, request.serialNumber(), request.tokenCode())) {
      role = role.with(MFA_PRESENT, "true").with("aws:MultiFactorAuthAge", "0");
    }
    if (request.externalId() != null) {
      role =
          role.with(
              "sts:ExternalId",
              StsChecks.text("externalId", request.externalId(), "[\\w+=,.@:\\/-]*", 2, 1_224));
    }
    role = tagged(role, tags, request.transitiveTagKeys());
    if (request.sourceIdentity() != null) {
      role =
          role.with(
              "sts:SourceIdentity",
              StsChecks.text("sourceIdentity", request.sourceIdentity(), "[\\w+=,.@-]*", 2, 64));
    }
    List<Access> needed = new ArrayList<>();
    needed.add(acting("sts:AssumeRole", role));
    if (!tags.isEmpty()) {
      needed.add(acting("sts:TagSession", role));
    }
    if (request.sourceIdentity() != null) {
      needed.add(acting("sts:SetSourceIdentity", role));
    }
    return needed;
  }

  /** Whether the request brings the code of the caller's MFA device; a wrong one ends it. */
  boolean checkMfa(Call call, @Nullable String serial, @Nullable String code) {
    if (serial == null && code == null) {
      return false;
    }
    if (serial == null || code == null) {
      throw StsError.ACCESS_DENIED.with(
          "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass"
              + " code.");
    }
    StsChecks.text("serialNumber", serial, "[\\w+=/:,.@-]*", 9, 256);
    StsChecks.text("tokenCode", code, "[\\d]*", 6, 6);
    if (!iam.verifyMfa(call.principal(), serial, code)) {
      throw StsError.ACCESS_DENIED.with(
          "MultiFactorAuthentication failed with invalid MFA one time pass code.");
    }
    return true;
  }

  /**
   * The role as a resource: its owner, its trust policy, its tags. An unknown one allows nobody.
   */
  Access roleAccess(String arn) {
    Optional<AssumableRole> role = iam.role(arn);
    Access access =
        Access.of("", arn)
            .ownedBy(arn.split(":", 6)[4], role.map(found -> Json.parse(found.trustPolicy())));
    for (Map.Entry<String, String> tag :
        role.map(AssumableRole::tags).orElse(Map.of()).entrySet()) {
      access =
          access
              .with("aws:ResourceTag/" + tag.getKey(), tag.getValue())
              .with("iam:ResourceTag/" + tag.getKey(), tag.getValue());
    }
    return access;
  }

  static Access tagged(Access role, Map<String, String> tags, List<String> transitive) {
    Access access = role;
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      access = access.with("aws:RequestTag/" + tag.getKey(), tag.getValue());
    }
    if (!tags.isEmpty()) {
      access = access.with("aws:TagKeys", tags.keySet().toArray(new String[0]));
    }
    return transitive.isEmpty()
        ? access
        : access.with("sts:TransitiveTagKeys", transitive.toArray(new String[0]));
  }

  static Access acting(String action, Access on) {
    return new Access(
        action, on.resource(), on.resourceAccount(), on.context(), on.resourcePolicy());
  }

  /**
   * Lets a role's trust policy decide upon somebody whom an identity provider vouches for.
   *
   * @throws dev.diorama.core.wire.AwsException if it does not allow all of these actions
   */
  static void trusted(Call call, Principal bearer, Access role, List<String> actions) {
    for (String action : actions) {
      if (!call.decideAs(bearer, acting(action, role)).allowed()) {
        throw StsError.ACCESS_DENIED.with("Not authorized to perform " + action);
      }
    }
  }

  SdkResponse assume(Call call, AssumeRoleRequest request) {
    AssumableRole role = role(StsChecks.roleArn(request.roleArn()));
    Optional<Session> caller = iam.sessions().of(call.principal());
    boolean chained = call.principal().kind() == Principal.Kind.ROLE_SESSION;
    Duration duration = duration(role, request.durationSeconds(), chained);
    NavigableMap<String, String> tags = StsChecks.tags(request.tags());
    Set<String> transitive = new TreeSet<>(request.transitiveTagKeys());
    inherit(caller, tags, transitive);
    Map<String, List<String>> context = new LinkedHashMap<>();
    String source = sourceIdentity(caller, request.sourceIdentity());
    if (!source.isEmpty()) {
      context.put("aws:SourceIdentity", List.of(source));
    }
    Optional<Integer> packed = packed(request.policy(), request.policyArns(), tags);
    Session session =
        issue(
            role,
            StsChecks.sessionName(request.roleSessionName()),
            policies(call, request.policy(), request.policyArns()),
            tags,
            transitive,
            context,
            duration);
    AssumeRoleResponse.Builder response =
        AssumeRoleResponse.builder().credentials(view(session)).assumedRoleUser(user(session));
    if (!source.isEmpty()) {
      response.sourceIdentity(source);
    }
    packed.ifPresent(response::packedPolicySize);
    return response.build();
  }

  AssumableRole role(String arn) {
    return iam.role(arn)
        .orElseThrow(() -> new IllegalStateException(arn + " was allowed but does not exist"));
  }

  static Duration duration(AssumableRole role, @Nullable Integer asked, boolean chained) {
    Duration duration = StsChecks.duration(asked, StsChecks.HOUR, StsChecks.MAX_ROLE_SESSION);
    if (chained && duration.toSeconds() > StsChecks.HOUR) {
      throw StsError.VALIDATION_ERROR.with(
          "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by"
              + " role chaining.");
    }
    if (duration.toSeconds() > role.maxSessionSeconds()) {
      throw StsError.VALIDATION_ERROR.with(
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }
    return duration;
  }

  /** Transitive tags of the calling session go on, and nothing may stand in their place. */
  private static void inherit(
      Optional<Session> caller, NavigableMap<String, String> tags, Set<String> transitive) {
    if (caller.isEmpty()) {
      return;
    }
    for (String key : caller.get().transitive()) {
      String value = caller.get().tags().getOrDefault(key, "");
      if (tags.containsKey(key)) {
        throw StsError.INVALID_PARAMETER_VALUE.with(
            "One of the specified transitive tag keys can't be set because it conflicts with a"
                + " transitive tag key from the calling session.");
      }
      tags.put(key, value);
      transitive.add(key);
    }
  }

  private static String sourceIdentity(Optional<Session> caller, @Nullable String asked) {
    String kept =
        caller
            .map(session -> session.context().getOrDefault("aws:SourceIdentity", List.of()))
            .filter(values -> !values.isEmpty())
            .map(values -> values.get(0))
            .orElse("");
    if (asked != null && !kept.isEmpty() && !asked.equals(kept)) {
      throw StsError.ACCESS_DENIED.with(
          "The source identity of a session cannot be changed once it is set.");
    }
    return asked == null ? kept : asked;
  }

  /** The session policies of a request, checked. */
  List<SessionPolicy> policies(
      Call call, @Nullable String inline, List<PolicyDescriptorType> managed) {
    List<SessionPolicy> policies = new ArrayList<>();
    if (inline != null) {
      if (inline.length() > MAX_POLICY) {
        throw StsError.VALIDATION_ERROR.with(
            "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member"
                + " must have length less than or equal to "
                + MAX_POLICY);
      }
      try {
        Iam.checkSessionPolicy(inline);
      } catch (MalformedPolicy e) {
        call.note("why", e.why());
        throw StsError.MALFORMED_POLICY_DOCUMENT.with(e.message());
      }
      policies.add(new SessionPolicy("inline session policy", inline));
    }
    if (managed.size() > MAX_POLICY_ARNS) {
      throw StsError.PACKED_POLICY_TOO_LARGE.with(
          "At most " + MAX_POLICY_ARNS + " managed policy ARNs can be passed.");
    }
    for (PolicyDescriptorType one : managed) {
      String arn = String.valueOf(one.arn());
      policies.add(
          new SessionPolicy(
              "managed session policy " + arn,
              iam.managedPolicy(arn)
                  .orElseThrow(
                      () ->
                          StsError.MALFORMED_POLICY_DOCUMENT.with(
                              "The policy " + arn + " does not exist."))));
    }
    return policies;
  }

  Session issue(
      AssumableRole role,
      String sessionName,
      List<SessionPolicy> policies,
      NavigableMap<String, String> tags,
      Set<String> transitive,
      Map<String, List<String>> context,
      Duration duration) {
    return iam.sessions()
        .issue(
            new Sessions.Order(
                Session.Kind.ROLE,
                role.account(),
                "arn:aws:sts::"
                    + role.account()
                    + ":assumed-role/"
                    + role.name()
                    + "/"
                    + sessionName,
                role.id() + ":" + sessionName,
                role.arn(),
                role.id(),
                policies,
                new TreeMap<>(tags),
                transitive,
                context,
                duration));
  }

  static Credentials view(Session session) {
    return Credentials.builder()
        .accessKeyId(session.accessKeyId())
        .secretAccessKey(session.secret())
        .sessionToken(session.token())
        .expiration(session.expires())
        .build();
  }

  static AssumedRoleUser user(Session session) {
    return AssumedRoleUser.builder().arn(session.arn()).assumedRoleId(session.userId()).build();
  }

  /**
   * The share of the room for session policies and tags that is taken, in percent. AWS packs them
   * in a way it does not publish; assumed: their plain length against twice the longest policy.
   *
   * @throws dev.diorama.core.wire.AwsException if it is more than all
   */
  static Optional<Integer> packed(
      @Nullable String policy, List<PolicyDescriptorType> managed, Map<String, String> tags) {
    int length = policy == null ? 0 : policy.length();
    for (PolicyDescriptorType one : managed) {
      length += String.valueOf(one.arn()).length();
    }
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      length += tag.getKey().length() + tag.getValue().length();
    }
    if (length == 0) {
      return Optional.empty();
    }
    int percent = 1 + length * 100 / (2 * MAX_POLICY);
    if (percent > 100) {
      throw StsError.PACKED_POLICY_TOO_LARGE.with(
          "Packed size of session tags consumes " + percent + "% of allotted space.");
    }
    return Optional.of(percent);
  }
}
