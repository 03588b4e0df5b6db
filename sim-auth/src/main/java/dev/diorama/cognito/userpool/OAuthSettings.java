package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/**
 * What an app client may do at a pool's OAuth endpoints. Documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html
 */
final class OAuthSettings {
  /** The scopes every pool has. Documented, as above. */
  static final List<String> STANDARD = List.of("openid", "email", "phone", "profile", Tokens.SCOPE);

  private OAuthSettings() {}

  static Set<String> scopes(Pool pool) {
    Set<String> all = new LinkedHashSet<>(STANDARD);
    pool.resourceServers
        .values()
        .forEach(
            server ->
                server
                    .scopes()
                    .forEach(each -> all.add(server.identifier() + "/" + each.scopeName())));
    return all;
  }

  /** True if the client may use that grant: {@code code}, {@code implicit} and so on. */
  static boolean allows(UserPoolClientType client, String flow) {
    return Boolean.TRUE.equals(client.allowedOAuthFlowsUserPoolClient())
        && client.allowedOAuthFlowsAsStrings().contains(flow);
  }

  /** Refuses settings that contradict each other or name what is not there. */
  static void check(Pool pool, UserPoolClientType client) {
    List<String> flows = client.allowedOAuthFlowsAsStrings();
    if (flows.contains("client_credentials")) {
      if (flows.size() > 1) {
        throw UserPoolError.INVALID_OAUTH_FLOW.with(
            "client_credentials flow can not be selected along with code flow or implicit flow.");
      }
      if (client.clientSecret() == null) {
        throw UserPoolError.INVALID_OAUTH_FLOW.with(
            "client_credentials flow can not be selected if client does not have a client"
                + " secret.");
      }
    }
    Set<String> known = scopes(pool);
    for (String scope : client.allowedOAuthScopes()) {
      if (!known.contains(scope)) {
        throw UserPoolError.SCOPE_DOES_NOT_EXIST.with("Invalid scope requested: " + scope);
      }
    }
    boolean redirects = flows.contains("code") || flows.contains("implicit");
    if (redirects && client.callbackURLs().isEmpty()) {
      throw UserPoolError.INVALID_OAUTH_FLOW.with(
          "At least one of callbackUrls must be set for code flow or implicit flow.");
    }
    if ((redirects || flows.contains("client_credentials"))
        && client.allowedOAuthScopes().isEmpty()) {
      throw UserPoolError.INVALID_OAUTH_FLOW.with(
          "AllowedOAuthScopes must be set for the flows selected.");
    }
    client.callbackURLs().forEach(OAuthSettings::checkUrl);
    client.logoutURLs().forEach(OAuthSettings::checkUrl);
    String usual = client.defaultRedirectURI();
    if (usual != null && !client.callbackURLs().contains(usual)) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "The default redirect uri is not in the list of callback urls.");
    }
  }

  /** HTTPS, but for one's own machine and apps' own schemes; absolute; no fragment. Documented. */
  private static void checkUrl(String url) {
    boolean good;
    try {
      URI uri = URI.create(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme();
      boolean local =
          List.of("localhost", "127.0.0.1", "[::1]").contains(String.valueOf(uri.getHost()));
      good =
          !scheme.isEmpty()
              && uri.getRawFragment() == null
              && (!scheme.equals("http") || local)
              && !scheme.equals("javascript")
              && !scheme.equals("data");
    } catch (IllegalArgumentException e) {
      good = false;
    }
    if (!good) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Redirect URI " + url + " is not valid: HTTPS (HTTP for localhost only), no fragment.");
    }
  }
}
