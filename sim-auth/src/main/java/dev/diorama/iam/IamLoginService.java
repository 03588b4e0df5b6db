package dev.diorama.iam;

import dev.diorama.core.router.Call;
import dev.diorama.iam.IamModel.Account;
import dev.diorama.iam.IamModel.Login;
import dev.diorama.iam.IamModel.User;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.ChangePasswordRequest;
import software.amazon.awssdk.services.iam.model.ChangePasswordResponse;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.GetLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.LoginProfile;
import software.amazon.awssdk.services.iam.model.PasswordPolicy;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileResponse;

/**
 * Passwords for the console, which does not exist here: they are checked and kept as hashes, and
 * nobody can sign in by them.
 */
final class IamLoginService {
  /** Documented: id_credentials_passwords_account-policy, the default policy. */
  private static final int USUAL_LENGTH = 8;

  private static final int MAX_LENGTH = 128;

  private final IamDirectory directory;

  IamLoginService(IamDirectory directory) {
    this.directory = directory;
  }

  SdkResponse create(Call call, CreateLoginProfileRequest request) {
    User user = directory.userOrSelf(call, request.userName());
    String password = Checks.required("password", request.password());
    if (user.login != null) {
      throw IamError.ENTITY_ALREADY_EXISTS.with(
          "Login Profile for user " + user.name + " already exists.");
    }
    checkPassword(call, password);
    Login login =
        new Login(
            Hmac.sha256Hex(user.id + password),
            directory.clock.instant(),
            Boolean.TRUE.equals(request.passwordResetRequired()));
    user.login = login;
    return CreateLoginProfileResponse.builder().loginProfile(view(user, login)).build();
  }

  SdkResponse get(Call call, GetLoginProfileRequest request) {
    User user = directory.userOrSelf(call, request.userName());
    return GetLoginProfileResponse.builder().loginProfile(view(user, login(user))).build();
  }

  SdkResponse update(Call call, UpdateLoginProfileRequest request) {
    User user = directory.user(call, request.userName());
    Login old = login(user);
    String hash = old.passwordHash();
    if (request.password() != null) {
      checkPassword(call, request.password());
      hash = Hmac.sha256Hex(user.id + request.password());
    }
    user.login =
        new Login(
            hash,
            old.created(),
            request.passwordResetRequired() == null
                ? old.resetRequired()
                : request.passwordResetRequired());
    return UpdateLoginProfileResponse.builder().build();
  }

  SdkResponse delete(Call call, DeleteLoginProfileRequest request) {
    User user = directory.userOrSelf(call, request.userName());
    Login unused = login(user);
    user.login = null;
    return DeleteLoginProfileResponse.builder().build();
  }

  SdkResponse change(Call call, ChangePasswordRequest request) {
    User user = directory.userOrSelf(call, null);
    Login login = login(user);
    String old = Checks.required("oldPassword", request.oldPassword());
    String fresh = Checks.required("newPassword", request.newPassword());
    if (!Hmac.same(login.passwordHash(), Hmac.sha256Hex(user.id + old))) {
      throw IamError.ACCESS_DENIED.with("The old password was incorrect.");
    }
    checkPassword(call, fresh);
    user.login = new Login(Hmac.sha256Hex(user.id + fresh), login.created(), false);
    return ChangePasswordResponse.builder().build();
  }

  private static Login login(User user) {
    if (user.login == null) {
      throw IamDirectory.missing("Login Profile for User " + user.name + " cannot be found.");
    }
    return user.login;
  }

  private static LoginProfile view(User user, Login login) {
    return LoginProfile.builder()
        .userName(user.name)
        .createDate(login.created())
        .passwordResetRequired(login.resetRequired())
        .build();
  }

