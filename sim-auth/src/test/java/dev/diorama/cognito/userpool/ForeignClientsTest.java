package dev.diorama.cognito.userpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diorama.core.endpoint.HttpEndpoint;
import dev.diorama.core.endpoint.LocalCa;
import dev.diorama.core.json.Json;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of other languages against the served port; each is skipped, and says so, where it is not
 * installed. The two JavaScript libraries are looked for in {@code target/node}, where {@code npm
 * install --prefix sim-auth/target/node amazon-cognito-identity-js
 * @aws-sdk/client-cognito-identity-provider} puts them.
 */
class ForeignClientsTest {
  private static final Path MODULES = Path.of("target/node/node_modules").toAbsolutePath();

  @TempDir Path folder = Path.of("");

  private final PoolFixture cognito = new PoolFixture();

  private static Optional<Path> program(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(each -> Path.of(each).resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private String run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "AWS_ACCESS_KEY_ID", "test",
                "AWS_SECRET_ACCESS_KEY", "test",
                "AWS_DEFAULT_REGION", "us-east-1",
                "NODE_NO_WARNINGS", "1",
                "NODE_PATH", MODULES.toString()));
    Process process = builder.start();
    String output;
    try (InputStream in = process.getInputStream()) {
      output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  private HttpEndpoint served() throws Exception {
    return HttpEndpoint.open(
        cognito.cloud.router(), LocalCa.in(folder.resolve("ca"), cognito.clock), 0);
  }

  private static String address(HttpEndpoint endpoint) {
    return "http://127.0.0.1:" + endpoint.port();
  }

  @Test
  void awsCli_signsUpAndIn() throws Exception {
    Optional<Path> aws = program("aws");
    assumeTrue(aws.isPresent(), "SKIPPED: the AWS CLI is not installed");
    try (HttpEndpoint endpoint = served()) {
      List<String> cli =
          List.of(
              aws.get().toString(),
              "--endpoint-url",
              address(endpoint),
              "--output",
              "json",
              "cognito-idp");
      Json pool =
          Json.parse(
              run(
                  with(
                      cli,
                      "create-user-pool",
                      "--pool-name",
                      "people",
                      "--auto-verified-attributes",
                      "email")));
      String id = pool.at("UserPool", "Id").flatMap(Json::text).orElseThrow();
      Json client =
          Json.parse(
              run(
                  with(
                      cli,
                      "create-user-pool-client",
                      "--user-pool-id",
                      id,
                      "--client-name",
                      "cli",
                      "--explicit-auth-flows",
                      "ALLOW_USER_PASSWORD_AUTH",
                      "ALLOW_REFRESH_TOKEN_AUTH")));
      String clientId = client.at("UserPoolClient", "ClientId").flatMap(Json::text).orElseThrow();
      run(
          with(
              cli,
              "sign-up",
              "--client-id",
              clientId,
              "--username",
              "mina",
              "--password",
              PoolFixture.PASSWORD,
              "--user-attributes",
              "Name=email,Value=mina@example.com"));
      run(
          with(
              cli,
              "confirm-sign-up",
              "--client-id",
              clientId,
              "--username",
              "mina",
              "--confirmation-code",
              cognito.code("mina")));
      Json tokens =
          Json.parse(
              run(
                  with(
                      cli,
                      "initiate-auth",
                      "--client-id",
                      clientId,
                      "--auth-flow",
                      "USER_PASSWORD_AUTH",
                      "--auth-parameters",
                      "USERNAME=mina,PASSWORD=" + PoolFixture.PASSWORD)));
      String access =
          tokens.at("AuthenticationResult", "AccessToken").flatMap(Json::text).orElseThrow();
      assertThat(Json.parse(run(with(cli, "get-user", "--access-token", access))).text("Username"))
          .contains("mina");
    }
  }

  private static List<String> with(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return all;
  }

  /** By SRP, with a confirmed device: the second sign-in proves it. */
  private static final String IDENTITY_JS =
      """
      const { CognitoUserPool, CognitoUser, AuthenticationDetails } = require('amazon-cognito-identity-js');
      const [endpoint, UserPoolId, ClientId, password] = process.argv.slice(2);
      const pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint });
      const user = new CognitoUser({ Username: 'mina', Pool: pool });
      const signIn = () => new Promise((done, failed) => user.authenticateUser(
        new AuthenticationDetails({ Username: 'mina', Password: password }),
        { onSuccess: done, onFailure: failed }));
      const refresh = (s) => new Promise((done, failed) =>
        user.refreshSession(s.getRefreshToken(), (e, fresh) => e ? failed(e) : done(fresh)));
      signIn().then(signIn).then(refresh).then((session) => {
        const claims = session.getAccessToken().decodePayload();
        console.log(JSON.stringify({ username: claims.username, device: claims.device_key }));
      }).catch((e) => { console.error(e); process.exit(1); });
      """;

  @Test
  void amazonCognitoIdentityJs_signsInBySrpWithItsDeviceAndRefreshes() throws Exception {
    Optional<Path> node = program("node");
    boolean there = Files.isDirectory(MODULES.resolve("amazon-cognito-identity-js"));
    assumeTrue(
        node.isPresent() && there,
        "SKIPPED: no Node with amazon-cognito-identity-js in " + MODULES);
    String pool =
        cognito.pool(
            request -> request.deviceConfiguration(d -> d.challengeRequiredOnNewDevice(true)));
    String client = cognito.client(pool);
    cognito.user(client, "mina");
    Path script = Files.writeString(folder.resolve("identity.js"), IDENTITY_JS);
    try (HttpEndpoint endpoint = served()) {
      Json said =
          Json.parse(
              run(
                  List.of(
                      node.orElseThrow().toString(),
                      script.toString(),
                      address(endpoint),
                      pool,
                      client,
                      PoolFixture.PASSWORD)));
      assertThat(said.text("username")).contains("mina");
      assertThat(said.text("device").orElse("")).startsWith("us-east-1_");
    }
  }

  private static final String SDK_JS =
      """
      const c = require('@aws-sdk/client-cognito-identity-provider');
      const [endpoint, ClientId, Password] = process.argv.slice(2);
      const client = new c.CognitoIdentityProviderClient({ endpoint, region: 'us-east-1' });
      (async () => {
        const auth = (Password) => client.send(new c.InitiateAuthCommand({
          ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'mina', PASSWORD: Password } }));
        let wrong = '';
        try { await auth('wrong'); } catch (e) { wrong = e.name + ': ' + e.message; }
        const { AuthenticationResult } = await auth(Password);
        const user = await client.send(new c.GetUserCommand({ AccessToken: AuthenticationResult.AccessToken }));
        console.log(JSON.stringify({ username: user.Username, wrong }));
      })().catch((e) => { console.error(e); process.exit(1); });
      """;

  @Test
  void awsSdkForJavaScript_signsInAndReadsErrors() throws Exception {
    Optional<Path> node = program("node");
    boolean there = Files.isDirectory(MODULES.resolve("@aws-sdk/client-cognito-identity-provider"));
    assumeTrue(node.isPresent() && there, "SKIPPED: no Node with the AWS SDK in " + MODULES);
    String client = cognito.client(cognito.pool());
    cognito.user(client, "mina");
    Path script = Files.writeString(folder.resolve("sdk.js"), SDK_JS);
    try (HttpEndpoint endpoint = served()) {
      Json said =
          Json.parse(
              run(
                  List.of(
                      node.orElseThrow().toString(),
                      script.toString(),
                      address(endpoint),
                      client,
                      PoolFixture.PASSWORD)));
      assertThat(said.text("username")).contains("mina");
      assertThat(said.text("wrong"))
          .contains("NotAuthorizedException: Incorrect username or password.");
    }
  }
}
