package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;

import dev.diorama.cognito.userpool.UserPoolModel.Code;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.Purpose;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeDeliveryDetailsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmForgotPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmSignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmSignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgotPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResendConfirmationCodeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResendConfirmationCodeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

/** How people enter a pool by themselves, and find back in when they forget their password. */
final class SignUpService {
  private final Cloud cloud;
  private final UserPoolStore store;
  private final Accounts accounts;
  private final Passwords passwords;
  private final Messages messages;
  private final Migration migration;
  private final Quotas quotas;

  SignUpService(
      Cloud cloud,
      UserPoolStore store,
      Accounts accounts,
      Passwords passwords,
      Messages messages,
      Migration migration,
      Quotas quotas) {
    this.cloud = cloud;
    this.store = store;
    this.accounts = accounts;
    this.passwords = passwords;
    this.messages = messages;
    this.migration = migration;
    this.quotas = quotas;
  }

  SignUpResponse signUp(Call call, SignUpRequest request) {
    Entrance entrance = store.entrance(call, need(request.clientId(), "clientId"));
    Pool pool = entrance.pool();
    String name = need(request.username(), "username");
    // Without a password only where one can sign in by a code, documented in SignUp.
    List<String> firstFactors = ChoiceSignIn.allowed(pool);
    boolean codes = firstFactors.contains("EMAIL_OTP") || firstFactors.contains("SMS_OTP");
    String password = codes ? request.password() : need(request.password(), "password");
    quotas.admit(call, Quotas.Category.CREATION);
    Accounts.checkSecret(entrance.client(), request.secretHash(), name);
    if (pool.settings().adminCreateUserConfig().allowAdminCreateUserOnly()) {
      throw UserPoolError.NOT_AUTHORIZED.with("SignUp is not permitted for this user pool");
    }
    Map<String, String> given = Attributes.checked(pool, request.userAttributes());
    Attributes.checkWritable(entrance.client(), given.keySet());
    if (password != null) {
      Passwords.checkNew(pool, password);
    }
    User user =
        accounts.draft(pool, name, given, UserStatusType.UNCONFIRMED, "User already exists");
    Visit visit = Visit.of(call, entrance, request.clientMetadata());
    Json vouched =
        accounts.beforeSignUp(visit, user, "SignUp", request.validationData()).orElse(Json.empty());
    boolean confirmed = Triggers.flag(vouched, "autoConfirmUser");
    Accounts.vouch(user, vouched);
    for (String attribute : List.of("email", "phone_number")) {
      if (user.verified(attribute)) {
        Accounts.claimAlias(pool, user, attribute, false, UserPoolError.USERNAME_EXISTS);
      }
    }
    // The function took its time: somebody else may have signed up by that name meanwhile.
    if (pool.users.byUsername(user.username).isPresent()) {
      throw UserPoolError.USERNAME_EXISTS.with("User already exists");
    }
    if (password != null) {
      passwords.set(pool, user, password);
    }
    if (confirmed) {
      user.status = UserStatusType.CONFIRMED;
    }
    pool.users.add(user);
    SignUpResponse.Builder response =
        SignUpResponse.builder().userConfirmed(confirmed).userSub(user.sub);
    if (confirmed) {
      accounts.confirmed(visit, user, "ConfirmSignUp");
    } else {
      String attribute = Accounts.toVerify(pool, user);
      if (attribute != null) {
        response.codeDeliveryDetails(
            messages.sendCode(visit, user, Purpose.SIGN_UP, attribute, "SignUp"));
      }
    }
    cloud
        .metrics()
        .in(pool.account, pool.region)
        .add(
            "AWS/Cognito",
            "SignUpSuccesses",
            1,
            "UserPool",
            pool.id,
            "UserPoolClient",
            entrance.client().clientId());
    return response.build();
  }

  private static AwsException unknown() {
    return UserPoolError.USER_NOT_FOUND.with("Username/client id combination not found.");
  }

  ConfirmSignUpResponse confirm(Call call, ConfirmSignUpRequest request) {
    Entrance entrance = store.entrance(call, need(request.clientId(), "clientId"));
    Pool pool = entrance.pool();
    String name = need(request.username(), "username");
    quotas.admit(call, Quotas.Category.CREATION);
    Accounts.checkSecret(entrance.client(), request.secretHash(), name);
    User user = pool.users.find(name).orElse(null);
    if (user == null) {
      // Where existence is hidden, an unknown user's code looks like one that has run out:
      // observed.
      throw Accounts.hides(entrance.client()) ? UserPoolError.codeExpired() : unknown();
    }
    if (user.status != UserStatusType.UNCONFIRMED) {
      throw UserPoolError.NOT_AUTHORIZED.with(
          "User cannot be confirmed. Current status is " + user.status);
    }
    checkEnabled(user);
    Code code =
        accounts.take(user, Purpose.SIGN_UP, "", request.confirmationCode(), user.confirmations);
    Accounts.claimAlias(
        pool,
        user,
        code.attribute(),
        Boolean.TRUE.equals(request.forceAliasCreation()),
        UserPoolError.ALIAS_EXISTS);
    user.status = UserStatusType.CONFIRMED;
    pool.users.set(user, code.attribute() + "_verified", "true");
    user.modified = cloud.clock().instant();
    accounts.confirmed(Visit.of(call, entrance, request.clientMetadata()), user, "ConfirmSignUp");
    return ConfirmSignUpResponse.builder().build();
  }

