package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;

import dev.diorama.cognito.Page;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.Purpose;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminConfirmSignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminConfirmSignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDeleteUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDeleteUserAttributesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDeleteUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDeleteUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDisableUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDisableUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminEnableUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminEnableUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminResetUserPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminResetUserPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUpdateUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUpdateUserAttributesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUserGlobalSignOutRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUserGlobalSignOutResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/** What administrators do to users. */
final class AdminService {
  private final Cloud cloud;
  private final UserPoolStore store;
  private final Accounts accounts;
  private final Passwords passwords;
  private final Messages messages;
  private final Quotas quotas;

  AdminService(
      Cloud cloud,
      UserPoolStore store,
      Accounts accounts,
      Passwords passwords,
      Messages messages,
      Quotas quotas) {
    this.cloud = cloud;
    this.store = store;
    this.accounts = accounts;
    this.passwords = passwords;
    this.messages = messages;
    this.quotas = quotas;
  }

  private Pool pool(Call call, @Nullable String id) {
    return store.pool(call, need(id, "userPoolId"));
  }

  private static User user(Pool pool, @Nullable String name) {
    return pool.users.find(need(name, "username")).orElseThrow(UserPoolError::noSuchUser);
  }

  private void touch(User user) {
    user.modified = cloud.clock().instant();
  }

  /** A user as lists show one; an empty choice of attributes means all. */
  static UserType shown(User user, List<String> attributes) {
    Map<String, String> chosen = new LinkedHashMap<>(user.attributes);
    if (!attributes.isEmpty()) {
      chosen.keySet().retainAll(attributes);
    }
    return UserType.builder()
        .username(user.username)
        .attributes(Attributes.listed(chosen))
        .userCreateDate(user.created)
        .userLastModifiedDate(user.modified)
        .enabled(user.enabled)
        .userStatus(user.status)
        .build();
  }

  AdminCreateUserResponse create(Call call, AdminCreateUserRequest request) {
    Pool pool = pool(call, request.userPoolId());
    String name = need(request.username(), "username");
    quotas.admit(call, Quotas.Category.CREATION);
    String given = request.temporaryPassword();
    String password = given == null ? passwords.generate(pool) : given;
    Passwords.checkNew(pool, password);
    Visit visit = Visit.admin(call, pool, request.clientMetadata());
    User user;
    if (request.messageAction() == MessageActionType.RESEND) {
      user = user(pool, name);
      if (user.status != UserStatusType.FORCE_CHANGE_PASSWORD) {
        throw UserPoolError.UNSUPPORTED_USER_STATE.with(
            "Resend not possible. " + name + " status is not FORCE_CHANGE_PASSWORD");
      }
    } else {
      Map<String, String> attributes = Attributes.checked(pool, request.userAttributes());
      user =
          accounts.draft(
              pool,
              name,
              attributes,
              UserStatusType.FORCE_CHANGE_PASSWORD,
              "User account already exists");
      accounts
          .beforeSignUp(visit, user, "AdminCreateUser", request.validationData())
          .ifPresent(answer -> Accounts.vouch(user, answer));
      for (String attribute : List.of("email", "phone_number")) {
        if (user.verified(attribute)) {
          Accounts.claimAlias(
              pool,
              user,
              attribute,
              Boolean.TRUE.equals(request.forceAliasCreation()),
              UserPoolError.USERNAME_EXISTS);
        }
      }
      pool.users.add(user);
    }
    temporary(pool, user, password);
    if (request.messageAction() != MessageActionType.SUPPRESS) {
      invite(visit, user, request, password);
    }
    return AdminCreateUserResponse.builder().user(shown(user, List.of())).build();
  }

  private void temporary(Pool pool, User user, String password) {
    passwords.set(pool, user, password);
    int days = pool.settings().policies().passwordPolicy().temporaryPasswordValidityDays();
    user.temporaryUntilNanos = cloud.clock().nanos() + TimeUnit.DAYS.toNanos(days);
  }

  /** By text message unless the request says otherwise, documented in {@code AdminCreateUser}. */
  private void invite(Visit visit, User user, AdminCreateUserRequest request, String password) {
    List<String> mediums = request.desiredDeliveryMediumsAsStrings();
    boolean mail = mediums.contains("EMAIL");
    boolean text = mediums.isEmpty() || mediums.contains("SMS");
    if (mail && user.attributes.containsKey("email")) {
      messages.invite(visit, user, "email", password);
    }
    if (text && user.attributes.containsKey("phone_number")) {
      messages.invite(visit, user, "phone_number", password);
    }
  }

  AdminGetUserResponse get(Call call, AdminGetUserRequest request) {
    User user = user(pool(call, request.userPoolId()), request.username());
    return AdminGetUserResponse.builder()
        .username(user.username)
        .userAttributes(Attributes.listed(user.attributes))
        .userCreateDate(user.created)
        .userLastModifiedDate(user.modified)
        .enabled(user.enabled)
        .userStatus(user.status)
        .preferredMfaSetting(MfaService.preferred(user))
        .userMFASettingList(MfaService.listed(user))
        .build();
  }

