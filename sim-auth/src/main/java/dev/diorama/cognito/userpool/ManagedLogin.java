package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.OAuthRequest.Refused;
import dev.diorama.cognito.userpool.OAuthRequest.Unredirectable;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.cloud.PublicUrls;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.QueryParams;
import dev.diorama.core.wire.UrlCoding;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/**
 * Managed login: the pages and endpoints at a pool's domain, {@code
 * https://{domain}.auth.{region}.amazoncognito.com}, or under {@link PublicUrls#COGNITO_PATH} of
 * the served port.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html
 */
final class ManagedLogin implements RawService {
  private static final Pattern HOST =
      Pattern.compile("([a-z0-9-]+)\\.auth\\.([a-z0-9-]+)\\.amazoncognito\\.com");
  private static final Pattern PATH =
      Pattern.compile(Pattern.quote(PublicUrls.COGNITO_PATH) + "([a-z0-9-]+)/([a-z0-9-]+)(/.*)?");

  private final UserPoolStore store;
  private final Browsers browsers;
  private final Tokens tokens;
  private final OAuthEndpoints endpoints;
  private final LoginForms forms;

  ManagedLogin(
      UserPoolStore store,
      Browsers browsers,
      Tokens tokens,
      OAuthEndpoints endpoints,
      LoginForms forms) {
    this.store = store;
    this.browsers = browsers;
    this.tokens = tokens;
    this.endpoints = endpoints;
    this.forms = forms;
  }

  /**
   * One request to a domain.
   *
   * @param mount what stands before the pages' own paths: nothing at the domain itself
   * @param csrf what this browser's forms must carry
   */
  record Request(Call call, Pool pool, String mount, String path, HttpRequest http, String csrf) {
    String address(String page, String rawQuery) {
      return mount + page + (rawQuery.isEmpty() ? "" : "?" + rawQuery);
    }

    boolean post() {
      return http.method().equals("POST");
    }

