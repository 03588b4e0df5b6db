package dev.diorama.cognito.identity;

import dev.diorama.cognito.identity.IdentityPoolModel.Identity;
import dev.diorama.cognito.identity.IdentityPoolModel.Login;
import dev.diorama.cognito.identity.IdentityPoolModel.Pool;
import dev.diorama.cognito.identity.IdentityPoolModel.TagMap;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.jwt.SigningKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens by which an identity shows itself to STS, and the documents that vouch for them.
 *
 * <p>AWS signs these with RS512; here it is RS256, the one algorithm that the simulator's verifier
 * takes. Claims are documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html; that
 * {@code amr} holds a third entry with the user's {@code sub} is observed, in the {@code
 * cognitoAuthenticationProvider} that Lambda functions are given.
 */
final class OpenIdTokens implements RawService {
  static final String ISSUER = "https://cognito-identity.amazonaws.com";

  private static final String HOST = "cognito-identity.amazonaws.com";
  static final String KEYS = "/.well-known/jwks_uri";
  private static final String CONFIGURATION = "/.well-known/openid-configuration";

  /** Where STS looks for session tags: documented in the IAM guide, "Passing session tags". */
  private static final String TAGS = "https://aws.amazon.com/tags";

  private final Cloud cloud;
  private @Nullable SigningKey key;

  OpenIdTokens(Cloud cloud) {
    this.cloud = cloud;
  }

  private SigningKey key() {
    SigningKey known = key;
    if (known == null) {
      known = SigningKey.generate(cloud.seeds().stream("cognito-identity/key"));
      key = known;
    }
    return known;
  }

  /** A token for an identity; {@code login} is null for a guest. */
  String issue(Identity identity, @Nullable Login login, long validSeconds) {
    long now = cloud.clock().instant().getEpochSecond();
    Json.ObjectBuilder claims =
        Json.object()
            .put("sub", identity.id)
            .put("aud", identity.pool.id)
            .put("amr", Json.strings(methods(identity, login)))
            .put("iss", ISSUER)
            .put(ISSUER + "/identity-pool-arn", identity.pool.arn());
    if (login != null) {
      putTags(claims, tags(identity.pool, login));
    }
    return key().sign(claims.put("exp", now + validSeconds).put("iat", now).build());
  }

  /** A token for a developer's user, with tags of the developer's choice. */
  String issueFor(Identity identity, String user, Map<String, String> tags, long validSeconds) {
    long now = cloud.clock().instant().getEpochSecond();
    Json.ObjectBuilder claims =
        Json.object()
            .put("sub", identity.id)
            .put("aud", identity.pool.id)
            .put("amr", Json.strings(ofDeveloper(identity, user)))
            .put("iss", ISSUER)
            .put(ISSUER + "/identity-pool-arn", identity.pool.arn());
    putTags(claims, tags);
    return key().sign(claims.put("exp", now + validSeconds).put("iat", now).build());
  }

  private static void putTags(Json.ObjectBuilder claims, Map<String, String> tags) {
    if (!tags.isEmpty()) {
      Json.ObjectBuilder listed = Json.object();
      tags.forEach((name, value) -> listed.put(name, Json.strings(List.of(value))));
      claims.put(TAGS, Json.object().put("principal_tags", listed.build()).build());
    }
  }

  /** Documented: .../developerguide/developer-authenticated-identities.html */
  private static List<String> ofDeveloper(Identity identity, String user) {
    String provider = String.valueOf(identity.pool.settings().developerProviderName());
    return List.of("authenticated", provider, provider + ":" + identity.pool.id + ":" + user);
  }

  private static List<String> methods(Identity identity, @Nullable Login login) {
    if (login == null) {
      return List.of("unauthenticated");
    }
    if (login.ofDeveloper()) {
      return ofDeveloper(identity, login.client());
    }
    List<String> methods = new ArrayList<>();
    methods.add("authenticated");
    methods.add(login.provider());
    methods.add(
        login.provider().startsWith("cognito-idp.")
            ? login.provider() + ":CognitoSignIn:" + login.subject()
            : login.provider() + ":OIDC:" + login.subject());
    return methods;
  }

  /**
   * Claims as session tags; a claim that is missing or no text gives no tag. The default map is
   * documented: .../developerguide/attributes-for-access-control.html
   */
  static Map<String, String> tags(Pool pool, Login login) {
    if (login.ofDeveloper()) {
      Map<String, String> given = new LinkedHashMap<>();
      login
          .claims()
          .at(TAGS, "principal_tags")
          .orElse(Json.empty())
          .members()
          .forEach(
              (name, values) ->
                  values.asList().stream()
                      .findFirst()
                      .flatMap(Json::text)
                      .ifPresent(value -> given.put(name, value)));
      return given;
    }
    TagMap map = pool.tagMaps.get(login.provider());
    if (map == null) {
      return Map.of();
    }
    Map<String, String> names =
        map.usual() ? IdentityPoolService.USUAL_TAGS : new LinkedHashMap<>(map.tags());
    Map<String, String> tags = new LinkedHashMap<>();
    names.forEach(
        (name, claim) -> login.claims().text(claim).ifPresent(value -> tags.put(name, value)));
    return tags;
  }

  @Override
  public String name() {
    return "cognito-identity";
  }

  @Override
  public boolean accepts(HttpRequest request) {
    return request.method().equals("GET")
        && request.host().equals(HOST)
        && (request.rawPath().equals(KEYS) || request.rawPath().equals(CONFIGURATION));
  }

  @Override
  public HttpResponse handle(Call call, HttpRequest request) {
    Json document =
        request.rawPath().equals(KEYS)
            ? Json.object().put("keys", new Json.Arr(List.of(key().jwk()))).build()
            : Json.object()
                .put("issuer", ISSUER)
                .put("jwks_uri", ISSUER + KEYS)
                .put("response_types_supported", Json.strings(List.of("token")))
                .put("subject_types_supported", Json.strings(List.of("public")))
                .put("id_token_signing_alg_values_supported", Json.strings(List.of("RS256")))
                .build();
    return HttpResponse.json(200, document);
  }
}
