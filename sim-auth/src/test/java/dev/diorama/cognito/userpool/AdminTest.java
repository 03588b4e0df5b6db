package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.PoolFixture.PASSWORD;
import static dev.diorama.cognito.userpool.PoolFixture.attribute;
import static dev.diorama.cognito.userpool.PoolFixture.passwordAuth;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminAddUserToGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminConfirmSignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDeleteUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminEnableUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListGroupsForUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListGroupsForUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRemoveUserFromGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUpdateUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUserGlobalSignOutRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChangePasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeliveryMediumType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserAttributeVerificationCodeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListGroupsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListGroupsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersInGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersInGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserAttributesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifyUserAttributeRequest;

class AdminTest {
  private final PoolFixture cognito = new PoolFixture();
  private String pool = "";
  private String client = "";

  @BeforeEach
  void aPool() {
    pool = cognito.pool();
    client = cognito.client(pool);
  }

  private AdminCreateUserRequest.Builder create(String name) {
    return AdminCreateUserRequest.builder()
        .userPoolId(pool)
        .username(name)
        .desiredDeliveryMediums(DeliveryMediumType.EMAIL)
        .userAttributes(
            attribute("email", name + "@example.com"), attribute("email_verified", "true"));
  }

  private String temporaryPassword(String name) {
    return cognito
        .cloud
        .outbox()
        .lastTo(name + "@example.com")
        .orElseThrow()
        .attributes()
        .get("temporaryPassword");
  }

