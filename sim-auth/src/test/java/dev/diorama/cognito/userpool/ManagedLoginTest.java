package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.LoginFixture.CALLBACK;
import static dev.diorama.cognito.userpool.LoginFixture.location;
import static dev.diorama.cognito.userpool.LoginFixture.parameters;
import static dev.diorama.cognito.userpool.PoolFixture.PASSWORD;
import static dev.diorama.cognito.userpool.PoolFixture.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;

class ManagedLoginTest {
  private final LoginFixture login = new LoginFixture();

  @BeforeEach
  void mina() {
    login.cognito.user(login.client, "mina");
  }

  @Test
  void authorize_withoutASession_leadsToTheLoginPage() {
    HttpResponse response = login.get("/oauth2/authorize", login.query());
    assertThat(response.status()).isEqualTo(302);
    assertThat(location(response)).isEqualTo("/login?" + login.query());
    HttpResponse page = login.get("/login", login.query());
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text())
        .contains("<html lang=\"en\">", "<label for=\"username\">Username</label>")
        .doesNotContain("<script", "src=", "http://");
    assertThat(page.headers().first("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "frame-ancestors 'none'");
    assertThat(page.headers().first("Set-Cookie").orElse(""))
        .startsWith("XSRF-TOKEN=")
        .contains("HttpOnly", "SameSite=Lax", "Secure", "Path=/");
  }

  @Test
  void login_rightPassword_leadsBackWithACodeAndTheState() {
    HttpResponse back =
        login.submit(login.get("/login", login.query()), "username", "mina", "password", PASSWORD);
    assertThat(back.status()).isEqualTo(302);
    assertThat(location(back)).startsWith(CALLBACK + "?code=").endsWith("&state=s%20t");
    assertThat(location(login.get("/oauth2/authorize", login.query())))
        .as("signed in already")
        .startsWith(CALLBACK + "?code=");
    assertThat(location(login.get("/oauth2/authorize", login.query("prompt", "login"))))
        .startsWith("/login?");
    login.cognito.advance(Duration.ofHours(1));
    assertThat(location(login.get("/oauth2/authorize", login.query()))).startsWith("/login?");
  }

  @Test
  void authorize_promptNone_withoutASession_isRefusedAtTheApplication() {
    assertThat(location(login.get("/oauth2/authorize", login.query("prompt", "none"))))
        .isEqualTo(CALLBACK + "?error=login_required&state=s%20t");
  }

  @Test
  void login_wrongPassword_showsTheReasonAndTheName() {
    HttpResponse again =
        login.submit(
            login.get("/login", login.query()),
            "username",
            "\"><script>alert(1)</script>",
            "password",
            "x");
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.text())
        .contains("role=\"alert\">Incorrect username or password.")
        .contains("&quot;&gt;&lt;script&gt;")
        .doesNotContain("<script");
  }

