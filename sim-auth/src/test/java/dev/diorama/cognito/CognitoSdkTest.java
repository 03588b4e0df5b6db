package dev.diorama.cognito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.cognito.userpool.SrpClient;
import dev.diorama.cognito.userpool.UserPoolConfig;
import dev.diorama.cognito.userpool.UserPools;
import dev.diorama.core.client.SimClients;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.HttpRequest;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotConfirmedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifiedAttributeType;

/** The real SDK client against user pools, over the wire and without a socket. */
class CognitoSdkTest {
  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());

  @AfterEach
  void close() {
    cloud.close();
  }

  private static final class Anyone implements Authenticator {
    private static final Principal ROOT =
        new Principal(
            Principal.Kind.ROOT,
            "123456789012",
            "arn:aws:iam::123456789012:root",
            "123456789012",
            "",
            Map.of());

    @Override
    public Principal authenticate(HttpRequest request, String service, long maxSkewSeconds) {
      return ROOT;
    }

    @Override
    public Principal resolve(String accessKeyId, String sessionToken) {
      return ROOT;
    }
  }

  @Test
  void sdkClient_signsUpAndInBySrp() {
    cloud.router().guard(new Anyone(), (principal, access, facts) -> Decision.allow("a fake"));
    UserPools.install(cloud, UserPoolConfig.defaults());
    try (CognitoIdentityProviderClient cognito =
        SimClients.configure(
                CognitoIdentityProviderClient.builder(),
                cloud.router(),
                cloud.clock(),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")),
                "us-east-1")
            .build()) {
      UserPoolType pool =
          cognito
              .createUserPool(
                  request ->
                      request
                          .poolName("people")
                          .autoVerifiedAttributes(VerifiedAttributeType.EMAIL))
              .userPool();
      assertThat(pool.creationDate()).isEqualTo(cloud.clock().instant());
      String client =
          cognito
              .createUserPoolClient(request -> request.userPoolId(pool.id()).clientName("phone"))
              .userPoolClient()
              .clientId();
      cognito.signUp(
          request ->
              request
                  .clientId(client)
                  .username("mina")
                  .password("Passw0rd!")
                  .userAttributes(each -> each.name("email").value("mina@example.com")));
      UserNotConfirmedException early =
          catchThrowableOfType(
              UserNotConfirmedException.class, () -> signIn(cognito, pool.id(), client));
      assertThat(early.statusCode()).isEqualTo(400);
      assertThat(early.awsErrorDetails().errorMessage()).isEqualTo("User is not confirmed.");
      String code =
          cloud.outbox().lastTo("mina@example.com").orElseThrow().attributes().get("code");
      cognito.confirmSignUp(
          request -> request.clientId(client).username("mina").confirmationCode(code));
      String access = signIn(cognito, pool.id(), client).authenticationResult().accessToken();
      assertThat(cognito.getUser(request -> request.accessToken(access)).username())
          .isEqualTo("mina");
    }
  }

  private RespondToAuthChallengeResponse signIn(
      CognitoIdentityProviderClient cognito, String pool, String client) {
    SrpClient srp = new SrpClient(pool, "mina", "Passw0rd!", new Random(1));
    InitiateAuthResponse challenge =
        cognito.initiateAuth(
            request ->
                request
                    .clientId(client)
                    .authFlow(AuthFlowType.USER_SRP_AUTH)
                    .authParameters(srp.authParameters()));
    return cognito.respondToAuthChallenge(
        request ->
            request
                .clientId(client)
                .challengeName(ChallengeNameType.PASSWORD_VERIFIER)
                .challengeResponses(
                    srp.answer(challenge.challengeParameters(), cloud.clock().instant())));
  }
}
