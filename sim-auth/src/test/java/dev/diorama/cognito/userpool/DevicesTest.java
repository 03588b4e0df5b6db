package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.PoolFixture.PASSWORD;
import static dev.diorama.cognito.userpool.PoolFixture.claims;
import static dev.diorama.cognito.userpool.PoolFixture.passwordAuth;
import static dev.diorama.cognito.userpool.PoolFixture.refresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.cognito.userpool.SrpServer.Verifier;
import java.math.BigInteger;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListDevicesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListDevicesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmDeviceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeviceType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgetDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetDeviceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NewDeviceMetadataType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateDeviceStatusRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;

class DevicesTest {
  private static final String SECRET = "what only the device knows";

  private final PoolFixture cognito = new PoolFixture();
  private String pool = "";
  private String client = "";

  private void mina(boolean suffices, boolean prompt) {
    pool =
        cognito.pool(
            request ->
                request.deviceConfiguration(
                    d ->
                        d.challengeRequiredOnNewDevice(suffices)
                            .deviceOnlyRememberedOnUserPrompt(prompt)));
    client = cognito.client(pool);
    cognito.user(client, "mina");
  }

  private static String base64(BigInteger number) {
    return Base64.getEncoder().encodeToString(number.toByteArray());
  }

  private ConfirmDeviceRequest confirmation(String access, NewDeviceMetadataType device) {
    Verifier verifier =
        Verifier.of(device.deviceGroupKey(), device.deviceKey(), SECRET, new byte[] {7, 7, 7, 7});
    return ConfirmDeviceRequest.builder()
        .accessToken(access)
        .deviceKey(device.deviceKey())
        .deviceName("laptop")
        .deviceSecretVerifierConfig(
            c -> c.salt(base64(verifier.salt())).passwordVerifier(base64(verifier.v())))
        .build();
  }

  private InitiateAuthRequest from(String deviceKey) {
    return passwordAuth(client, "mina", PASSWORD).toBuilder()
        .authParameters(Map.of("USERNAME", "mina", "PASSWORD", PASSWORD, "DEVICE_KEY", deviceKey))
        .build();
  }

  private RespondToAuthChallengeRequest answer(
      String challenge, String session, Map<String, String> responses) {
    return RespondToAuthChallengeRequest.builder()
        .clientId(client)
        .challengeName(challenge)
        .session(session)
        .challengeResponses(responses)
        .build();
  }

  /** The second half: the device proves itself with the secret given. */
  private RespondToAuthChallengeRequest proof(
      InitiateAuthResponse asked, NewDeviceMetadataType device, String secret) {
    SrpClient srp =
        new SrpClient("x_" + device.deviceGroupKey(), device.deviceKey(), secret, new Random(9));
    RespondToAuthChallengeResponse verifier =
        cognito.send(
            answer(
                "DEVICE_SRP_AUTH",
                asked.session(),
                Map.of("USERNAME", "mina", "DEVICE_KEY", device.deviceKey(), "SRP_A", srp.srpA())),
            RespondToAuthChallengeResponse.class);
    assertThat(verifier.challengeNameAsString()).isEqualTo("DEVICE_PASSWORD_VERIFIER");
    Map<String, String> challenge = new LinkedHashMap<>(verifier.challengeParameters());
    challenge.put("USER_ID_FOR_SRP", device.deviceKey());
    Map<String, String> responses =
        new LinkedHashMap<>(srp.answer(challenge, cognito.clock.instant()));
    responses.put("DEVICE_KEY", device.deviceKey());
    return answer("DEVICE_PASSWORD_VERIFIER", verifier.session(), responses);
  }

  @Test
  void newDevice_confirmed_provesItselfAtTheNextSignIn() {
    mina(false, false);
    AuthenticationResultType first = cognito.signIn(client, "mina");
    NewDeviceMetadataType device = first.newDeviceMetadata();
    assertThat(device.deviceKey()).matches("us-east-1_[0-9a-f-]{36}");
    ConfirmDeviceResponse confirmed =
        cognito.send(confirmation(first.accessToken(), device), ConfirmDeviceResponse.class);
    assertThat(confirmed.userConfirmationNecessary()).isFalse();
    InitiateAuthResponse asked = cognito.send(from(device.deviceKey()), InitiateAuthResponse.class);
    assertThat(asked.challengeNameAsString()).isEqualTo("DEVICE_SRP_AUTH");
    AuthenticationResultType second =
        cognito
            .send(proof(asked, device, SECRET), RespondToAuthChallengeResponse.class)
            .authenticationResult();
    assertThat(second.newDeviceMetadata()).isNull();
    assertThat(claims(second.accessToken())).containsEntry("device_key", device.deviceKey());
  }

  @Test
  void device_withTheWrongSecret_isRefused() {
    mina(false, false);
    AuthenticationResultType first = cognito.signIn(client, "mina");
    NewDeviceMetadataType device = first.newDeviceMetadata();
    cognito.send(confirmation(first.accessToken(), device), SdkResponse.class);
    InitiateAuthResponse asked = cognito.send(from(device.deviceKey()), InitiateAuthResponse.class);
    RespondToAuthChallengeRequest proof = proof(asked, device, "another");
    cognito.refused(proof).is("NotAuthorizedException", "Incorrect username or password.");
    cognito.refused(proof).is("NotAuthorizedException", "Incorrect username or password.");
  }

