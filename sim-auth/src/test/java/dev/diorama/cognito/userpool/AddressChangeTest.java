package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.PoolFixture.attribute;
import static dev.diorama.cognito.userpool.PoolFixture.claims;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserAttributesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifyUserAttributeRequest;

/** A new address where the pool wants it verified before it replaces the old one. */
class AddressChangeTest {
  private final PoolFixture cognito = new PoolFixture();

  @Test
  void newAddress_replacesTheOldOneOnlyOnceItsCodeComesBack() {
    String pool =
        cognito.pool(
            request ->
                request.userAttributeUpdateSettings(
                    u -> u.attributesRequireVerificationBeforeUpdateWithStrings("email")));
    String client = cognito.client(pool);
    cognito.user(client, "mina");
    String access = cognito.signIn(client, "mina").accessToken();
    UpdateUserAttributesResponse response =
        cognito.send(
            UpdateUserAttributesRequest.builder()
                .accessToken(access)
                .userAttributes(attribute("email", "new@example.com"))
                .build(),
            UpdateUserAttributesResponse.class);
    assertThat(response.codeDeliveryDetailsList())
        .singleElement()
        .satisfies(sent -> assertThat(sent.destination()).isEqualTo("n***@e***"));
    assertThat(claims(cognito.signIn(client, "mina").idToken()))
        .containsEntry("email", "mina@example.com")
        .containsEntry("email_verified", "true");
    VerifyUserAttributeRequest.Builder verify =
        VerifyUserAttributeRequest.builder().accessToken(access).attributeName("email");
    cognito
        .refused(verify.code("nope").build())
        .is("CodeMismatchException", "Invalid verification code provided, please try again.");
    String code =
        cognito.cloud.outbox().lastTo("new@example.com").orElseThrow().attributes().get("code");
    cognito.send(verify.code(code).build(), SdkResponse.class);
    assertThat(claims(cognito.signIn(client, "mina").idToken()))
        .containsEntry("email", "new@example.com")
        .containsEntry("email_verified", "true");
  }
}
