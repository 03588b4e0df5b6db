package dev.diorama.sts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Principal;
import dev.diorama.core.trace.Span;
import dev.diorama.iam.IamWorld;
import dev.diorama.iam.MfaApp;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.DeactivateMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.DeactivateMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteVirtualMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.DeleteVirtualMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.EnableMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.EnableMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.GetMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.GetMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageRequest;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;
import software.amazon.awssdk.services.sts.model.Tag;

/** Sessions by MFA, and what encoded authorization messages say. */
class StsMfaTest {
  private final IamWorld world = new IamWorld();
  private String serial = "";
  private MfaApp app = new MfaApp("", world.clock());

  @BeforeEach
  void install() {
    Sts unused = Sts.install(world.cloud, StsConfig.defaults(), world.iam);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Principal userWithDevice() {
    Principal user = world.user("mina", IamWorld.ALLOW_ALL);
    VirtualMFADevice device =
        world
            .send(
                CreateVirtualMfaDeviceRequest.builder().virtualMFADeviceName("phone").build(),
                CreateVirtualMfaDeviceResponse.class)
            .virtualMFADevice();
    serial = device.serialNumber();
    app = new MfaApp(device.base32StringSeed().asUtf8String(), world.clock());
    IamWorld.refused(() -> enable("000000", "000000"), "InvalidAuthenticationCode", 403);
    enable(app.code(-1), app.code(0));
    world.clock().advance(Duration.ofMinutes(1));
    return user;
  }

  private void enable(String first, String second) {
    world.send(
        EnableMfaDeviceRequest.builder()
            .userName("mina")
            .serialNumber(serial)
            .authenticationCode1(first)
            .authenticationCode2(second)
            .build(),
        EnableMfaDeviceResponse.class);
  }

  private Principal session(Principal user, String code) {
    Credentials credentials =
        world
            .send(
                user,
                GetSessionTokenRequest.builder().serialNumber(serial).tokenCode(code).build(),
                GetSessionTokenResponse.class)
            .credentials();
    return world.iam.authenticator().resolve(credentials.accessKeyId(), credentials.sessionToken());
  }

  @Test
  void device_wholeLife() {
    userWithDevice();
    assertThat(serial).isEqualTo("arn:aws:iam::" + IamWorld.ACCOUNT + ":mfa/phone");
    IamWorld.refused(
        () ->
            world.send(
                CreateVirtualMfaDeviceRequest.builder().virtualMFADeviceName("phone").build(),
                CreateVirtualMfaDeviceResponse.class),
        "EntityAlreadyExists",
        409);
    IamWorld.refused(() -> enable(app.code(-1), app.code(0)), "EntityAlreadyExists", 409);
    assertThat(
            world
                .send(
                    ListMfaDevicesRequest.builder().userName("mina").build(),
                    ListMfaDevicesResponse.class)
                .mfaDevices())
        .hasSize(1);
    assertThat(
            world
                .send(
                    ListVirtualMfaDevicesRequest.builder().assignmentStatus("Unassigned").build(),
                    ListVirtualMfaDevicesResponse.class)
                .virtualMFADevices())
        .isEmpty();
    assertThat(
            world
                .send(
                    GetMfaDeviceRequest.builder().serialNumber(serial).build(),
                    GetMfaDeviceResponse.class)
                .userName())
        .isEqualTo("mina");
    DeleteVirtualMfaDeviceRequest delete =
        DeleteVirtualMfaDeviceRequest.builder().serialNumber(serial).build();
    IamWorld.refused(
        () -> world.send(delete, DeleteVirtualMfaDeviceResponse.class), "DeleteConflict", 409);
    world.send(
        DeactivateMfaDeviceRequest.builder().userName("mina").serialNumber(serial).build(),
        DeactivateMfaDeviceResponse.class);
    world.send(delete, DeleteVirtualMfaDeviceResponse.class);
    IamWorld.refused(
        () -> world.send(delete, DeleteVirtualMfaDeviceResponse.class), "NoSuchEntity", 404);
    IamWorld.refused(
        () ->
            world.send(
                DeleteUserRequest.builder().userName("mina").build(), DeleteUserResponse.class),
        "DeleteConflict",
        409);
  }

  @Test
  void sessionToken_withMfa_mayCallIamAndSaysSo() {
    Principal user = userWithDevice();
    Principal session = session(user, app.code(0));
    assertThat(session.context()).containsEntry("aws:MultiFactorAuthPresent", List.of("true"));
    assertThat(
            world
                .send(session, ListUsersRequest.builder().build(), ListUsersResponse.class)
                .users())
        .hasSize(1);
    IamWorld.refused(
        () ->
            world.send(
                session, GetSessionTokenRequest.builder().build(), GetSessionTokenResponse.class),
        "AccessDenied",
        403);
  }

  @Test
  void sessionToken_mfaConditions_seePresenceAndAge() {
    userWithDevice();
    Principal user =
        world.user(
            "bob",
            IamWorld.policy(
                "{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{"
                    + "'Bool':{'aws:MultiFactorAuthPresent':'true'},"
                    + "'NumericLessThan':{'aws:MultiFactorAuthAge':'600'}}}"));
    assertThat(world.decide(user, "s3:GetObject", "*").allowed()).isFalse();
    world.send(
        DeactivateMfaDeviceRequest.builder().userName("mina").serialNumber(serial).build(),
        DeactivateMfaDeviceResponse.class);
    world.send(
        EnableMfaDeviceRequest.builder()
            .userName("bob")
            .serialNumber(serial)
            .authenticationCode1(app.code(-1))
            .authenticationCode2(app.code(0))
            .build(),
        EnableMfaDeviceResponse.class);
    Principal session = session(user, app.code(0));
    assertThat(world.decide(session, "s3:GetObject", "*").allowed()).isTrue();
    world.clock().advance(Duration.ofMinutes(11));
    assertThat(world.decide(session, "s3:GetObject", "*").allowed()).isFalse();
  }

  @Test
  void sessionToken_wrongOldForeignOrUsedCode_isRefused() {
    Principal user = userWithDevice();
    String now = app.code(0);
    IamWorld.refused(
        () -> session(user, now.equals("000000") ? "1" + now.substring(1) : "000000"),
        "AccessDenied",
        403);
    IamWorld.refused(() -> session(user, app.code(-5)), "AccessDenied", 403);
    IamWorld.refused(
        () -> session(world.user("eve", IamWorld.ALLOW_ALL), now), "AccessDenied", 403);
    session(user, now);
    assertThat(IamWorld.refused(() -> session(user, now), "AccessDenied", 403))
        .isEqualTo("MultiFactorAuthentication failed with invalid MFA one time pass code.");
    assertThat(
            IamWorld.refused(
                () ->
                    world.send(
                        user,
                        GetSessionTokenRequest.builder().serialNumber(serial).build(),
                        GetSessionTokenResponse.class),
                "AccessDenied",
                403))
        .isEqualTo(
            "MultiFactorAuthentication failed, must provide both MFA serial number and one time"
                + " pass code.");
  }

  @Test
  void assumeRole_trustAskingForMfa_needsTheCode() {
    Principal user = userWithDevice();
    String role =
        world.role(
            "admin",
            IamWorld.policy(
                "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::"
                    + IamWorld.ACCOUNT
                    + ":user/mina'},'Action':'sts:AssumeRole',"
                    + "'Condition':{'Bool':{'aws:MultiFactorAuthPresent':'true'}}}"),
            IamWorld.ALLOW_ALL);
    AssumeRoleRequest.Builder assume =
        AssumeRoleRequest.builder().roleArn(role).roleSessionName("s1");
    IamWorld.refused(
        () -> world.send(user, assume.build(), AssumeRoleResponse.class), "AccessDenied", 403);
    Credentials credentials =
        world
            .send(
                user,
                assume.serialNumber(serial).tokenCode(app.code(0)).build(),
                AssumeRoleResponse.class)
            .credentials();
    // Documented: what AssumeRole returns does not carry the MFA on.
    assertThat(
            world
                .iam
                .authenticator()
                .resolve(credentials.accessKeyId(), credentials.sessionToken())
                .context())
        .containsEntry("aws:MultiFactorAuthPresent", List.of("false"));
  }

  @Test
  void assumeRole_tagsBeyondTheRoom_arePackedTooLarge() {
    Principal user = world.user("mina", IamWorld.ALLOW_ALL);
    String role =
        world.role(
            "r",
            IamWorld.policy(
                "{'Effect':'Allow','Principal':{'AWS':'"
                    + IamWorld.ACCOUNT
                    + "'},'Action':['sts:AssumeRole','sts:TagSession']}"),
            "");
    List<Tag> tags = new java.util.ArrayList<>();
    for (int i = 0; i < 20; i++) {
      tags.add(Tag.builder().key("key" + i).value("v".repeat(250)).build());
    }
    assertThat(
            IamWorld.refused(
                () ->
                    world.send(
                        user,
                        AssumeRoleRequest.builder()
                            .roleArn(role)
                            .roleSessionName("s1")
                            .tags(tags)
                            .build(),
                        AssumeRoleResponse.class),
                "PackedPolicyTooLarge",
                400))
        .startsWith("Packed size of session tags consumes ");
  }

  @Test
  void decode_messageOfADenial_tellsWhy() {
    Principal user = world.user("mina", IamWorld.allow("sqs:*", "*"));
    IamWorld.refused(
        () -> world.send(user, ListUsersRequest.builder().build(), ListUsersResponse.class),
        "AccessDenied",
        403);
    Span denied =
        world.cloud.trace().spans().stream()
            .filter(span -> span.attributes().containsKey("encodedAuthorizationMessage"))
            .reduce((first, second) -> second)
            .orElseThrow();
    String encoded = String.valueOf(denied.attributes().get("encodedAuthorizationMessage"));
    String decoded = decode(world.root(), encoded);
    Json message = Json.parse(decoded);
    assertThat(message.text("explanation").orElseThrow())
        .startsWith("no identity-based policy allows iam:ListUsers");
    assertThat(decoded)
        .contains("\"allowed\":false", "\"explicitDeny\":false", "\"action\":\"iam:ListUsers\"")
        .contains("\"arn\":\"arn:aws:iam::" + IamWorld.ACCOUNT + ":user/mina\"")
        .contains("aws:requestedregion");
    IamWorld.refused(
        () -> decode(world.root(), encoded + "x"), "InvalidAuthorizationMessageException", 400);
    IamWorld.refused(() -> decode(user, encoded), "AccessDenied", 403);
  }

  private String decode(Principal as, String encoded) {
    return world
        .send(
            as,
            DecodeAuthorizationMessageRequest.builder().encodedMessage(encoded).build(),
            DecodeAuthorizationMessageResponse.class)
        .decodedMessage();
  }
}