  @Test
  void unknownDevice_isRefused() {
    mina(false, false);
    cognito
        .refused(from("us-east-1_00000000-0000-0000-0000-000000000000"))
        .is("ResourceNotFoundException", "Device does not exist.");
    String access = cognito.signIn(client, "mina").accessToken();
    NewDeviceMetadataType made =
        NewDeviceMetadataType.builder().deviceKey("us-east-1_1").deviceGroupKey("-x").build();
    cognito
        .refused(confirmation(access, made))
        .is("InvalidParameterException", "Invalid device key given.");
    cognito
        .refused(GetDeviceRequest.builder().accessToken(access).deviceKey("us-east-1_1").build())
        .is("ResourceNotFoundException", "Device does not exist.");
  }

  @Test
  void rememberedDevice_standsForTheSecondFactorWhereThePoolSaysSo() {
    mina(true, false);
    AuthenticationResultType first = cognito.signIn(client, "mina");
    NewDeviceMetadataType device = first.newDeviceMetadata();
    cognito.send(confirmation(first.accessToken(), device), SdkResponse.class);
    cognito.send(
        SetUserPoolMfaConfigRequest.builder()
            .userPoolId(pool)
            .mfaConfiguration(UserPoolMfaType.ON)
            .softwareTokenMfaConfiguration(s -> s.enabled(true))
            .build(),
        SdkResponse.class);
    assertThat(
            cognito
                .send(passwordAuth(client, "mina", PASSWORD), InitiateAuthResponse.class)
                .challengeNameAsString())
        .isEqualTo("MFA_SETUP");
    InitiateAuthResponse asked = cognito.send(from(device.deviceKey()), InitiateAuthResponse.class);
    assertThat(asked.challengeNameAsString()).isEqualTo("DEVICE_SRP_AUTH");
    assertThat(
            cognito
                .send(proof(asked, device, SECRET), RespondToAuthChallengeResponse.class)
                .authenticationResult())
        .isNotNull();
    cognito.send(
        UpdateDeviceStatusRequest.builder()
            .accessToken(first.accessToken())
            .deviceKey(device.deviceKey())
            .deviceRememberedStatus("not_remembered")
            .build(),
        SdkResponse.class);
    assertThat(
            cognito
                .send(from(device.deviceKey()), InitiateAuthResponse.class)
                .challengeNameAsString())
        .isEqualTo("MFA_SETUP");
  }

  @Test
  void refresh_whereDevicesAreTracked_needsTheConfirmedDevice() {
    mina(false, false);
    AuthenticationResultType first = cognito.signIn(client, "mina");
    cognito
        .refused(refresh(client, first.refreshToken()))
        .is("NotAuthorizedException", "Invalid Refresh Token");
    NewDeviceMetadataType device = first.newDeviceMetadata();
    cognito.send(confirmation(first.accessToken(), device), SdkResponse.class);
    InitiateAuthRequest refresh = refresh(client, first.refreshToken());
    assertThat(
            cognito
                .send(
                    refresh.toBuilder()
                        .authParameters(
                            Map.of(
                                "REFRESH_TOKEN",
                                first.refreshToken(),
                                "DEVICE_KEY",
                                device.deviceKey()))
                        .build(),
                    InitiateAuthResponse.class)
                .authenticationResult()
                .accessToken())
        .isNotEmpty();
  }

  @Test
  void devices_areShownUpdatedAndForgotten() {
    mina(false, true);
    AuthenticationResultType first = cognito.signIn(client, "mina");
    NewDeviceMetadataType metadata = first.newDeviceMetadata();
    assertThat(
            cognito
                .send(confirmation(first.accessToken(), metadata), ConfirmDeviceResponse.class)
                .userConfirmationNecessary())
        .isTrue();
    cognito
        .refused(confirmation(first.accessToken(), metadata))
        .is("DeviceKeyExistsException", "Device already exists.");
    DeviceType device =
        cognito
            .send(
                GetDeviceRequest.builder()
                    .accessToken(first.accessToken())
                    .deviceKey(metadata.deviceKey())
                    .build(),
                GetDeviceResponse.class)
            .device();
    assertThat(device.deviceAttributes())
        .contains(
            PoolFixture.attribute("device_name", "laptop"),
            PoolFixture.attribute("dev:device_remembered_status", "not_remembered"));
    AdminListDevicesRequest list =
        AdminListDevicesRequest.builder().userPoolId(pool).username("mina").build();
    assertThat(cognito.send(list, AdminListDevicesResponse.class).devices()).hasSize(1);
    cognito.send(
        ForgetDeviceRequest.builder()
            .accessToken(first.accessToken())
            .deviceKey(metadata.deviceKey())
            .build(),
        SdkResponse.class);
    assertThat(cognito.send(list, AdminListDevicesResponse.class).devices()).isEmpty();
  }
}