    QueryParams form() {
      return QueryParams.parse(new String(http.body(), java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @Override
  public String name() {
    return "cognito-idp";
  }

  @Override
  public boolean accepts(HttpRequest request) {
    return request.rawPath().startsWith(PublicUrls.COGNITO_PATH)
        || HOST.matcher(request.host()).matches();
  }

  @Override
  public HttpResponse handle(Call call, HttpRequest http) {
    Matcher host = HOST.matcher(http.host());
    Matcher path = PATH.matcher(http.rawPath());
    boolean mounted = path.matches();
    if (!mounted && !host.matches()) {
      return problem("Login pages are unavailable. Please contact an administrator.", 400);
    }
    String region = mounted ? path.group(1) : host.group(2);
    String domain = mounted ? path.group(2) : host.group(1);
    String below = mounted ? path.group(3) : http.rawPath();
    Optional<Pool> pool = store.byDomain(region, domain);
    call.named("cognito-idp", "ManagedLogin");
    if (pool.isEmpty()) {
      return problem("Login pages are unavailable. Please contact an administrator.", 400);
    }
    call.on(pool.get().arn());
    Request request =
        new Request(
            call,
            pool.get(),
            mounted ? PublicUrls.COGNITO_PATH + region + "/" + domain : "",
            below == null ? "/" : below,
            http,
            Browsers.cookie(http, Browsers.CSRF_COOKIE).orElseGet(browsers::newSecret));
    try {
      return answer(request);
    } catch (Unredirectable refused) {
      call.note("why", refused.error());
      return redirect(request.address("/error", "error=" + UrlCoding.encode(refused.error())));
    } catch (Refused refused) {
      return redirect(refused.location());
    }
  }

  private HttpResponse answer(Request request) {
    String method = request.http().method();
    return switch (request.path()) {
      case "/oauth2/authorize" -> method.equals("GET") ? authorize(request) : wrong("GET");
      case "/oauth2/token" ->
          switch (method) {
            case "POST" -> endpoints.token(request.call(), request.pool(), request.http());
            case "OPTIONS" -> preflight();
            default -> wrong("POST");
          };
      case "/oauth2/userInfo" ->
          switch (method) {
            case "GET", "POST" ->
                endpoints.userInfo(request.call(), request.pool(), request.http());
            case "OPTIONS" -> preflight();
            default -> wrong("GET, POST");
          };
      case "/oauth2/revoke" ->
          switch (method) {
            case "POST" -> endpoints.revoke(request.call(), request.pool(), request.http());
            case "OPTIONS" -> preflight();
            default -> wrong("POST");
          };
      case "/logout" -> method.equals("GET") ? logout(request) : wrong("GET");
      case "/error" -> error(request);
      case "/login" -> formed(request, forms.login(request, asked(request)));
      case "/challenge" -> formed(request, forms.challenge(request, asked(request)));
      case "/signup" -> formed(request, forms.signUp(request, asked(request)));
      case "/confirmUser" -> formed(request, forms.confirm(request, asked(request)));
      case "/resendcode" -> formed(request, forms.resend(request, asked(request)));
      case "/forgotPassword" -> formed(request, forms.forgot(request, asked(request)));
      case "/confirmForgotPassword" ->
          formed(request, forms.confirmForgot(request, asked(request)));
      default -> problem("The page does not exist.", 404);
    };
  }

  private static OAuthRequest asked(Request request) {
    return OAuthRequest.of(request.pool(), request.http().rawQuery());
  }

  private static HttpResponse wrong(String allowed) {
    return HttpResponse.of(405, "text/plain", "Method Not Allowed").with("Allow", allowed);
  }

  private static HttpResponse preflight() {
    return HttpResponse.empty(200)
        .with("Access-Control-Allow-Origin", "*")
        .with("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Amz-User-Agent")
        .with("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
  }

  static HttpResponse redirect(String location) {
    return HttpResponse.empty(302)
        .with("Location", location)
        .with("Cache-Control", "no-store")
        .with("Referrer-Policy", "no-referrer");
  }

  private static HttpResponse problem(String text, int status) {
    return new LoginPages.Page("Something went wrong").bad(text).response(status);
  }

  private static HttpResponse error(Request request) {
    return new LoginPages.Page("Something went wrong")
        .text("An error was encountered with the requested page.")
        .bad(request.http().query().first("error").orElse(""))
        .response(400);
  }

  /** A browser that is signed in goes straight back to its application; all others sign in. */
  private HttpResponse authorize(Request request) {
    OAuthRequest asked = asked(request);
    Optional<User> user = browsers.user(request.http(), request.pool());
    if (user.isPresent() && !asked.prompt().equals("login")) {
      return redirect(granted(request, asked, user.get()));
    }
    if (asked.prompt().equals("none")) {
      throw asked.refused("login_required", "");
    }
    return redirect(request.address("/login", asked.rawQuery()));
  }

  /** Where a browser goes whose user has signed in: with a code, or with the tokens themselves. */
  private String granted(Request request, OAuthRequest asked, User user) {
    UserPoolClientType client = asked.entrance().client();
    Map<String, String> parameters = new LinkedHashMap<>();
    if (asked.responseType().equals("code")) {
      parameters.put(
          "code",
          browsers.keep(
              new Browsers.Code(
                  client.clientId(),
                  user,
                  asked.redirectUri(),
                  asked.scopes(),
                  asked.nonce(),
                  asked.challenge(),
                  browsers.codeEnd())));
      return asked.back(parameters, '?');
    }
    AuthenticationResultType result =
        tokens.begin(
            Visit.of(request.call(), asked.entrance(), Map.of()),
            client,
            user,
            new UserPoolModel.Grant(asked.scopes(), asked.nonce(), ""),
            "HostedAuth");
    if (result.idToken() != null) {
      parameters.put("id_token", result.idToken());
    }
    parameters.put("access_token", result.accessToken());
    parameters.put("expires_in", Integer.toString(result.expiresIn()));
    parameters.put("token_type", "Bearer");
    return asked.back(parameters, '#');
  }

  /** A page with its cookie, or the way back for who has just signed in. */
  private HttpResponse formed(Request request, LoginForms.Outcome outcome) {
    HttpResponse response;
    if (outcome.user() != null) {
      response = redirect(granted(request, asked(request), outcome.user()));
      return cookie(
          response,
          request,
          Browsers.COOKIE + "=" + browsers.open(request.pool().id, outcome.user()),
          "; Max-Age=3600");
    }
    return cookie(outcome.response(), request, Browsers.CSRF_COOKIE + "=" + request.csrf(), "");
  }

  private static HttpResponse cookie(
      HttpResponse response, Request request, String pair, String more) {
    String secure = request.http().scheme().equals("https") ? "; Secure" : "";
    Headers headers =
        response.headers().toBuilder()
            .add(
                "Set-Cookie",
                pair + "; Path=" + request.mount() + "/; HttpOnly; SameSite=Lax" + secure + more)
            .build();
    return new HttpResponse(response.status(), headers, response.body());
  }

  private HttpResponse logout(Request request) {
    QueryParams query = request.http().query();
    String id = query.first("client_id").orElse("");
    if (id.isEmpty()) {
      throw new Unredirectable("Required String parameter 'client_id' is not present");
    }
    UserPoolClientType client = request.pool().clients.get(id);
    if (client == null) {
      throw new Unredirectable("Client does not exist.");
    }
    String to = query.first("logout_uri").orElse("");
    String back = query.first("redirect_uri").orElse("");
    String location;
    if (!to.isEmpty()) {
      if (!client.logoutURLs().contains(to)) {
        throw new Unredirectable("Invalid request");
      }
      location = to;
    } else if (!back.isEmpty()) {
      asked(request);
      location = request.address("/login", request.http().rawQuery());
    } else {
      throw new Unredirectable("Required String parameter 'redirect_uri' is not present");
    }
    browsers.close(request.http());
    return cookie(redirect(location), request, Browsers.COOKIE + "=", "; Max-Age=0");
  }
}
