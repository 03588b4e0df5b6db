package dev.diorama.cognito.userpool;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.QueryParams;
import dev.diorama.core.wire.UrlCoding;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.OAuthFlowType;

/** A pool with a domain, and a browser of sorts: it keeps cookies and fills in forms. */
final class LoginFixture {
  static final String CALLBACK = "https://app.example.com/back";
  static final String HOST = "people.auth.us-east-1.amazoncognito.com";
  static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  final PoolFixture cognito = new PoolFixture();
  final String pool;
  String client;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  LoginFixture() {
    this(cognito -> cognito.pool());
  }

  LoginFixture(java.util.function.Function<PoolFixture, String> making) {
    pool = making.apply(cognito);
    cognito.send(
        CreateUserPoolDomainRequest.builder().userPoolId(pool).domain("people").build(),
        SdkResponse.class);
    cognito.send(
        CreateResourceServerRequest.builder()
            .userPoolId(pool)
            .identifier("notes")
            .name("Notes")
            .scopes(s -> s.scopeName("read").scopeDescription("read notes"))
            .build(),
        SdkResponse.class);
    client = client(request -> {});
  }

  String client(Consumer<CreateUserPoolClientRequest.Builder> more) {
    return cognito
        .client(
            pool,
            request -> {
              request
                  .allowedOAuthFlowsUserPoolClient(true)
                  .allowedOAuthFlows(OAuthFlowType.CODE, OAuthFlowType.IMPLICIT)
                  .allowedOAuthScopes("openid", "email", "notes/read")
                  .supportedIdentityProviders("COGNITO")
                  .callbackURLs(CALLBACK, "http://localhost:3000/")
                  .logoutURLs("https://app.example.com/bye");
              more.accept(request);
            })
        .clientId();
  }

  static String challenge() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Sha.sha256(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
  }

  /** A query for the code grant, with members changed or, by an empty value, left out. */
  String query(String... changes) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("client_id", client);
    parameters.put("response_type", "code");
    parameters.put("redirect_uri", CALLBACK);
    parameters.put("scope", "openid email");
    parameters.put("state", "s t");
    parameters.put("nonce", "n1");
    parameters.put("code_challenge", challenge());
    parameters.put("code_challenge_method", "S256");
    for (int i = 0; i < changes.length; i += 2) {
      parameters.put(changes[i], changes[i + 1]);
    }
    parameters.values().removeIf(String::isEmpty);
    return form(parameters);
  }

  static String form(Map<String, String> parameters) {
    StringBuilder text = new StringBuilder();
    parameters.forEach(
        (name, value) ->
            text.append(text.length() == 0 ? "" : "&")
                .append(UrlCoding.encode(name))
                .append('=')
                .append(UrlCoding.encode(value)));
    return text.toString();
  }

  HttpResponse get(String path, String query) {
    return send("GET", path, query, "", Map.of());
  }

  HttpResponse send(
      String method, String path, String query, String body, Map<String, String> headers) {
    Headers.Builder all = Headers.builder().set("Host", HOST);
    headers.forEach(all::set);
    if (!cookies.isEmpty()) {
      StringBuilder pairs = new StringBuilder();
      cookies.forEach((name, value) -> pairs.append(name).append('=').append(value).append("; "));
      all.set("Cookie", pairs.toString());
    }
    HttpResponse response =
        cognito
            .cloud
            .router()
            .handle(
                new HttpRequest(
                    method,
                    "https",
                    HOST,
                    443,
                    path,
                    query,
                    all.build(),
                    body.getBytes(StandardCharsets.UTF_8),
                    "203.0.113.9"));
    for (String cookie : response.headers().all("Set-Cookie")) {
      int equals = cookie.indexOf('=');
      cookies.put(cookie.substring(0, equals), cookie.substring(equals + 1, cookie.indexOf(';')));
    }
    return response;
  }

  void forgetCookies() {
    cookies.clear();
  }

  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");
  private static final Pattern ACTION = Pattern.compile("action=\"([^\"]*)\"");

  /** Fills in the first form of a page and sends it. */
  HttpResponse submit(HttpResponse page, String... fields) {
    String html = page.text();
    String first = html.substring(0, html.indexOf("</form>"));
    Map<String, String> values = new LinkedHashMap<>();
    for (Matcher hidden = HIDDEN.matcher(first); hidden.find(); ) {
      values.put(hidden.group(1), unescaped(hidden.group(2)));
    }
    for (int i = 0; i < fields.length; i += 2) {
      values.put(fields[i], fields[i + 1]);
    }
    Matcher action = ACTION.matcher(first);
    if (!action.find()) {
      throw new AssertionError("no form in " + html);
    }
    String[] address = unescaped(action.group(1)).split("\\?", 2);
    return send(
        "POST",
        address[0],
        address.length > 1 ? address[1] : "",
        form(values),
        Map.of("Content-Type", "application/x-www-form-urlencoded"));
  }

  private static String unescaped(String html) {
    return html.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  static String location(HttpResponse response) {
    return response.headers().first("Location").orElse("no redirect: " + response.text());
  }

  static QueryParams parameters(HttpResponse redirect) {
    return QueryParams.parse(location(redirect).split("[?#]", 2)[1]);
  }

  /** Signs in at the page and returns the code that the application gets. */
  String code(String name) {
    HttpResponse back =
        submit(get("/login", query()), "username", name, "password", PoolFixture.PASSWORD);
    return parameters(back).first("code").orElseThrow();
  }

  HttpResponse token(Map<String, String> form) {
    return token(form, Map.of());
  }

  HttpResponse token(Map<String, String> form, Map<String, String> headers) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "application/x-www-form-urlencoded");
    return send("POST", "/oauth2/token", "", form(form), all);
  }

  Map<String, String> exchange(String code, String... changes) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("client_id", client);
    form.put("code", code);
    form.put("redirect_uri", CALLBACK);
    form.put("code_verifier", VERIFIER);
    for (int i = 0; i < changes.length; i += 2) {
      form.put(changes[i], changes[i + 1]);
    }
    return form;
  }

  static Json json(HttpResponse response) {
    return Json.parse(response.text());
  }
}
