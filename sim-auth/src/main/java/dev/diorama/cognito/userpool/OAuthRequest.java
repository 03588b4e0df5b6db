package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.wire.QueryParams;
import dev.diorama.core.wire.UrlCoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/**
 * What an application asks of the login pages, as it stands in their addresses. Documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
record OAuthRequest(
    Entrance entrance,
    String redirectUri,
    String responseType,
    List<String> scopes,
    String state,
    String nonce,
    String challenge,
    String prompt,
    String rawQuery) {

  /** A request that is shown to the user, for there is nowhere trusted to send the browser to. */
  static final class Unredirectable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unredirectable(String error) {
      super(error);
    }

    String error() {
      return String.valueOf(getMessage());
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /** A request that is refused at the application's own address. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String location;

    Refused(String location) {
      super(location);
      this.location = location;
    }

    String location() {
      return location;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private static String text(QueryParams query, String name) {
    return query.first(name).orElse("");
  }

  static OAuthRequest of(Pool pool, String rawQuery) {
    QueryParams query = QueryParams.parse(rawQuery);
    String clientId = text(query, "client_id");
    if (clientId.isEmpty()) {
      throw new Unredirectable("Required String parameter 'client_id' is not present");
    }
    UserPoolClientType client = pool.clients.get(clientId);
    if (client == null) {
      throw new Unredirectable("Client does not exist.");
    }
    String redirect = text(query, "redirect_uri");
    if (redirect.isEmpty() && client.defaultRedirectURI() != null) {
      redirect = client.defaultRedirectURI();
    }
    // Compared letter by letter: a prefix or another port is another address.
    if (redirect.isEmpty() || !client.callbackURLs().contains(redirect)) {
      throw new Unredirectable("redirect_mismatch");
    }
    return new OAuthRequest(
            new Entrance(pool, client),
            redirect,
            text(query, "response_type"),
            scopes(client, text(query, "scope")),
            text(query, "state"),
            text(query, "nonce"),
            text(query, "code_challenge"),
            text(query, "prompt"),
            rawQuery)
        .checked(text(query, "code_challenge_method"));
  }

  /** All that the client may ask for, if it asks for none; documented. */
  private static List<String> scopes(UserPoolClientType client, String asked) {
    if (asked.isBlank()) {
      return List.copyOf(client.allowedOAuthScopes());
    }
    return List.of(asked.strip().split("\\s+"));
  }

  private OAuthRequest checked(String method) {
    UserPoolClientType client = entrance.client();
    if (!responseType.equals("code") && !responseType.equals("token")) {
      throw refused("invalid_request", "");
    }
    boolean cognito =
        client.supportedIdentityProviders().isEmpty()
            || client.supportedIdentityProviders().contains("COGNITO");
    if (!OAuthSettings.allows(client, responseType.equals("code") ? "code" : "implicit")
        || !cognito) {
      throw refused("unauthorized_client", "");
    }
    Set<String> known = OAuthSettings.scopes(entrance.pool());
    for (String scope : scopes) {
      if (!client.allowedOAuthScopes().contains(scope) || !known.contains(scope)) {
        throw refused("invalid_scope", "");
      }
    }
    if (!challenge.isEmpty() && !method.equals("S256")) {
      throw refused("invalid_request", "code challenge method is not supported");
    }
    if (challenge.isEmpty() && !method.isEmpty()) {
      throw refused("invalid_request", "code challenge is required");
    }
    return this;
  }

  Refused refused(String error, String description) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (!description.isEmpty()) {
      parameters.put("error_description", description);
    }
    parameters.put("error", error);
    return new Refused(back(parameters, '?'));
  }

  /** The application's address with these parameters and its own state. */
  String back(Map<String, String> parameters, char before) {
    List<String> pairs = new ArrayList<>();
    parameters.forEach((name, value) -> pairs.add(name + "=" + UrlCoding.encode(value)));
    if (!state.isEmpty()) {
      pairs.add("state=" + UrlCoding.encode(state));
    }
    char mark = before == '?' && redirectUri.indexOf('?') >= 0 ? '&' : before;
    return redirectUri + mark + String.join("&", pairs);
  }
}
