package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.Grant;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.Session;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.QueryParams;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/**
 * The endpoints that applications call themselves: token, userInfo and revocation. Errors are
 * documented: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html,
 * .../userinfo-endpoint.html and .../revocation-endpoint.html
 */
final class OAuthEndpoints {
  private final UserPoolStore store;
  private final Browsers browsers;
  private final Tokens tokens;
  private final Refreshes refreshes;

  OAuthEndpoints(UserPoolStore store, Browsers browsers, Tokens tokens, Refreshes refreshes) {
    this.store = store;
    this.browsers = browsers;
    this.tokens = tokens;
    this.refreshes = refreshes;
  }

  /** A refusal in OAuth's own form. */
  private static final class OAuthError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String error;
    private final String description;

    OAuthError(String error) {
      this(400, error, "");
    }

    OAuthError(int status, String error, String description) {
      super(error);
      this.status = status;
      this.error = error;
      this.description = description;
    }

    HttpResponse response() {
      Json.ObjectBuilder body = Json.object().put("error", error);
      if (!description.isEmpty()) {
        body.put("error_description", description);
      }
      HttpResponse response = answer(status, body.build());
      return status == 401
          ? response.with(
              "WWW-Authenticate",
              "Bearer error=\"" + error + "\", error_description=\"" + description + "\"")
          : response;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /** Applications in browsers call from anywhere, documented for the token endpoint. */
  private static HttpResponse answer(int status, Json body) {
    return HttpResponse.json(status, body)
        .with("Cache-Control", "no-store")
        .with("Access-Control-Allow-Origin", "*");
  }

  HttpResponse token(Call call, Pool pool, HttpRequest request) {
    try {
      QueryParams form = form(request);
      Entrance entrance = client(call, pool, request, form);
      call.note("client", entrance.client().clientId());
      AuthenticationResultType result =
          switch (text(form, "grant_type")) {
            case "authorization_code" -> byCode(call, entrance, form);
            case "refresh_token" -> byRefreshToken(call, entrance, form);
            case "client_credentials" -> byCredentials(call, entrance, form);
            case "" -> throw new OAuthError("invalid_request");
            default -> throw new OAuthError("unsupported_grant_type");
          };
      return answer(200, shown(result));
    } catch (OAuthError refused) {
      call.note("why", refused.error + " " + refused.description);
      return refused.response();
    }
  }

  private static Json shown(AuthenticationResultType result) {
    Json.ObjectBuilder body = Json.object();
    if (result.idToken() != null) {
      body.put("id_token", result.idToken());
    }
    body.put("access_token", result.accessToken());
    if (result.refreshToken() != null) {
      body.put("refresh_token", result.refreshToken());
    }
    return body.put("expires_in", result.expiresIn()).put("token_type", "Bearer").build();
  }

  private static String text(QueryParams form, String name) {
    return form.first(name).orElse("");
  }

  private static QueryParams form(HttpRequest request) {
    String type = request.header("Content-Type").orElse("");
    if (!type.startsWith("application/x-www-form-urlencoded")) {
      throw new OAuthError("invalid_request");
    }
    return QueryParams.parse(new String(request.body(), StandardCharsets.UTF_8));
  }

  /** The client, by {@code client_secret_basic} or {@code client_secret_post}. */
  private Entrance client(Call call, Pool pool, HttpRequest request, QueryParams form) {
    String id = text(form, "client_id");
    String secret = text(form, "client_secret");
    Optional<String> basic =
        request
            .header("Authorization")
            .filter(header -> header.regionMatches(true, 0, "Basic ", 0, 6));
    if (basic.isPresent()) {
      String pair;
      try {
        pair =
            new String(
                Base64.getDecoder().decode(basic.get().substring(6).strip()),
                StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw new OAuthError("invalid_client");
      }
      int colon = pair.indexOf(':');
      String named = colon < 0 ? pair : pair.substring(0, colon);
      if (!id.isEmpty() && !id.equals(named)) {
        throw new OAuthError("invalid_client");
      }
      id = named;
      secret = colon < 0 ? "" : pair.substring(colon + 1);
    }
    UserPoolClientType client = pool.clients.get(id);
    if (client == null) {
      throw new OAuthError("invalid_client");
    }
    if (client.clientSecret() != null
        && !MessageDigest.isEqual(
            client.clientSecret().getBytes(StandardCharsets.UTF_8),
            secret.getBytes(StandardCharsets.UTF_8))) {
      throw new OAuthError(400, "invalid_client", "invalid_client_secret");
    }
    return new Entrance(pool, client);
  }

  private AuthenticationResultType byCode(Call call, Entrance entrance, QueryParams form) {
    UserPoolClientType client = entrance.client();
    if (!OAuthSettings.allows(client, "code")) {
      throw new OAuthError("unauthorized_client");
    }
    String given = text(form, "code");
    String redirect = text(form, "redirect_uri");
    if (given.isEmpty() || redirect.isEmpty()) {
      throw new OAuthError("invalid_request");
    }
    Browsers.Code code = browsers.take(given).orElseThrow(() -> new OAuthError("invalid_grant"));
    if (!code.clientId().equals(client.clientId())) {
      throw new OAuthError("invalid_grant");
    }
    if (!code.redirectUri().equals(redirect)) {
      // Observed, misleading as it is: https://stackoverflow.com/questions/50264679
      throw new OAuthError("unauthorized_client");
    }
    if (!proves(code.challenge(), text(form, "code_verifier"))
        || !code.user().enabled
        || entrance.pool().users.bySub(code.user().sub).isEmpty()) {
      throw new OAuthError("invalid_grant");
    }
    return tokens.begin(
        Visit.of(call, entrance, Map.of()),
        client,
        code.user(),
        new Grant(code.scopes(), code.nonce(), ""),
        "HostedAuth");
  }

  /** RFC 7636: a verifier must come where a challenge was given, and must be its own. */
  private static boolean proves(String challenge, String verifier) {
    if (challenge.isEmpty()) {
      return verifier.isEmpty();
    }
    byte[] hash = Sha.sha256(verifier.getBytes(StandardCharsets.US_ASCII));
    byte[] shown = Base64.getUrlEncoder().withoutPadding().encode(hash);
    return MessageDigest.isEqual(shown, challenge.getBytes(StandardCharsets.US_ASCII));
  }

  private AuthenticationResultType byRefreshToken(Call call, Entrance entrance, QueryParams form) {
    try {
      return refreshes.hosted(
          Visit.of(call, entrance, Map.of()), entrance, text(form, "refresh_token"));
    } catch (AwsException refused) {
      call.note("why", refused.message());
      throw new OAuthError("invalid_grant");
    }
  }

  private AuthenticationResultType byCredentials(Call call, Entrance entrance, QueryParams form) {
    UserPoolClientType client = entrance.client();
    if (!OAuthSettings.allows(client, "client_credentials") || client.clientSecret() == null) {
      throw new OAuthError("unauthorized_client");
    }
    String asked = text(form, "scope").strip();
    List<String> scopes =
        asked.isEmpty()
            ? client.allowedOAuthScopes().stream()
                .filter(scope -> !OAuthSettings.STANDARD.contains(scope))
                .toList()
            : List.of(asked.split("\\s+"));
    for (String scope : scopes) {
      boolean known = OAuthSettings.scopes(entrance.pool()).contains(scope);
      if (!known
          || !client.allowedOAuthScopes().contains(scope)
          || OAuthSettings.STANDARD.contains(scope)) {
        throw new OAuthError("invalid_scope");
      }
    }
    return tokens.machine(Visit.of(call, entrance, Map.of()), client, scopes);
  }

  HttpResponse userInfo(Call call, Pool pool, HttpRequest request) {
    try {
      String token =
          request
              .header("Authorization")
              .filter(header -> header.regionMatches(true, 0, "Bearer ", 0, 7))
              .map(header -> header.substring(7).strip())
              .orElseThrow(
                  () ->
                      new OAuthError(
                          401, "invalid_request", "Missing bearer token in authorization header"));
      Session session;
      try {
        session = tokens.bearer(token);
      } catch (AwsException refused) {
        call.note("why", refused.message());
        throw new OAuthError(
            401,
            "invalid_token",
            "Access token is expired, disabled, or deleted, or the user has globally signed"
                + " out.");
      }
      if (session.pool != pool || !session.grant.scopes().contains("openid")) {
        throw new OAuthError(
            403, "insufficient_scope", "Access token does not contain openid scope");
      }
      UserPoolClientType client = UserPoolStore.client(pool, session.clientId);
      Json.ObjectBuilder body = Json.object().put("sub", session.user.sub);
      session.user.attributes.forEach(
          (name, value) -> {
            if (!name.equals("sub")
                && Attributes.readable(client, name)
                && Tokens.scoped(session.grant.scopes(), name)) {
              body.put(name, value);
            }
          });
      return answer(200, body.put("username", session.user.username).build());
    } catch (OAuthError refused) {
      return refused.response();
    }
  }

  HttpResponse revoke(Call call, Pool pool, HttpRequest request) {
    try {
      QueryParams form = form(request);
      Entrance entrance = client(call, pool, request, form);
      String token = text(form, "token");
      if (token.isEmpty()) {
        throw new OAuthError("invalid_request");
      }
      if (!Boolean.TRUE.equals(entrance.client().enableTokenRevocation())) {
        throw new OAuthError("invalid_request");
      }
      Session session = store.byRefreshToken(token).orElse(null);
      if (session == null && token.chars().filter(c -> c == '.').count() == 2) {
        throw new OAuthError("unsupported_token_type");
      }
      if (session != null && session.clientId.equals(entrance.client().clientId())) {
        session.revoked = true;
      }
      return HttpResponse.empty(200).with("Access-Control-Allow-Origin", "*");
    } catch (OAuthError refused) {
      return refused.response();
    }
  }
}
