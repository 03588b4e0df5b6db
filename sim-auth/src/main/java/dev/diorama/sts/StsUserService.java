package dev.diorama.sts;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.iam.Iam;
import dev.diorama.iam.Session;
import dev.diorama.iam.Session.SessionPolicy;
import dev.diorama.iam.Sessions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageRequest;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageResponse;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;

/** Who am I, and sessions for users. */
final class StsUserService {
  /** A policy that allows nothing that exists: a federated user without policies has no rights. */
  private static final SessionPolicy NOTHING =
      new SessionPolicy(
          "absent session policy",
          "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
              + "\"Action\":\"none:none\",\"Resource\":\"*\"}]}");

  private final Iam iam;
  private final StsRoleService roles;

  StsUserService(Iam iam, StsRoleService roles) {
    this.iam = iam;
    this.roles = roles;
  }

  SdkResponse callerIdentity(Call call, GetCallerIdentityRequest request) {
    Principal caller = call.principal();
    return GetCallerIdentityResponse.builder()
        .account(caller.account())
        .arn(caller.arn())
        .userId(caller.userId())
        .build();
  }

  SdkResponse accessKeyInfo(Call call, GetAccessKeyInfoRequest request) {
    String key = StsChecks.text("accessKeyId", request.accessKeyId(), "[\\w]*", 4, 128);
    return GetAccessKeyInfoResponse.builder()
        .account(
            iam.accountOf(key)
                .orElseThrow(() -> StsError.VALIDATION_ERROR.with("Invalid access key id: " + key)))
        .build();
  }

  SdkResponse decode(Call call, DecodeAuthorizationMessageRequest request) {
    String encoded =
        StsChecks.text("encodedMessage", request.encodedMessage(), "[\\s\\S]*", 1, 10_240);
    return DecodeAuthorizationMessageResponse.builder()
        .decodedMessage(
            iam.decodeMessage(encoded)
                .orElseThrow(
                    () -> StsError.INVALID_AUTHORIZATION_MESSAGE.with("Message is not valid")))
        .build();
  }

  SdkResponse sessionToken(Call call, GetSessionTokenRequest request) {
    Principal caller = call.principal();
    boolean root = caller.kind() == Principal.Kind.ROOT;
    refuseSessions(call, "GetSessionToken");
    boolean mfa = roles.checkMfa(call, request.serialNumber(), request.tokenCode());
    Duration asked =
        StsChecks.duration(
            request.durationSeconds(), StsChecks.USUAL_USER_SESSION, StsChecks.MAX_USER_SESSION);
    // Documented: what a root asks for beyond an hour is cut down to one.
    Duration duration =
        root && asked.toSeconds() > StsChecks.HOUR ? Duration.ofSeconds(StsChecks.HOUR) : asked;
    Session session =
        iam.sessions()
            .issue(
                new Sessions.Order(
                    root ? Session.Kind.ROOT : Session.Kind.USER,
                    caller.account(),
                    caller.arn(),
                    caller.userId(),
                    caller.arn(),
                    "",
                    List.of(),
                    new TreeMap<>(),
                    Set.of(),
                    mfa
                        ? Map.of(StsRoleService.MFA_PRESENT, List.of("true"))
                        : Map.<String, List<String>>of(),
                    duration));
    return GetSessionTokenResponse.builder().credentials(StsRoleService.view(session)).build();
  }

  /** Only long-term keys of users and roots may ask for these. */
  private void refuseSessions(Call call, String operation) {
    Principal caller = call.principal();
    boolean longTerm =
        (caller.kind() == Principal.Kind.USER || caller.kind() == Principal.Kind.ROOT)
            && iam.sessions().of(caller).isEmpty();
    if (!longTerm) {
      throw StsError.ACCESS_DENIED.with("Cannot call " + operation + " with session credentials");
    }
  }

  List<Access> federationAccess(Call call, GetFederationTokenRequest request) {
    String name = StsChecks.text("name", request.name(), "[\\w+=,.@-]*", 2, 32);
    NavigableMap<String, String> tags = StsChecks.tags(request.tags());
    refuseSessions(call, "GetFederationToken");
    Access user = StsRoleService.tagged(Access.of("", arn(call, name)), tags, List.of());
    List<Access> needed = new ArrayList<>();
    needed.add(StsRoleService.acting("sts:GetFederationToken", user));
    if (!tags.isEmpty()) {
      needed.add(StsRoleService.acting("sts:TagSession", user));
    }
    return needed;
  }

  private static String arn(Call call, String name) {
    return "arn:aws:sts::" + call.account() + ":federated-user/" + name;
  }

  SdkResponse federationToken(Call call, GetFederationTokenRequest request) {
    String name = String.valueOf(request.name());
    NavigableMap<String, String> tags = StsChecks.tags(request.tags());
    List<SessionPolicy> policies = roles.policies(call, request.policy(), request.policyArns());
    Optional<Integer> packed = StsRoleService.packed(request.policy(), request.policyArns(), tags);
    Session session =
        iam.sessions()
            .issue(
                new Sessions.Order(
                    Session.Kind.FEDERATED,
                    call.account(),
                    arn(call, name),
                    call.account() + ":" + name,
                    call.principal().arn(),
                    "",
                    policies.isEmpty() ? List.of(NOTHING) : policies,
                    new TreeMap<>(tags),
                    Set.of(),
                    Map.of(),
                    StsChecks.duration(
                        request.durationSeconds(),
                        StsChecks.USUAL_USER_SESSION,
                        StsChecks.MAX_USER_SESSION)));
    GetFederationTokenResponse.Builder response =
        GetFederationTokenResponse.builder()
            .credentials(StsRoleService.view(session))
            .federatedUser(user -> user.arn(session.arn()).federatedUserId(session.userId()));
    packed.ifPresent(response::packedPolicySize);
    return response.build();
  }
}
