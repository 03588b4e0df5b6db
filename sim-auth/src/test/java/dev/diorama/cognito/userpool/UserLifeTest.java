package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.PoolFixture.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.cloud.Outbox;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChangePasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChangePasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmForgotPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmSignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmSignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgotPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GlobalSignOutRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GlobalSignOutResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpResponse;

/** The whole life of one user on the virtual clock. */
class UserLifeTest {
  @Test
  void user_fromSignUpToDeletion_livesAsOnCognito() {
    PoolFixture cognito = new PoolFixture();
    String pool = cognito.pool();
    String client = cognito.client(pool);

    SignUpResponse signedUp = cognito.signUp(client, "mina");
    assertThat(signedUp.userConfirmed()).isFalse();
    assertThat(signedUp.codeDeliveryDetails().destination()).isEqualTo("m***@e***");
    Outbox.Message mail = cognito.cloud.outbox().lastTo("mina@example.com").orElseThrow();
    assertThat(mail.from()).isEqualTo("no-reply@verificationemail.com");
    assertThat(mail.body()).contains(cognito.code("mina"));
    assertThat(mail.attributes())
        .containsEntry("username", "mina")
        .containsEntry("purpose", "SignUp")
        .containsEntry("userPool", pool);
    assertThat(cognito.code("mina")).matches("[0-9]{6}");

    cognito.advance(Duration.ofHours(23));
    cognito
        .refused(PoolFixture.passwordAuth(client, "mina", PASSWORD))
        .is("UserNotConfirmedException", "User is not confirmed.");
    cognito.send(
        ConfirmSignUpRequest.builder()
            .clientId(client)
            .username("mina")
            .confirmationCode(cognito.code("mina"))
            .build(),
        ConfirmSignUpResponse.class);

    AuthenticationResultType tokens =
        cognito.srp(pool, client, "mina", PASSWORD).authenticationResult();
    assertThat(tokens.tokenType()).isEqualTo("Bearer");
    assertThat(tokens.expiresIn()).isEqualTo(3600);
    GetUserResponse me = user(cognito, tokens);
    assertThat(me.username()).isEqualTo("mina");
    assertThat(me.userAttributes())
        .containsExactly(
            PoolFixture.attribute("sub", signedUp.userSub()),
            PoolFixture.attribute("email", "mina@example.com"),
            PoolFixture.attribute("email_verified", "true"));

    cognito.advance(Duration.ofDays(29));
    AuthenticationResultType renewed =
        cognito
            .send(PoolFixture.refresh(client, tokens.refreshToken()), InitiateAuthResponse.class)
            .authenticationResult();
    assertThat(renewed.refreshToken()).isNull();
    assertThat(PoolFixture.claims(renewed.idToken()))
        .containsEntry("auth_time", PoolFixture.claims(tokens.idToken()).get("auth_time"));

    cognito.send(
        ChangePasswordRequest.builder()
            .accessToken(renewed.accessToken())
            .previousPassword(PASSWORD)
            .proposedPassword("N3w-Passw0rd")
            .build(),
        ChangePasswordResponse.class);
    cognito
        .refused(PoolFixture.passwordAuth(client, "mina", PASSWORD))
        .is("NotAuthorizedException", "Incorrect username or password.");

    cognito.send(
        ForgotPasswordRequest.builder().clientId(client).username("mina").build(),
        ForgotPasswordResponse.class);
    cognito.send(
        ConfirmForgotPasswordRequest.builder()
            .clientId(client)
            .username("mina")
            .confirmationCode(cognito.code("mina"))
            .password("Th1rd-Passw0rd")
            .build(),
        ConfirmForgotPasswordResponse.class);
    AuthenticationResultType third =
        cognito.srp(pool, client, "mina", "Th1rd-Passw0rd").authenticationResult();

    cognito.send(
        GlobalSignOutRequest.builder().accessToken(third.accessToken()).build(),
        GlobalSignOutResponse.class);
    cognito
        .refused(GetUserRequest.builder().accessToken(third.accessToken()).build())
        .is("NotAuthorizedException", "Access Token has been revoked");
    cognito
        .refused(PoolFixture.refresh(client, tokens.refreshToken()))
        .is("NotAuthorizedException", "Refresh Token has been revoked");

    AuthenticationResultType last =
        cognito.srp(pool, client, "mina", "Th1rd-Passw0rd").authenticationResult();
    cognito.send(
        DeleteUserRequest.builder().accessToken(last.accessToken()).build(),
        DeleteUserResponse.class);
    cognito
        .refused(GetUserRequest.builder().accessToken(last.accessToken()).build())
        .is("UserNotFoundException", "User does not exist.");
    cognito
        .refused(PoolFixture.passwordAuth(client, "mina", "Th1rd-Passw0rd"))
        .is("UserNotFoundException", "User does not exist.");
    cognito
        .refused(PoolFixture.refresh(client, last.refreshToken()))
        .is("NotAuthorizedException", "Invalid Refresh Token");
    assertThat(cognito.cloud.trace().openCount()).isZero();
  }

  private static GetUserResponse user(PoolFixture cognito, AuthenticationResultType tokens) {
    return cognito.send(
        GetUserRequest.builder().accessToken(tokens.accessToken()).build(), GetUserResponse.class);
  }

  @Test
  void sameSeed_twoClouds_giveTheSameTokens() {
    assertThat(tokensOfAFreshCloud()).isEqualTo(tokensOfAFreshCloud());
  }

  private static Map<String, String> tokensOfAFreshCloud() {
    PoolFixture cognito = new PoolFixture();
    String pool = cognito.pool();
    String client = cognito.client(pool);
    cognito.user(client, "mina");
    AuthenticationResultType tokens =
        cognito.srp(pool, client, "mina", PASSWORD).authenticationResult();
    return Map.of(
        "id", tokens.idToken(), "access", tokens.accessToken(), "refresh", tokens.refreshToken());
  }
}