  private void checkPassword(Call call, String password) {
    PasswordPolicy policy = directory.account(call).passwordPolicy;
    int length = policy == null ? USUAL_LENGTH : policy.minimumPasswordLength();
    if (password.length() > MAX_LENGTH) {
      throw Checks.constraint(
          "password", "***", "Member must have length less than or equal to " + MAX_LENGTH);
    }
    if (password.length() < length) {
      throw violation("Password should have a minimum length of " + length);
    }
    if (policy == null) {
      int kinds =
          (has(password, 'a', 'z') ? 1 : 0)
              + (has(password, 'A', 'Z') ? 1 : 0)
              + (has(password, '0', '9') ? 1 : 0)
              + (hasSymbol(password) ? 1 : 0);
      if (kinds < 3) {
        throw violation(
            "Password should have at least three of uppercase, lowercase, number and symbol");
      }
      return;
    }
    check(policy.requireUppercaseCharacters(), has(password, 'A', 'Z'), "uppercase letter");
    check(policy.requireLowercaseCharacters(), has(password, 'a', 'z'), "lowercase letter");
    check(policy.requireNumbers(), has(password, '0', '9'), "number");
    check(policy.requireSymbols(), hasSymbol(password), "symbol");
  }

  private static void check(@Nullable Boolean required, boolean present, String what) {
    if (Boolean.TRUE.equals(required) && !present) {
      throw violation("Password should have at least one " + what);
    }
  }

  private static RuntimeException violation(String message) {
    return IamError.PASSWORD_POLICY_VIOLATION.with(message);
  }

  private static boolean has(String text, char from, char to) {
    return text.chars().anyMatch(c -> c >= from && c <= to);
  }

  private static boolean hasSymbol(String text) {
    return text.chars().anyMatch(c -> "!@#$%^&*()_+-=[]{}|'".indexOf(c) >= 0);
  }

  SdkResponse updatePolicy(Call call, UpdateAccountPasswordPolicyRequest request) {
    Integer length = request.minimumPasswordLength();
    if (length != null && (length < 6 || length > MAX_LENGTH)) {
      throw Checks.constraint(
          "minimumPasswordLength",
          length.toString(),
          length < 6
              ? "Member must have value greater than or equal to 6"
              : "Member must have value less than or equal to " + MAX_LENGTH);
    }
    // Documented: what is not given goes back to its default, a length of 6.
    PasswordPolicy.Builder policy =
        PasswordPolicy.builder()
            .minimumPasswordLength(length == null ? 6 : length)
            .requireSymbols(Boolean.TRUE.equals(request.requireSymbols()))
            .requireNumbers(Boolean.TRUE.equals(request.requireNumbers()))
            .requireUppercaseCharacters(Boolean.TRUE.equals(request.requireUppercaseCharacters()))
            .requireLowercaseCharacters(Boolean.TRUE.equals(request.requireLowercaseCharacters()))
            .allowUsersToChangePassword(Boolean.TRUE.equals(request.allowUsersToChangePassword()))
            .expirePasswords(request.maxPasswordAge() != null && request.maxPasswordAge() > 0)
            .hardExpiry(Boolean.TRUE.equals(request.hardExpiry()));
    if (request.maxPasswordAge() != null) {
      policy.maxPasswordAge(request.maxPasswordAge());
    }
    if (request.passwordReusePrevention() != null) {
      policy.passwordReusePrevention(request.passwordReusePrevention());
    }
    directory.account(call).passwordPolicy = policy.build();
    return UpdateAccountPasswordPolicyResponse.builder().build();
  }

  SdkResponse getPolicy(Call call, GetAccountPasswordPolicyRequest request) {
    return GetAccountPasswordPolicyResponse.builder().passwordPolicy(policy(call)).build();
  }

  SdkResponse deletePolicy(Call call, DeleteAccountPasswordPolicyRequest request) {
    PasswordPolicy unused = policy(call);
    directory.account(call).passwordPolicy = null;
    return DeleteAccountPasswordPolicyResponse.builder().build();
  }

  private PasswordPolicy policy(Call call) {
    Account account = directory.account(call);
    if (account.passwordPolicy == null) {
      throw IamDirectory.missing(
          "The Password Policy with domain name " + call.account() + " cannot be found.");
    }
    return account.passwordPolicy;
  }
}