  private Map<String, String> attributes(String name) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (AttributeType each : get(name).userAttributes()) {
      attributes.put(each.name(), each.value());
    }
    return attributes;
  }

  private AdminGetUserResponse get(String name) {
    return cognito.send(
        AdminGetUserRequest.builder().userPoolId(pool).username(name).build(),
        AdminGetUserResponse.class);
  }

  private static RespondToAuthChallengeRequest newPassword(
      String client, String session, String password) {
    return RespondToAuthChallengeRequest.builder()
        .clientId(client)
        .challengeName(ChallengeNameType.NEW_PASSWORD_REQUIRED)
        .session(session)
        .challengeResponses(Map.of("USERNAME", "mina", "NEW_PASSWORD", password))
        .build();
  }

  @Test
  void createUser_invitedUser_choosesAPasswordAndIsIn() {
    UserType created = cognito.send(create("mina").build(), AdminCreateUserResponse.class).user();
    assertThat(created.userStatus()).isEqualTo(UserStatusType.FORCE_CHANGE_PASSWORD);
    String temporary = temporaryPassword("mina");
    RespondToAuthChallengeResponse challenge = cognito.srp(pool, client, "mina", temporary);
    assertThat(challenge.challengeName()).isEqualTo(ChallengeNameType.NEW_PASSWORD_REQUIRED);
    assertThat(challenge.challengeParameters())
        .containsEntry("USER_ID_FOR_SRP", "mina")
        .containsEntry("requiredAttributes", "[]")
        .containsEntry(
            "userAttributes", "{\"email\":\"mina@example.com\",\"email_verified\":\"true\"}");
    cognito
        .refused(newPassword(client, challenge.session(), "short"))
        .is(
            "InvalidPasswordException",
            "Password does not conform to policy: Password not long enough");
    AuthenticationResultType tokens =
        cognito
            .send(
                newPassword(client, challenge.session(), PASSWORD),
                RespondToAuthChallengeResponse.class)
            .authenticationResult();
    assertThat(PoolFixture.claims(tokens.idToken())).containsEntry("cognito:username", "mina");
    assertThat(get("mina").userStatus()).isEqualTo(UserStatusType.CONFIRMED);
    cognito
        .refused(newPassword(client, challenge.session(), PASSWORD))
        .is("NotAuthorizedException", "Invalid session for the user.");
  }

  @Test
  void createUser_temporaryPasswordAfterSevenDays_isRefusedUntilResent() {
    cognito.send(create("mina").build(), AdminCreateUserResponse.class);
    cognito.advance(Duration.ofDays(7));
    cognito
        .refused(passwordAuth(client, "mina", temporaryPassword("mina")))
        .is(
            "NotAuthorizedException",
            "Temporary password has expired and must be reset by an administrator.");
    cognito.send(
        create("mina").messageAction(MessageActionType.RESEND).build(),
        AdminCreateUserResponse.class);
    assertThat(
            cognito
                .send(
                    passwordAuth(client, "mina", temporaryPassword("mina")),
                    InitiateAuthResponse.class)
                .challengeName())
        .isEqualTo(ChallengeNameType.NEW_PASSWORD_REQUIRED);
  }

  @Test
  void createUser_challengeAfterThreeMinutes_isOver() {
    cognito.send(create("mina").build(), AdminCreateUserResponse.class);
    RespondToAuthChallengeResponse challenge =
        cognito.srp(pool, client, "mina", temporaryPassword("mina"));
    cognito.advance(Duration.ofMinutes(3));
    cognito
        .refused(newPassword(client, challenge.session(), PASSWORD))
        .is("NotAuthorizedException", "Invalid session for the user, session is expired.");
  }

  @Test
  void createUser_requiredAttributeMissing_isRefused() {
    pool =
        cognito.pool(
            request ->
                request.schema(
                    SchemaAttributeType.builder().name("nickname").required(true).build()));
    cognito
        .refused(create("mina").build())
        .is(
            "InvalidParameterException",
            "Attributes did not conform to the schema: nickname: The attribute is required\n");
  }

  @Test
  void createUser_refusals() {
    cognito.user(client, "mina");
    cognito
        .refused(create("mina").build())
        .is("UsernameExistsException", "User account already exists");
    cognito
        .refused(create("mina").messageAction(MessageActionType.RESEND).build())
        .is(
            "UnsupportedUserStateException",
            "Resend not possible. mina status is not FORCE_CHANGE_PASSWORD");
    cognito
        .refused(create("noah").messageAction(MessageActionType.RESEND).build())
        .is("UserNotFoundException", "User does not exist.");
    cognito
        .refused(create("noah").temporaryPassword("weak").build())
        .is(
            "InvalidPasswordException",
            "Password did not conform with policy: Password not long enough");
    cognito
        .refused(create("noah").userPoolId("us-east-1_nothing00").build())
        .is("ResourceNotFoundException", "User pool us-east-1_nothing00 does not exist.");
    cognito
        .refused("eu-west-1", create("noah").build())
        .is("ResourceNotFoundException", "User pool " + pool + " does not exist.");
  }

  @Test
  void createUser_suppressed_sendsNothing() {
    cognito.send(
        create("mina").messageAction(MessageActionType.SUPPRESS).build(),
        AdminCreateUserResponse.class);
    assertThat(cognito.cloud.outbox().messages()).isEmpty();
  }

  @Test
  void setPassword_permanentOrNot_decidesTheStatus() {
    cognito.signUp(client, "mina");
    AdminSetUserPasswordRequest request =
        AdminSetUserPasswordRequest.builder()
            .userPoolId(pool)
            .username("mina")
            .password("An0ther-one")
            .permanent(false)
            .build();
    cognito.send(request, SdkResponse.class);
    assertThat(get("mina").userStatus()).isEqualTo(UserStatusType.FORCE_CHANGE_PASSWORD);
    cognito.send(request.toBuilder().permanent(true).build(), SdkResponse.class);
    assertThat(get("mina").userStatus()).isEqualTo(UserStatusType.CONFIRMED);
    cognito
        .refused(request.toBuilder().password("weak").build())
        .is(
            "InvalidPasswordException",
            "Password does not conform to policy: Password not long enough");
  }

  @Test
  void passwordHistory_forbidsTheLastOnes() {
    pool =
        cognito.pool(
            request ->
                request.policies(
                    policies ->
                        policies.passwordPolicy(
                            policy -> policy.minimumLength(8).passwordHistorySize(2))));
    client = cognito.client(pool);
    cognito.user(client, "mina");
    String access = cognito.signIn(client, "mina").accessToken();
    cognito.send(change(access, PASSWORD, "second-password"), SdkResponse.class);
    cognito
        .refused(change(access, "second-password", PASSWORD))
        .is("PasswordHistoryPolicyViolationException", "Password has previously been used");
    cognito.send(change(access, "second-password", "third-password"), SdkResponse.class);
    cognito.send(change(access, "third-password", PASSWORD), SdkResponse.class);
  }

  private static ChangePasswordRequest change(String access, String from, String to) {
    return ChangePasswordRequest.builder()
        .accessToken(access)
        .previousPassword(from)
        .proposedPassword(to)
        .build();
  }

  @Test
  void changePassword_wrongOrWeak_isRefused() {
    cognito.user(client, "mina");
    String access = cognito.signIn(client, "mina").accessToken();
    cognito
        .refused(change(access, PASSWORD, "weak"))
        .is(
            "InvalidPasswordException",
            "Password does not conform to policy: Password not long enough");
    for (int i = 0; i < 5; i++) {
      cognito
          .refused(change(access, "Wr0ng-password", "N3w-Passw0rd"))
          .is("NotAuthorizedException", "Incorrect username or password.");
    }
    cognito
        .refused(change(access, PASSWORD, "N3w-Passw0rd"))
        .is("LimitExceededException", "Attempt limit exceeded, please try after some time.");
  }

  @Test
  void attributes_changedByTheUser_mustBeVerifiedAgain() {
    cognito.user(client, "mina");
    String access = cognito.signIn(client, "mina").accessToken();
    UpdateUserAttributesResponse changed =
        cognito.send(
            UpdateUserAttributesRequest.builder()
                .accessToken(access)
                .userAttributes(attribute("email", "new@example.com"))
                .build(),
            UpdateUserAttributesResponse.class);
    assertThat(changed.codeDeliveryDetailsList()).hasSize(1);
    assertThat(attributes("mina"))
        .containsEntry("email", "new@example.com")
        .containsEntry("email_verified", "false");
    VerifyUserAttributeRequest verify =
        VerifyUserAttributeRequest.builder()
            .accessToken(access)
            .attributeName("email")
            .code("nonono")
            .build();
    cognito
        .refused(verify)
        .is("CodeMismatchException", "Invalid verification code provided, please try again.");
    cognito.advance(Duration.ofMinutes(30));
    cognito.send(
        GetUserAttributeVerificationCodeRequest.builder()
            .accessToken(access)
            .attributeName("email")
            .build(),
        SdkResponse.class);
    cognito.send(verify.toBuilder().code(cognito.code("new")).build(), SdkResponse.class);
    assertThat(attributes("mina")).containsEntry("email_verified", "true");
    cognito
        .refused(verify.toBuilder().attributeName("phone_number").build())
        .is(
            "InvalidParameterException",
            "User does not have the attribute phone_number to verify.");
    cognito
        .refused(verify.toBuilder().attributeName("nickname").build())
        .is("InvalidParameterException", "Invalid attribute: nickname");
  }

  @Test
  void attributes_setByAnAdministrator_mayCountAsVerified() {
    cognito.user(client, "mina");
    AdminUpdateUserAttributesRequest request =
        AdminUpdateUserAttributesRequest.builder()
            .userPoolId(pool)
            .username("mina")
            .userAttributes(
                attribute("email", "new@example.com"), attribute("email_verified", "true"))
            .build();
    cognito.send(request, SdkResponse.class);
    assertThat(attributes("mina")).containsEntry("email_verified", "true");
    cognito
        .refused(request.toBuilder().userAttributes(attribute("sub", "x")).build())
        .is("InvalidParameterException", "Cannot modify the non-mutable attribute sub");
  }

  @Test
  void immutableAttribute_changed_isRefused() {
    pool =
        cognito.pool(
            request ->
                request.schema(
                    SchemaAttributeType.builder()
                        .name("team")
                        .attributeDataType("String")
                        .mutable(false)
                        .build()));
    cognito.send(
        create("mina").userAttributes(attribute("custom:team", "red")).build(), SdkResponse.class);
    cognito
        .refused(
            AdminUpdateUserAttributesRequest.builder()
                .userPoolId(pool)
                .username("mina")
                .userAttributes(attribute("custom:team", "blue"))
                .build())
        .is("InvalidParameterException", "user.custom:team: Attribute cannot be updated.\n");
  }

  @Test
  void confirm_enable_signOut_delete() {
    cognito.signUp(client, "mina");
    AdminConfirmSignUpRequest confirm =
        AdminConfirmSignUpRequest.builder().userPoolId(pool).username("mina").build();
    cognito.send(confirm, SdkResponse.class);
    cognito
        .refused(confirm)
        .is("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED");
    AuthenticationResultType tokens = cognito.signIn(client, "mina");
    cognito.send(
        AdminUserGlobalSignOutRequest.builder().userPoolId(pool).username("mina").build(),
        SdkResponse.class);
    cognito
        .refused(PoolFixture.refresh(client, tokens.refreshToken()))
        .is("NotAuthorizedException", "Refresh Token has been revoked");
    cognito.send(
        AdminEnableUserRequest.builder().userPoolId(pool).username("mina").build(),
        SdkResponse.class);
    cognito.send(
        AdminDeleteUserRequest.builder().userPoolId(pool).username("mina").build(),
        SdkResponse.class);
    cognito
        .refused(AdminGetUserRequest.builder().userPoolId(pool).username("mina").build())
        .is("UserNotFoundException", "User does not exist.");
  }

  private List<String> names(String filter) {
    return cognito
        .send(
            ListUsersRequest.builder().userPoolId(pool).filter(filter).build(),
            ListUsersResponse.class)
        .users()
        .stream()
        .map(UserType::username)
        .toList();
  }

  @Test
  void listUsers_filters() {
    cognito.user(client, "mina");
    cognito.signUp(client, "milo");
    cognito.signUp(client, "noah");
    assertThat(names("username ^= \"mi\"")).containsExactly("mina", "milo");
    assertThat(names("email = \"noah@example.com\"")).containsExactly("noah");
    assertThat(names("cognito:user_status = \"CONFIRMED\"")).containsExactly("mina");
    assertThat(names("status = \"Enabled\"")).containsExactly("mina", "milo", "noah");
    assertThat(names(null)).hasSize(3);
    cognito
        .refused(ListUsersRequest.builder().userPoolId(pool).filter("custom:x = \"1\"").build())
        .is("InvalidParameterException", "Invalid search attribute: custom:x");
    cognito
        .refused(ListUsersRequest.builder().userPoolId(pool).filter("email mina").build())
        .is("InvalidParameterException", "Error while parsing filter: email mina");
  }

  @Test
  void listUsers_pageByPage_whileUsersAreDeleted_missesNone() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      cognito.signUp(client, "user" + i);
    }
    String token = null;
    do {
      ListUsersResponse page =
          cognito.send(
              ListUsersRequest.builder()
                  .userPoolId(pool)
                  .limit(3)
                  .attributesToGet("email")
                  .paginationToken(token)
                  .build(),
              ListUsersResponse.class);
      for (UserType user : page.users()) {
        all.add(user.username());
        assertThat(user.attributes()).extracting("name").containsExactly("email");
        cognito.send(
            AdminDeleteUserRequest.builder().userPoolId(pool).username(user.username()).build(),
            SdkResponse.class);
      }
      token = page.paginationToken();
    } while (token != null);
    assertThat(all).containsExactly("user0", "user1", "user2", "user3", "user4", "user5", "user6");
    assertThat(
            cognito
                .refused(ListUsersRequest.builder().userPoolId(pool).paginationToken("?").build())
                .error()
                .code())
        .isEqualTo("InvalidParameterException");
    assertThat(
            cognito
                .refused(ListUsersRequest.builder().userPoolId(pool).limit(61).build())
                .error()
                .code())
        .isEqualTo("InvalidParameterException");
  }

  @Test
  void groups_fromCreationToDeletion() {
    cognito.user(client, "mina");
    CreateGroupRequest create =
        CreateGroupRequest.builder().userPoolId(pool).groupName("writers").precedence(3).build();
    cognito.send(create, SdkResponse.class);
    cognito.refused(create).is("GroupExistsException", "A group with the name already exists.");
    cognito.send(
        AdminAddUserToGroupRequest.builder()
            .userPoolId(pool)
            .groupName("writers")
            .username("mina")
            .build(),
        SdkResponse.class);
    assertThat(
            cognito
                .send(
                    ListUsersInGroupRequest.builder().userPoolId(pool).groupName("writers").build(),
                    ListUsersInGroupResponse.class)
                .users())
        .extracting(UserType::username)
        .containsExactly("mina");
    cognito.send(
        UpdateGroupRequest.builder()
            .userPoolId(pool)
            .groupName("writers")
            .description("they write")
            .build(),
        SdkResponse.class);
    assertThat(
            cognito
                .send(
                    GetGroupRequest.builder().userPoolId(pool).groupName("writers").build(),
                    GetGroupResponse.class)
                .group())
        .satisfies(
            group -> {
              assertThat(group.description()).isEqualTo("they write");
              assertThat(group.precedence()).isEqualTo(3);
            });
    AdminListGroupsForUserRequest ofMina =
        AdminListGroupsForUserRequest.builder().userPoolId(pool).username("mina").build();
    assertThat(cognito.send(ofMina, AdminListGroupsForUserResponse.class).groups()).hasSize(1);
    cognito.send(
        AdminRemoveUserFromGroupRequest.builder()
            .userPoolId(pool)
            .groupName("writers")
            .username("mina")
            .build(),
        SdkResponse.class);
    assertThat(cognito.send(ofMina, AdminListGroupsForUserResponse.class).groups()).isEmpty();
    cognito.send(
        DeleteGroupRequest.builder().userPoolId(pool).groupName("writers").build(),
        SdkResponse.class);
    assertThat(
            cognito
                .send(
                    ListGroupsRequest.builder().userPoolId(pool).build(), ListGroupsResponse.class)
                .groups())
        .isEmpty();
    cognito
        .refused(GetGroupRequest.builder().userPoolId(pool).groupName("writers").build())
        .is("ResourceNotFoundException", "Group not found.");
  }
}
