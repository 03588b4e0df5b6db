package dev.diorama.sts;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.iam.Iam;
import dev.diorama.iam.Iam.AssumableRole;
import dev.diorama.iam.Session;
import dev.diorama.jwt.JwtRejected;
import dev.diorama.jwt.JwtVerifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;
import software.amazon.awssdk.services.sts.model.Tag;

/** AssumeRoleWithWebIdentity: a token of an identity provider for credentials of a role. */
final class StsWebIdentityService {
  private static final String COGNITO = "cognito-identity.amazonaws.com";
  private static final String HTTPS = "https://";

  /** The claim that carries session tags; documented: id_session-tags, "Passing session tags". */
  private static final String TAGS_CLAIM = "https://aws.amazon.com/tags";

  private final Iam iam;
  private final StsRoleService roles;
  private final JwtVerifier verifier;

  StsWebIdentityService(Iam iam, StsRoleService roles, JwtVerifier verifier) {
    this.iam = iam;
    this.roles = roles;
    this.verifier = verifier;
  }

  /**
   * A verified token.
   *
   * @param provider its issuer as trust policies and the response name it
   */
  private record Identity(
      String provider,
      String subject,
      List<String> audience,
      Map<String, List<String>> keys,
      NavigableMap<String, String> tags,
      Set<String> transitive) {}

  SdkResponse assume(Call call, AssumeRoleWithWebIdentityRequest request) {
    String arn = StsChecks.roleArn(request.roleArn());
    String sessionName = StsChecks.sessionName(request.roleSessionName());
    String token =
        StsChecks.text("webIdentityToken", request.webIdentityToken(), "[\\s\\S]+", 4, 20_000);
    if (request.providerId() != null) {
      throw StsError.INVALID_PARAMETER_VALUE.with(
          "ProviderId is for OAuth 2.0 access tokens, which are not simulated.");
    }
    call.on(arn);
    Identity identity = verify(call, token, arn.split(":", 6)[4]);
    decide(call, arn, sessionName, identity);
    AssumableRole role = roles.role(arn);
    Optional<Integer> packed =
        StsRoleService.packed(request.policy(), request.policyArns(), identity.tags());
    Session session =
        roles.issue(
            role,
            sessionName,
            roles.policies(call, request.policy(), request.policyArns()),
            identity.tags(),
            identity.transitive(),
            identity.keys(),
            StsRoleService.duration(role, request.durationSeconds(), false));
    AssumeRoleWithWebIdentityResponse.Builder response =
        AssumeRoleWithWebIdentityResponse.builder()
            .credentials(StsRoleService.view(session))
            .assumedRoleUser(StsRoleService.user(session))
            .subjectFromWebIdentityToken(identity.subject())
            .audience(String.join(",", identity.audience()))
            .provider(identity.provider());
    packed.ifPresent(response::packedPolicySize);
    return response.build();
  }

  private void decide(Call call, String arn, String sessionName, Identity identity) {
    Principal bearer =
        new Principal(
            Principal.Kind.ANONYMOUS,
            "",
            identity.provider(),
            identity.subject(),
            "",
            identity.keys());
    Access role =
        StsRoleService.tagged(
            roles.roleAccess(arn).with("sts:RoleSessionName", sessionName),
            identity.tags(),
            List.copyOf(identity.transitive()));
    List<String> actions = new ArrayList<>(List.of("sts:AssumeRoleWithWebIdentity"));
    if (!identity.tags().isEmpty()) {
      actions.add("sts:TagSession");
    }
    StsRoleService.trusted(call, bearer, role, actions);
  }