  AdminConfirmSignUpResponse confirm(Call call, AdminConfirmSignUpRequest request) {
    Pool pool = pool(call, request.userPoolId());
    User user = user(pool, request.username());
    quotas.admit(call, Quotas.Category.CREATION);
    if (user.status != UserStatusType.UNCONFIRMED) {
      throw UserPoolError.NOT_AUTHORIZED.with(
          "User cannot be confirmed. Current status is " + user.status);
    }
    user.status = UserStatusType.CONFIRMED;
    touch(user);
    accounts.confirmed(Visit.admin(call, pool, request.clientMetadata()), user, "ConfirmSignUp");
    return AdminConfirmSignUpResponse.builder().build();
  }

  AdminSetUserPasswordResponse setPassword(Call call, AdminSetUserPasswordRequest request) {
    Pool pool = pool(call, request.userPoolId());
    User user = user(pool, request.username());
    String password = need(request.password(), "password");
    Passwords.checkChanged(pool, user, password);
    if (Boolean.TRUE.equals(request.permanent())) {
      passwords.set(pool, user, password);
      user.status = UserStatusType.CONFIRMED;
    } else {
      temporary(pool, user, password);
      user.status = UserStatusType.FORCE_CHANGE_PASSWORD;
    }
    touch(user);
    return AdminSetUserPasswordResponse.builder().build();
  }

  AdminResetUserPasswordResponse resetPassword(Call call, AdminResetUserPasswordRequest request) {
    Pool pool = pool(call, request.userPoolId());
    User user = user(pool, request.username());
    if (user.status == UserStatusType.FORCE_CHANGE_PASSWORD
        || user.status == UserStatusType.UNCONFIRMED) {
      throw UserPoolError.NOT_AUTHORIZED.with(
          "User password cannot be reset in the current state.");
    }
    String attribute = Accounts.toRecover(pool, user);
    if (attribute == null) {
      throw Accounts.noWayToRecover();
    }
    user.status = UserStatusType.RESET_REQUIRED;
    touch(user);
    messages.sendCode(
        Visit.admin(call, pool, request.clientMetadata()),
        user,
        Purpose.FORGOT_PASSWORD,
        attribute,
        "ForgotPassword");
    return AdminResetUserPasswordResponse.builder().build();
  }

  AdminDisableUserResponse disable(Call call, AdminDisableUserRequest request) {
    User user = user(pool(call, request.userPoolId()), request.username());
    user.enabled = false;
    // Documented in AdminDisableUser: all of the user's tokens are revoked.
    user.sessions.forEach(session -> session.revoked = true);
    touch(user);
    return AdminDisableUserResponse.builder().build();
  }

  AdminEnableUserResponse enable(Call call, AdminEnableUserRequest request) {
    User user = user(pool(call, request.userPoolId()), request.username());
    user.enabled = true;
    touch(user);
    return AdminEnableUserResponse.builder().build();
  }

  AdminDeleteUserResponse delete(Call call, AdminDeleteUserRequest request) {
    Pool pool = pool(call, request.userPoolId());
    User user = user(pool, request.username());
    pool.users.remove(user);
    store.forget(user);
    return AdminDeleteUserResponse.builder().build();
  }

  AdminUpdateUserAttributesResponse update(Call call, AdminUpdateUserAttributesRequest request) {
    Pool pool = pool(call, request.userPoolId());
    User user = user(pool, request.username());
    accounts.change(
        Visit.admin(call, pool, request.clientMetadata()),
        user,
        Attributes.checked(pool, request.userAttributes()));
    return AdminUpdateUserAttributesResponse.builder().build();
  }

  AdminDeleteUserAttributesResponse deleteAttributes(
      Call call, AdminDeleteUserAttributesRequest request) {
    Pool pool = pool(call, request.userPoolId());
    User user = user(pool, request.username());
    drop(accounts, Visit.admin(call, pool, Map.of()), user, request.userAttributeNames());
    return AdminDeleteUserAttributesResponse.builder().build();
  }

  /** Takes attributes away, as far as the schema lets them go. */
  static void drop(Accounts accounts, Visit visit, User user, List<String> names) {
    Pool pool = visit.pool();
    Map<String, String> nothing = new LinkedHashMap<>();
    for (String name : names) {
      if (!pool.schema.containsKey(name)) {
        throw UserPoolError.INVALID_PARAMETER.with(
            "Attributes did not conform to the schema: "
                + name
                + ": Attribute does not exist in the schema.\n");
      }
      if (name.equals("sub") || pool.schema.get(name).required()) {
        throw UserPoolError.INVALID_PARAMETER.with(
            "user." + name + ": Attribute cannot be deleted.\n");
      }
      nothing.put(name, "");
    }
    accounts.change(visit, user, nothing);
  }

  AdminUserGlobalSignOutResponse signOut(Call call, AdminUserGlobalSignOutRequest request) {
    User user = user(pool(call, request.userPoolId()), request.username());
    user.sessions.forEach(session -> session.revoked = true);
    return AdminUserGlobalSignOutResponse.builder().build();
  }

  ListUsersResponse list(Call call, ListUsersRequest request) {
    Pool pool = pool(call, request.userPoolId());
    UserFilter filter = UserFilter.parse(request.filter());
    List<User> users = new ArrayList<>();
    for (User user : pool.users.all()) {
      if (filter.test(user)) {
        users.add(user);
      }
    }
    Page<User> page =
        Page.of(
            users,
            request.limit(),
            request.paginationToken(),
            user -> user.number,
            UserPoolError.INVALID_PARAMETER);
    return ListUsersResponse.builder()
        .users(page.items().stream().map(user -> shown(user, request.attributesToGet())).toList())
        .paginationToken(page.next())
        .build();
  }
}
