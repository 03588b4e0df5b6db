package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The documents by which anyone can verify a pool's tokens: its keys and its OpenID configuration.
 *
 * <p>Asked for at {@code https://cognito-idp.{region}.amazonaws.com/{pool}/.well-known/...}, or at
 * the same path of the served port.
 */
final class KeyDocuments implements RawService {
  private static final Pattern PATH =
      Pattern.compile(
          "/([a-z0-9-]+_[A-Za-z0-9]+)/\\.well-known/(jwks\\.json|openid-configuration)");
  private static final Pattern HOST =
      Pattern.compile(
          "cognito-idp\\.[a-z0-9-]+\\.(amazonaws\\.com|localhost)|localhost|127\\.0\\.0\\.1|\\[?::1]?");

  private final UserPoolStore store;
  private final Tokens tokens;

  KeyDocuments(UserPoolStore store, Tokens tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return "cognito-idp";
  }

  @Override
  public boolean accepts(HttpRequest request) {
    return request.method().equals("GET")
        && request.rawPath().contains("/.well-known/")
        && HOST.matcher(request.host()).matches()
        && PATH.matcher(request.rawPath()).matches();
  }

  @Override
  public HttpResponse handle(Call call, HttpRequest request) {
    Matcher path = PATH.matcher(request.rawPath());
    if (!path.matches()) {
      throw new IllegalStateException("not accepted: " + request.rawPath());
    }
    Optional<Pool> pool = store.anywhere(path.group(1));
    if (pool.isEmpty()) {
      // The status is assumed; the message is that of the API.
      return HttpResponse.json(
          404,
          Json.object().put("message", "User pool " + path.group(1) + " does not exist.").build());
    }
    return HttpResponse.json(
        200,
        path.group(2).equals("jwks.json") ? tokens.keySet(pool.get()) : configuration(pool.get()));
  }

  /** With the addresses of the login pages where the pool has a domain. Observed. */
  private static Json configuration(Pool pool) {
    String issuer = pool.issuer();
    Json.ObjectBuilder document = Json.object();
    String domain = pool.settings().domain();
    if (domain != null) {
      String pages = "https://" + domain + ".auth." + pool.region + ".amazoncognito.com";
      document
          .put("authorization_endpoint", pages + "/oauth2/authorize")
          .put("end_session_endpoint", pages + "/logout")
          .put("revocation_endpoint", pages + "/oauth2/revoke")
          .put("token_endpoint", pages + "/oauth2/token")
          .put(
              "token_endpoint_auth_methods_supported",
              Json.strings(List.of("client_secret_basic", "client_secret_post")))
          .put("userinfo_endpoint", pages + "/oauth2/userInfo");
    }
    return document
        .put("id_token_signing_alg_values_supported", Json.strings(List.of("RS256")))
        .put("issuer", issuer)
        .put("jwks_uri", issuer + "/.well-known/jwks.json")
        .put("response_types_supported", Json.strings(List.of("code", "token")))
        .put("scopes_supported", Json.strings(List.of("openid", "email", "phone", "profile")))
        .put("subject_types_supported", Json.strings(List.of("public")))
        .build();
  }
}