  private Identity verify(Call call, String token, String account) {
    try {
      Json.Obj unverified = JwtVerifier.unverifiedClaims(token);
      String issuer = unverified.text("iss").orElse("");
      if (!issuer.startsWith(HTTPS)) {
        throw invalid("Issuer must be a valid URL");
      }
      String host = issuer.substring(HTTPS.length());
      if (host.equals(COGNITO)) {
        Json.Obj claims = verifier.verify(call, token, issuer, issuer + "/.well-known/jwks_uri");
        return identity(COGNITO, host, claims);
      }
      String provider = "arn:aws:iam::" + account + ":oidc-provider/" + host;
      Set<String> clients =
          iam.clientIds(account, provider)
              .orElseThrow(
                  () -> invalid("No OpenIDConnect provider found in your account for " + issuer));
      Identity identity =
          identity(provider, host, verifier.verify(call, token, issuer, jwksUrl(call, issuer)));
      if (identity.audience().stream().noneMatch(clients::contains)) {
        throw invalid("Incorrect token audience");
      }
      return identity;
    } catch (JwtRejected e) {
      call.note("why", e.message());
      throw refusal(e);
    }
  }

  private static AwsException refusal(JwtRejected rejected) {
    return switch (rejected.reason()) {
      case EXPIRED -> StsError.EXPIRED_TOKEN.with("Token expired: " + rejected.message());
      case MALFORMED ->
          invalid(
              "The ID Token provided is not a valid JWT. (You may see this error if you sent an"
                  + " Access Token)");
      case UNKNOWN_KEY ->
          invalid(
              "Couldn't retrieve verification key from your identity provider, please reference"
                  + " AssumeRoleWithWebIdentity documentation for requirements");
      case BAD_SIGNATURE, NOT_YET_VALID, WRONG_ISSUER ->
          invalid("The web identity token that was passed could not be validated by AWS.");
    };
  }

  private static AwsException invalid(String message) {
    return StsError.INVALID_IDENTITY_TOKEN.with(message);
  }

  /** OpenID Connect Discovery: the issuer's configuration says where its keys are. */
  private static String jwksUrl(Call call, String issuer) {
    HttpResponse response = call.get(issuer + "/.well-known/openid-configuration");
    try {
      Optional<String> url =
          response.status() == 200
              ? Json.parse(response.text()).text("jwks_uri").filter(uri -> uri.startsWith(HTTPS))
              : Optional.empty();
      return url.orElseThrow(StsWebIdentityService::unreachable);
    } catch (JsonException e) {
      throw unreachable();
    }
  }

  private static AwsException unreachable() {
    return StsError.IDP_COMMUNICATION_ERROR.with(
        "The identity provider's configuration could not be read.");
  }

  private static Identity identity(String provider, String host, Json.Obj claims) {
    String subject = claims.text("sub").orElseThrow(() -> invalid("Missing a required claim: sub"));
    List<String> audience = strings(claims.get("aud"));
    if (audience.isEmpty()) {
      throw invalid("Missing a required claim: aud");
    }
    Map<String, List<String>> keys = new LinkedHashMap<>();
    keys.put("aws:FederatedProvider", List.of(provider));
    keys.put(host + ":sub", List.of(subject));
    keys.put(host + ":aud", audience);
    List<String> amr = strings(claims.get("amr"));
    if (!amr.isEmpty()) {
      keys.put(host + ":amr", amr);
    }
    List<Tag> tags = new ArrayList<>();
    claims
        .at(TAGS_CLAIM, "principal_tags")
        .orElse(Json.empty())
        .members()
        .forEach(
            (name, value) ->
                strings(Optional.of(value)).stream()
                    .findFirst()
                    .ifPresent(one -> tags.add(Tag.builder().key(name).value(one).build())));
    Set<String> transitive = new TreeSet<>(strings(claims.at(TAGS_CLAIM, "transitive_tag_keys")));
    return new Identity(provider, subject, audience, keys, StsChecks.tags(tags), transitive);
  }

  private static List<String> strings(Optional<Json> value) {
    return value.stream()
        .flatMap(json -> json.asList().stream())
        .flatMap(json -> json.text().stream())
        .toList();
  }
}
