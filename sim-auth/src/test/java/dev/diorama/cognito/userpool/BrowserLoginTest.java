package dev.diorama.cognito.userpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diorama.core.endpoint.HttpEndpoint;
import dev.diorama.core.endpoint.LocalCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The login pages on the served port, in a real browser; skipped where there is none. */
class BrowserLoginTest {
  @TempDir Path folder = Path.of("");

  @Test
  void loginPages_inARealBrowser_signUpSignInAndShowErrors() throws Exception {
    Optional<Path> program = Chromium.installed();
    assumeTrue(program.isPresent(), "SKIPPED: no Chromium or Chrome on this machine");
    LoginFixture login = new LoginFixture();
    login.cognito.user(login.client, "mina");
    LocalCa ca = LocalCa.in(folder.resolve("ca"), login.cognito.clock);
    try (HttpEndpoint endpoint = HttpEndpoint.open(login.cognito.cloud.router(), ca, 0);
        Chromium browser = Chromium.start(program.get(), folder.resolve("profile"))) {
      String here = "http://localhost:" + endpoint.port();
      String back = here + "/nobody/is/here";
      login.client = login.client(request -> request.callbackURLs(back));
      login.cognito.cloud.urls().servedAt(here);
      String authorize =
          login
              .cognito
              .cloud
              .urls()
              .reachable(
                  "https://"
                      + LoginFixture.HOST
                      + "/oauth2/authorize?"
                      + login.query("redirect_uri", back));
      browser.open(authorize);
      assertThat(browser.run("document.title")).isEqualTo("Sign in");
      assertThat(browser.run("location.pathname"))
          .isEqualTo("/_aws/cognito/us-east-1/people/login");
      assertThat(browser.run("getComputedStyle(document.querySelector('button')).cursor"))
          .as("the style is in effect")
          .isEqualTo("pointer");
      String light = browser.run("getComputedStyle(document.body).backgroundColor");
      browser.scheme("dark");
      assertThat(browser.run("getComputedStyle(document.body).backgroundColor"))
          .isNotEqualTo(light);
      keep(browser, "login-dark.png");
      browser.scheme("light");
      browser.type("username", "mina");
      browser.type("password", "wrong");
      browser.press("button");
      assertThat(browser.run("document.querySelector('[role=alert]').textContent"))
          .isEqualTo("Incorrect username or password.");
      keep(browser, "login-wrong.png");
      browser.press("a[href*=signup]");
      browser.type("username", "noah");
      browser.type("email", "noah@example.com");
      browser.type("password", PoolFixture.PASSWORD);
      keep(browser, "signup.png");
      browser.press("button");
      browser.type("code", login.cognito.code("noah"));
      keep(browser, "confirm.png");
      browser.press("button");
      assertThat(browser.run("document.querySelector('[role=status]').textContent"))
          .startsWith("Your account is confirmed");
      browser.type("username", "noah");
      browser.type("password", PoolFixture.PASSWORD);
      browser.press("button");
      assertThat(browser.run("location.href")).startsWith(back + "?code=").endsWith("&state=s%20t");
      browser.open(authorize);
      assertThat(browser.run("location.href"))
          .as("the browser is signed in")
          .startsWith(back + "?code=");
    }
  }

  @Test
  void api_fromAPageOfAnotherOrigin_signsIn() throws Exception {
    Optional<Path> program = Chromium.installed();
    assumeTrue(program.isPresent(), "SKIPPED: no Chromium or Chrome on this machine");
    PoolFixture cognito = new PoolFixture();
    String client = cognito.client(cognito.pool());
    cognito.user(client, "mina");
    LocalCa ca = LocalCa.in(folder.resolve("ca"), cognito.clock);
    try (HttpEndpoint endpoint = HttpEndpoint.open(cognito.cloud.router(), ca, 0);
        Chromium browser = Chromium.start(program.get(), folder.resolve("profile"))) {
      // To a browser these two are not the same origin.
      browser.open("http://localhost:" + endpoint.port() + "/nothing/here");
      String asked =
          """
          (() => {
            const request = new XMLHttpRequest();
            request.open('POST', 'http://127.0.0.1:%d/', false);
            request.setRequestHeader('Content-Type', 'application/x-amz-json-1.1');
            request.setRequestHeader('X-Amz-Target', 'AWSCognitoIdentityProviderService.InitiateAuth');
            request.send(JSON.stringify({ ClientId: '%s', AuthFlow: 'USER_PASSWORD_AUTH',
              AuthParameters: { USERNAME: 'mina', PASSWORD: '%s' } }));
            return request.status + ' ' + Object.keys(JSON.parse(request.responseText))
              + ' ' + request.getResponseHeader('x-amzn-ErrorType');
          })()
          """;
      assertThat(browser.run(asked.formatted(endpoint.port(), client, PoolFixture.PASSWORD)))
          .startsWith("200 ")
          .contains("AuthenticationResult");
      assertThat(browser.run(asked.formatted(endpoint.port(), client, "wrong")))
          .startsWith("400 ")
          .endsWith(" NotAuthorizedException");
    }
  }

  /** Keeps a picture where somebody asked for them: -Ddiorama.pictures=folder. */
  private static void keep(Chromium browser, String name) throws Exception {
    String pictures = System.getProperty("diorama.pictures", "");
    if (!pictures.isEmpty()) {
      Files.write(Path.of(pictures).resolve(name), browser.picture());
    }
  }
}