  @Test
  void form_fromAnotherSite_isRefused() {
    HttpResponse page = login.get("/login", login.query());
    login.forgetCookies();
    HttpResponse refused = login.submit(page, "username", "mina", "password", PASSWORD);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text()).contains("An error was encountered with the requested page.");
    HttpResponse fresh = login.get("/login", login.query());
    assertThat(
            login
                .submit(fresh, "username", "mina", "password", PASSWORD, "_csrf", "guess")
                .status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "redirect_uri, https://app.example.com/back/, redirect_mismatch",
    "redirect_uri, https://app.example.com/back?x=1, redirect_mismatch",
    "redirect_uri, https://APP.example.com/back, redirect_mismatch",
    "redirect_uri, https://app.example.com.evil.org/back, redirect_mismatch",
    "redirect_uri, http://localhost:3001/, redirect_mismatch",
    "redirect_uri, '', redirect_mismatch",
    "client_id, nobody, Client does not exist.",
    "client_id, '', Required String parameter 'client_id' is not present"
  })
  void authorize_whereThereIsNoTrustedWayBack_showsAnErrorPage(
      String name, String value, String error) {
    HttpResponse response = login.get("/oauth2/authorize", login.query(name, value));
    assertThat(response.status()).isEqualTo(302);
    assertThat(location(response)).startsWith("/error?error=");
    HttpResponse page = login.get("/error", location(response).split("\\?")[1]);
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.text()).contains(LoginPages.safe(error));
    assertThat(login.get("/login", login.query(name, value)).status()).isEqualTo(302);
  }

  @ParameterizedTest
  @CsvSource({
    "response_type, id_token, error=invalid_request",
    "scope, openid phone, error=invalid_scope",
    "scope, notes/write, error=invalid_scope",
    "code_challenge_method, plain, "
        + "error_description=code%20challenge%20method%20is%20not%20supported&error=invalid_request"
  })
  void authorize_badRequest_isRefusedAtTheApplication(String name, String value, String error) {
    assertThat(location(login.get("/oauth2/authorize", login.query(name, value))))
        .isEqualTo(CALLBACK + "?" + error + "&state=s%20t");
  }

  @Test
  void authorize_grantTheClientDoesNotHave_isUnauthorized() {
    login.client = login.client(request -> request.allowedOAuthFlowsWithStrings("code"));
    assertThat(location(login.get("/oauth2/authorize", login.query("response_type", "token"))))
        .isEqualTo(CALLBACK + "?error=unauthorized_client&state=s%20t");
  }

  @Test
  void login_implicitGrant_leadsBackWithTokensInTheFragment() {
    HttpResponse back =
        login.submit(
            login.get(
                "/login",
                login.query(
                    "response_type", "token", "code_challenge", "", "code_challenge_method", "")),
            "username",
            "mina",
            "password",
            PASSWORD);
    assertThat(location(back)).startsWith(CALLBACK + "#id_token=");
    String id = parameters(back).first("id_token").orElseThrow();
    assertThat(PoolFixture.claims(id))
        .containsEntry("nonce", "n1")
        .containsEntry("email", "mina@example.com")
        .containsKey("at_hash");
    assertThat(parameters(back).first("refresh_token")).isEmpty();
    assertThat(PoolFixture.claims(parameters(back).first("access_token").orElseThrow()))
        .containsEntry("scope", "openid email");
  }

  @Test
  void login_temporaryPassword_isReplacedOnTheWay() {
    login.cognito.send(
        AdminCreateUserRequest.builder()
            .userPoolId(login.pool)
            .username("noah")
            .temporaryPassword("Temp0rary!")
            .messageAction("SUPPRESS")
            .userAttributes(attribute("email", "noah@example.com"))
            .build(),
        SdkResponse.class);
    HttpResponse page =
        login.submit(
            login.get("/login", login.query()), "username", "noah", "password", "Temp0rary!");
    assertThat(page.text()).contains("Change your password");
    HttpResponse again = login.submit(page, "NEW_PASSWORD", "short");
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.text()).contains("Password does not conform to policy");
    assertThat(location(login.submit(again, "NEW_PASSWORD", "Another1!")))
        .startsWith(CALLBACK + "?code=");
  }

  @Test
  void login_secondFactor_isSetUpAndAskedFor() {
    login.cognito.send(
        SetUserPoolMfaConfigRequest.builder()
            .userPoolId(login.pool)
            .mfaConfiguration(UserPoolMfaType.ON)
            .softwareTokenMfaConfiguration(s -> s.enabled(true))
            .build(),
        SdkResponse.class);
    HttpResponse page =
        login.submit(login.get("/login", login.query()), "username", "mina", "password", PASSWORD);
    Matcher secret = Pattern.compile("<code>([A-Z2-7]{32})</code>").matcher(page.text());
    assertThat(secret.find()).isTrue();
    HttpResponse again = login.submit(page, "code", "000000x");
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.text()).contains("Code mismatch", secret.group(1));
    String code = Totp.code(secret.group(1), login.cognito.clock.instant().getEpochSecond());
    assertThat(location(login.submit(again, "code", code))).startsWith(CALLBACK + "?code=");
    login.forgetCookies();
    login.cognito.advance(Duration.ofMinutes(1));
    HttpResponse asked =
        login.submit(login.get("/login", login.query()), "username", "mina", "password", PASSWORD);
    assertThat(asked.text()).contains("Enter the code of your authenticator app");
    String next = Totp.code(secret.group(1), login.cognito.clock.instant().getEpochSecond());
    assertThat(location(login.submit(asked, "SOFTWARE_TOKEN_MFA_CODE", next)))
        .startsWith(CALLBACK + "?code=");
  }

  @Test
  void signUp_throughThePages_endsInAConfirmedAccount() {
    HttpResponse form = login.get("/signup", login.query());
    assertThat(form.text()).contains("type=\"email\"");
    HttpResponse poor =
        login.submit(form, "username", "noah", "email", "noah@example.com", "password", "short");
    assertThat(poor.text()).contains("Password did not conform with policy", "noah@example.com");
    HttpResponse confirm =
        login.submit(poor, "username", "noah", "email", "noah@example.com", "password", PASSWORD);
    assertThat(confirm.text()).contains("We sent a code to n***@e***.");
    HttpResponse wrong = login.submit(confirm, "code", "nope");
    assertThat(wrong.text()).contains("Invalid verification code provided");
    HttpResponse done = login.submit(wrong, "code", login.cognito.code("noah"));
    assertThat(location(done)).startsWith("/login?").endsWith("&notice=confirmed");
    assertThat(login.code("noah")).isNotEmpty();
  }

  @Test
  void forgottenPassword_throughThePages_isReplaced() {
    HttpResponse ask = login.get("/forgotPassword", login.query());
    assertThat(login.submit(ask, "username", "nobody").text())
        .contains("Username/client id combination not found.");
    HttpResponse form = login.submit(ask, "username", "mina");
    assertThat(form.text()).contains("We sent a code to m***@e***.");
    HttpResponse done =
        login.submit(form, "code", login.cognito.code("mina"), "password", "Another1!");
    assertThat(location(done)).startsWith("/login?").endsWith("&notice=password");
    assertThat(
            location(
                login.submit(
                    login.get("/login", login.query()),
                    "username",
                    "mina",
                    "password",
                    "Another1!")))
        .startsWith(CALLBACK + "?code=");
  }

  @Test
  void login_clientWithASecret_worksTheSame() {
    login.client = login.client(request -> request.generateSecret(true));
    login.cognito.send(
        AdminSetUserPasswordRequest.builder()
            .userPoolId(login.pool)
            .username("mina")
            .password("Temp0rary!")
            .permanent(false)
            .build(),
        SdkResponse.class);
    HttpResponse page =
        login.submit(
            login.get("/login", login.query()), "username", "mina", "password", "Temp0rary!");
    assertThat(location(login.submit(page, "NEW_PASSWORD", "Another1!")))
        .startsWith(CALLBACK + "?code=");
  }

  @Test
  void logout_endsTheBrowsersSession() {
    login.code("mina");
    HttpResponse out =
        login.get(
            "/logout", "client_id=" + login.client + "&logout_uri=https://app.example.com/bye");
    assertThat(location(out)).isEqualTo("https://app.example.com/bye");
    assertThat(location(login.get("/oauth2/authorize", login.query()))).startsWith("/login?");
    assertThat(
            location(
                login.get(
                    "/logout", "client_id=" + login.client + "&logout_uri=https://evil.example")))
        .startsWith("/error?");
    assertThat(location(login.get("/logout", login.query()))).startsWith("/login?");
    assertThat(location(login.get("/logout", "client_id=" + login.client)))
        .contains("redirect_uri");
  }

  @Test
  void wrongMethodOrPath_isRefused() {
    assertThat(login.get("/oauth2/token", "").status()).isEqualTo(405);
    assertThat(login.send("POST", "/logout", "", "", Map.of()).status()).isEqualTo(405);
    assertThat(login.get("/nowhere", "").status()).isEqualTo(404);
    assertThat(
            login
                .send("OPTIONS", "/oauth2/token", "", "", Map.of())
                .headers()
                .first("Access-Control-Allow-Origin"))
        .contains("*");
  }
}
