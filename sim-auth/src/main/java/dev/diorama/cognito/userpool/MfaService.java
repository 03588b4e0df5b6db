package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;
import static dev.diorama.cognito.userpool.Settings.refuse;

import dev.diorama.cognito.userpool.UserPoolModel.Factor;
import dev.diorama.cognito.userpool.UserPoolModel.Mfa;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.router.Call;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserMfaPreferenceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserMfaPreferenceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.EmailMfaSettingsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserAuthFactorsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserAuthFactorsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserPoolMfaConfigResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SMSMfaSettingsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserMfaPreferenceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserMfaPreferenceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SmsMfaConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SoftwareTokenMfaConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SoftwareTokenMfaSettingsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;

/** Which second factors a pool offers, and which of them a user has switched on. */
final class MfaService {
  private final UserPoolStore store;
  private final Tokens tokens;

  MfaService(UserPoolStore store, Tokens tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  /**
   * Second factors as {@code CreateUserPool} and {@code UpdateUserPool} know them: only text
   * messages, for which there must be a role to send them.
   */
  static Mfa created(UserPoolType settings, Mfa before) {
    UserPoolMfaType mode = settings.mfaConfiguration();
    if (mode == UserPoolMfaType.OFF) {
      return new Mfa(mode, before.sms(), before.software(), before.email());
    }
    if (settings.smsConfiguration() == null && !before.software() && before.email() == null) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "SMS configuration and Auto verification for phone_number are required when MFA is"
              + " required/optional");
    }
    SmsMfaConfigType sms =
        settings.smsConfiguration() == null
            ? before.sms()
            : SmsMfaConfigType.builder()
                .smsConfiguration(settings.smsConfiguration())
                .smsAuthenticationMessage(settings.smsAuthenticationMessage())
                .build();
    return new Mfa(mode, sms, before.software(), before.email());
  }

  /** Replaces the configuration; a factor not given is off. */
  SetUserPoolMfaConfigResponse configure(Call call, SetUserPoolMfaConfigRequest request) {
    Pool pool = store.pool(call, need(request.userPoolId(), "userPoolId"));
    refuse(request.webAuthnConfiguration() != null, "passkeys (WebAuthnConfiguration)");
    UserPoolMfaType mode =
        request.mfaConfiguration() == null ? UserPoolMfaType.OFF : request.mfaConfiguration();
    boolean software =
        request.softwareTokenMfaConfiguration() != null
            && Boolean.TRUE.equals(request.softwareTokenMfaConfiguration().enabled());
    SmsMfaConfigType sms = request.smsMfaConfiguration();
    if (mode == UserPoolMfaType.UNKNOWN_TO_SDK_VERSION) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "1 validation error detected: Value '"
              + request.mfaConfigurationAsString()
              + "' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum"
              + " value set: [OFF, ON, OPTIONAL]");
    }
    if (mode != UserPoolMfaType.OFF
        && sms == null
        && !software
        && request.emailMfaConfiguration() == null) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Invalid MFA configuration given, can't turn on MFA without an MFA type configured.");
    }
    if (mode == UserPoolMfaType.OFF
        && (sms != null || software || request.emailMfaConfiguration() != null)) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Invalid MFA configuration given, can't disable MFA and configure an MFA together.");
    }
    if (sms != null
        && sms.smsConfiguration() == null
        && pool.settings().smsConfiguration() == null) {
      throw UserPoolError.INVALID_PARAMETER.with("SMS configuration is required for SMS MFA.");
    }
    pool.mfa(new Mfa(mode, sms, software, request.emailMfaConfiguration()));
    return SetUserPoolMfaConfigResponse.builder()
        .smsMfaConfiguration(pool.mfa().sms())
        .softwareTokenMfaConfiguration(shownSoftware(pool))
        .emailMfaConfiguration(pool.mfa().email())
        .mfaConfiguration(mode)
        .build();
  }

  private static @Nullable SoftwareTokenMfaConfigType shownSoftware(Pool pool) {
    return pool.mfa().mode() == UserPoolMfaType.OFF
        ? null
        : SoftwareTokenMfaConfigType.builder().enabled(pool.mfa().software()).build();
  }

  GetUserPoolMfaConfigResponse configuration(Call call, GetUserPoolMfaConfigRequest request) {
    Pool pool = store.pool(call, need(request.userPoolId(), "userPoolId"));
    return GetUserPoolMfaConfigResponse.builder()
        .smsMfaConfiguration(pool.mfa().sms())
        .softwareTokenMfaConfiguration(shownSoftware(pool))
        .emailMfaConfiguration(pool.mfa().email())
        .mfaConfiguration(pool.mfa().mode())
        .build();
  }

  static @Nullable String preferred(User user) {
    return user.preferredFactor == null ? null : user.preferredFactor.name();
  }

  static @Nullable List<String> listed(User user) {
    return user.factors.isEmpty() ? null : user.factors.stream().map(Factor::name).toList();
  }

  /** What a request asks of a factor; null members leave it as it is. */
  private record Wish(@Nullable Boolean enabled, @Nullable Boolean preferred) {}

  SetUserMfaPreferenceResponse prefer(Call call, SetUserMfaPreferenceRequest request) {
    UserPoolModel.Session session = tokens.session(request.accessToken());
    prefer(
        session.pool,
        session.user,
        wishes(
            request.smsMfaSettings(),
            request.softwareTokenMfaSettings(),
            request.emailMfaSettings()));
    return SetUserMfaPreferenceResponse.builder().build();
  }

  AdminSetUserMfaPreferenceResponse prefer(Call call, AdminSetUserMfaPreferenceRequest request) {
    Pool pool = store.pool(call, need(request.userPoolId(), "userPoolId"));
    User user =
        pool.users
            .find(need(request.username(), "username"))
            .orElseThrow(UserPoolError::noSuchUser);
    prefer(
        pool,
        user,
        wishes(
            request.smsMfaSettings(),
            request.softwareTokenMfaSettings(),
            request.emailMfaSettings()));
    return AdminSetUserMfaPreferenceResponse.builder().build();
  }

  private static Map<Factor, Wish> wishes(
      @Nullable SMSMfaSettingsType sms,
      @Nullable SoftwareTokenMfaSettingsType software,
      @Nullable EmailMfaSettingsType email) {
    Map<Factor, Wish> wishes = new EnumMap<>(Factor.class);
    if (sms != null) {
      wishes.put(Factor.SMS_MFA, new Wish(sms.enabled(), sms.preferredMfa()));
    }
    if (software != null) {
      wishes.put(Factor.SOFTWARE_TOKEN_MFA, new Wish(software.enabled(), software.preferredMfa()));
    }
    if (email != null) {
      wishes.put(Factor.EMAIL_OTP, new Wish(email.enabled(), email.preferredMfa()));
    }
    return wishes;
  }

  private static void prefer(Pool pool, User user, Map<Factor, Wish> wishes) {
    long preferred =
        wishes.values().stream().filter(wish -> Boolean.TRUE.equals(wish.preferred())).count();
    if (preferred > 1) {
      throw UserPoolError.INVALID_PARAMETER.with("Only one MFA method can be preferred.");
    }
    wishes.forEach((factor, wish) -> check(pool, user, factor, wish));
    wishes.forEach(
        (factor, wish) -> {
          if (Boolean.TRUE.equals(wish.enabled())) {
            user.factors.add(factor);
          } else if (Boolean.FALSE.equals(wish.enabled())) {
            user.factors.remove(factor);
          }
          if (Boolean.TRUE.equals(wish.preferred())) {
            user.preferredFactor = factor;
          } else if (user.preferredFactor == factor
              && (Boolean.FALSE.equals(wish.preferred()) || !user.factors.contains(factor))) {
            user.preferredFactor = null;
          }
        });
  }

  private static void check(Pool pool, User user, Factor factor, Wish wish) {
    boolean on = Boolean.TRUE.equals(wish.enabled());
    if (Boolean.TRUE.equals(wish.preferred()) && !on && !user.factors.contains(factor)) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "MFA method cannot be preferred while it is not enabled.");
    }
    if (!on) {
      return;
    }
    if (!pool.mfa().offers(factor)) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "User pool does not have " + title(factor) + " MFA enabled.");
    }
    switch (factor) {
      case SOFTWARE_TOKEN_MFA -> {
        if (user.softwareToken == null) {
          throw UserPoolError.INVALID_PARAMETER.with("User has not verified software token mfa");
        }
      }
      case SMS_MFA -> {
        if (!user.attributes.containsKey("phone_number")) {
          throw UserPoolError.INVALID_PARAMETER.with(
              "User does not have delivery config set to turn on SMS_MFA");
        }
      }
      case EMAIL_OTP -> {
        if (!user.verified("email")) {
          throw UserPoolError.INVALID_PARAMETER.with(
              "User does not have a verified email to turn on EMAIL_OTP");
        }
      }
    }
  }

  private static String title(Factor factor) {
    return switch (factor) {
      case SMS_MFA -> "SMS";
      case EMAIL_OTP -> "Email";
      case SOFTWARE_TOKEN_MFA -> "Software Token";
    };
  }

  GetUserAuthFactorsResponse factors(Call call, GetUserAuthFactorsRequest request) {
    UserPoolModel.Session session = tokens.session(request.accessToken());
    return GetUserAuthFactorsResponse.builder()
        .username(session.user.username)
        .preferredMfaSetting(preferred(session.user))
        .userMFASettingList(listed(session.user))
        .configuredUserAuthFactorsWithStrings(
            ChoiceSignIn.available(session.pool, session.user).stream()
                .filter(factor -> !factor.equals("PASSWORD_SRP"))
                .toList())
        .build();
  }
}
