package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;

import dev.diorama.cognito.userpool.UserPoolModel.Purpose;
import dev.diorama.cognito.userpool.UserPoolModel.Session;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChangePasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChangePasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserAttributesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserAttributeVerificationCodeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserAttributeVerificationCodeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GlobalSignOutRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GlobalSignOutResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RevokeTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RevokeTokenResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserAttributesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifyUserAttributeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifyUserAttributeResponse;

/** What users do to themselves, with their access token or refresh token in hand. */
final class SelfService {
  private final Cloud cloud;
  private final UserPoolStore store;
  private final Accounts accounts;
  private final Passwords passwords;
  private final Messages messages;
  private final Tokens tokens;

  SelfService(
      Cloud cloud,
      UserPoolStore store,
      Accounts accounts,
      Passwords passwords,
      Messages messages,
      Tokens tokens) {
    this.cloud = cloud;
    this.store = store;
    this.accounts = accounts;
    this.passwords = passwords;
    this.messages = messages;
    this.tokens = tokens;
  }

  private static UserPoolClientType client(Session session) {
    return UserPoolStore.client(session.pool, session.clientId);
  }

  private static Visit visit(Call call, Session session, Map<String, String> metadata) {
    return new Visit(call, session.pool, session.clientId, metadata);
  }

  GetUserResponse get(Call call, GetUserRequest request) {
    Session session = tokens.session(request.accessToken());
    UserPoolClientType client = client(session);
    Map<String, String> readable = new LinkedHashMap<>();
    session.user.attributes.forEach(
        (name, value) -> {
          if (Attributes.readable(client, name)) {
            readable.put(name, value);
          }
        });
    return GetUserResponse.builder()
        .username(session.user.username)
        .userAttributes(Attributes.listed(readable))
        .preferredMfaSetting(MfaService.preferred(session.user))
        .userMFASettingList(MfaService.listed(session.user))
        .build();
  }

  UpdateUserAttributesResponse update(Call call, UpdateUserAttributesRequest request) {
    Session session = tokens.session(request.accessToken());
    Map<String, String> changes = Attributes.checked(session.pool, request.userAttributes());
    Attributes.checkWritable(client(session), changes.keySet());
    return UpdateUserAttributesResponse.builder()
        .codeDeliveryDetailsList(
            accounts.change(visit(call, session, request.clientMetadata()), session.user, changes))
        .build();
  }

  DeleteUserAttributesResponse deleteAttributes(Call call, DeleteUserAttributesRequest request) {
    Session session = tokens.session(request.accessToken());
    Attributes.checkWritable(client(session), request.userAttributeNames());
    Visit visit = visit(call, session, Map.of());
    AdminService.drop(accounts, visit, session.user, request.userAttributeNames());
    return DeleteUserAttributesResponse.builder().build();
  }

  DeleteUserResponse delete(Call call, DeleteUserRequest request) {
    Session session = tokens.session(request.accessToken());
    session.pool.users.remove(session.user);
    store.forget(session.user);
    return DeleteUserResponse.builder().build();
  }

  ChangePasswordResponse changePassword(Call call, ChangePasswordRequest request) {
    Session session = tokens.session(request.accessToken());
    User user = session.user;
    String proposed = need(request.proposedPassword(), "proposedPassword");
    long now = cloud.clock().nanos();
    if (user.passwordChanges.locked(now)) {
      throw UserPoolError.attemptLimit();
    }
    if (!Passwords.isRight(
        session.pool, user, need(request.previousPassword(), "previousPassword"))) {
      user.passwordChanges.failed(now);
      throw UserPoolError.wrongPassword();
    }
    Passwords.checkChanged(session.pool, user, proposed);
    passwords.set(session.pool, user, proposed);
    user.passwordChanges.clear();
    user.modified = cloud.clock().instant();
    return ChangePasswordResponse.builder().build();
  }

  private static String address(User user, @Nullable String attribute) {
    String name = need(attribute, "attributeName");
    if (!name.equals("email") && !name.equals("phone_number")) {
      throw UserPoolError.INVALID_PARAMETER.with("Invalid attribute: " + name);
    }
    if (!user.attributes.containsKey(name) && !user.pendingAddresses.containsKey(name)) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "User does not have the attribute " + name + " to verify.");
    }
    return name;
  }

  GetUserAttributeVerificationCodeResponse askCode(
      Call call, GetUserAttributeVerificationCodeRequest request) {
    Session session = tokens.session(request.accessToken());
    String attribute = address(session.user, request.attributeName());
    if (!session.user.confirmations.admit(cloud.clock().nanos())) {
      throw UserPoolError.attemptLimit();
    }
    return GetUserAttributeVerificationCodeResponse.builder()
        .codeDeliveryDetails(
            messages.sendCode(
                visit(call, session, request.clientMetadata()),
                session.user,
                Purpose.VERIFY,
                attribute,
                session.user.pendingAddresses.getOrDefault(
                    attribute, session.user.attributes.getOrDefault(attribute, "")),
                "VerifyUserAttribute"))
        .build();
  }

  VerifyUserAttributeResponse verify(Call call, VerifyUserAttributeRequest request) {
    Session session = tokens.session(request.accessToken());
    User user = session.user;
    String attribute = address(user, request.attributeName());
    accounts.take(user, Purpose.VERIFY, attribute, request.code(), user.confirmations);
    String pending = user.pendingAddresses.remove(attribute);
    if (pending != null) {
      session.pool.users.set(user, attribute, pending);
    }
    Accounts.claimAlias(session.pool, user, attribute, false, UserPoolError.ALIAS_EXISTS);
    session.pool.users.set(user, attribute + "_verified", "true");
    user.modified = cloud.clock().instant();
    return VerifyUserAttributeResponse.builder().build();
  }

  /** Ends every session of the user: no token opens anything here, though JWTs still verify. */
  GlobalSignOutResponse signOut(Call call, GlobalSignOutRequest request) {
    tokens.session(request.accessToken()).user.sessions.forEach(each -> each.revoked = true);
    return GlobalSignOutResponse.builder().build();
  }

  /**
   * Ends one session. A token that is not a refresh token is refused; an unknown or ended one is
   * not, as RFC 7009 has it. Documented in {@code RevokeToken}.
   */
  RevokeTokenResponse revoke(Call call, RevokeTokenRequest request) {
    Entrance entrance = store.entrance(call, need(request.clientId(), "clientId"));
    UserPoolClientType client = entrance.client();
    if (client.clientSecret() != null && !client.clientSecret().equals(request.clientSecret())) {
      throw UserPoolError.NOT_AUTHORIZED.with("Invalid client secret");
    }
    if (!client.enableTokenRevocation()) {
      throw UserPoolError.UNSUPPORTED_OPERATION.with(
          "Token revocation is not enabled for this client");
    }
    String token = need(request.token(), "token");
    Session session = store.byRefreshToken(token).orElse(null);
    if (session == null && token.chars().filter(c -> c == '.').count() == 2) {
      throw UserPoolError.UNSUPPORTED_TOKEN_TYPE.with("Unsupported token type");
    }
    if (session != null && session.clientId.equals(client.clientId())) {
      session.revoked = true;
    }
    return RevokeTokenResponse.builder().build();
  }
}