  private static void checkEnabled(User user) {
    if (!user.enabled) {
      throw UserPoolError.disabled();
    }
  }

  ResendConfirmationCodeResponse resend(Call call, ResendConfirmationCodeRequest request) {
    Entrance entrance = store.entrance(call, need(request.clientId(), "clientId"));
    Pool pool = entrance.pool();
    String name = need(request.username(), "username");
    Accounts.checkSecret(entrance.client(), request.secretHash(), name);
    User user = pool.users.find(name).orElse(null);
    if (user == null || (!user.enabled && Accounts.hides(entrance.client()))) {
      if (!Accounts.hides(entrance.client())) {
        throw unknown();
      }
      return ResendConfirmationCodeResponse.builder()
          .codeDeliveryDetails(pretended(pool, name))
          .build();
    }
    checkEnabled(user);
    if (user.status != UserStatusType.UNCONFIRMED) {
      throw UserPoolError.INVALID_PARAMETER.with("User is already confirmed.");
    }
    String attribute = Accounts.toVerify(pool, user);
    if (attribute == null) {
      throw UserPoolError.INVALID_PARAMETER.with("Auto verification not turned on.");
    }
    if (!user.confirmations.admit(cloud.clock().nanos())) {
      throw UserPoolError.attemptLimit();
    }
    return ResendConfirmationCodeResponse.builder()
        .codeDeliveryDetails(
            messages.sendCode(
                Visit.of(call, entrance, request.clientMetadata()),
                user,
                Purpose.SIGN_UP,
                attribute,
                "ResendCode"))
        .build();
  }

  /**
   * Where a code is said to have gone that was never sent: the same for the same name, its medium
   * by the form of the name. Documented: .../cognito-user-pool-managing-errors.html
   */
  static CodeDeliveryDetailsType pretended(Pool pool, String name) {
    if (Attributes.isEmail(name)) {
      return Messages.delivered("email", name);
    }
    if (Attributes.isPhone(name)) {
      return Messages.delivered("phone_number", name);
    }
    byte[] hash =
        Sha.sha256(
            (pool.id + "/" + UserPoolModel.folded(name))
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    char first = (char) ('a' + (hash[0] & 0xff) % 26);
    char domain = (char) ('a' + (hash[1] & 0xff) % 26);
    return Messages.delivered("email", first + "@" + domain);
  }

  ForgotPasswordResponse forgot(Call call, ForgotPasswordRequest request) {
    Entrance entrance = store.entrance(call, need(request.clientId(), "clientId"));
    Pool pool = entrance.pool();
    String name = need(request.username(), "username");
    Accounts.checkSecret(entrance.client(), request.secretHash(), name);
    Visit visit = Visit.of(call, entrance, request.clientMetadata());
    User user =
        pool.users
            .find(name)
            .or(() -> migration.byForgottenPassword(visit, entrance.client(), name))
            .orElse(null);
    boolean hides = Accounts.hides(entrance.client());
    if (user == null && !hides) {
      throw unknown();
    }
    String attribute = user == null ? null : Accounts.toRecover(pool, user);
    if (user == null || (hides && (!user.enabled || attribute == null))) {
      return ForgotPasswordResponse.builder().codeDeliveryDetails(pretended(pool, name)).build();
    }
    checkEnabled(user);
    if (user.status == UserStatusType.FORCE_CHANGE_PASSWORD) {
      throw UserPoolError.NOT_AUTHORIZED.with(
          "User password cannot be reset in the current state.");
    }
    if (attribute == null) {
      throw Accounts.noWayToRecover();
    }
    if (!user.recoveries.admit(cloud.clock().nanos())) {
      throw UserPoolError.attemptLimit();
    }
    return ForgotPasswordResponse.builder()
        .codeDeliveryDetails(
            messages.sendCode(visit, user, Purpose.FORGOT_PASSWORD, attribute, "ForgotPassword"))
        .build();
  }

  ConfirmForgotPasswordResponse confirmForgot(Call call, ConfirmForgotPasswordRequest request) {
    Entrance entrance = store.entrance(call, need(request.clientId(), "clientId"));
    Pool pool = entrance.pool();
    String name = need(request.username(), "username");
    String password = need(request.password(), "password");
    Accounts.checkSecret(entrance.client(), request.secretHash(), name);
    @Nullable User user = pool.users.find(name).orElse(null);
    boolean hides = Accounts.hides(entrance.client());
    if (user == null || (hides && !user.enabled)) {
      throw hides ? UserPoolError.codeMismatch() : unknown();
    }
    checkEnabled(user);
    if (user.status == UserStatusType.UNCONFIRMED && !hides) {
      throw UserPoolError.USER_NOT_CONFIRMED.with("User is not confirmed.");
    }
    Passwords.checkChanged(pool, user, password);
    accounts.take(user, Purpose.FORGOT_PASSWORD, "", request.confirmationCode(), user.recoveries);
    passwords.set(pool, user, password);
    user.status = UserStatusType.CONFIRMED;
    user.modified = cloud.clock().instant();
    accounts.confirmed(
        Visit.of(call, entrance, request.clientMetadata()), user, "ConfirmForgotPassword");
    return ConfirmForgotPasswordResponse.builder().build();
  }
}
