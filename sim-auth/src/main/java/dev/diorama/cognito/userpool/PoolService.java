package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;
import static dev.diorama.cognito.userpool.Settings.refuse;

import dev.diorama.cognito.Page;
import dev.diorama.cognito.SdkMembers;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AccountRecoverySettingType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AddCustomAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AddCustomAttributesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFactorType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DefaultEmailOptionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeletionProtectionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.EmailConfigurationType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.EmailSendingAccountType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUserPoolsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUserPoolsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PasswordPolicyType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignInPolicyType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TagResourceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TagResourceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UntagResourceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UntagResourceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolDescriptionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolPolicyType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolTierType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameConfigurationType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerificationMessageTemplateType;

/** Pools themselves and their tags. */
final class PoolService {
  /**
   * Where a policy is not given: eight characters with all four sorts, seven days for a temporary
   * password. Documented: .../developerguide/managing-users-passwords.html
   */
  private static final PasswordPolicyType USUAL_POLICY =
      PasswordPolicyType.builder()
          .minimumLength(8)
          .requireUppercase(true)
          .requireLowercase(true)
          .requireNumbers(true)
          .requireSymbols(true)
          .temporaryPasswordValidityDays(7)
          .build();

  private final Cloud cloud;
  private final UserPoolStore store;
  private final SimRandom ids;

  PoolService(Cloud cloud, UserPoolStore store) {
    this.cloud = cloud;
    this.store = store;
    this.ids = cloud.seeds().stream("cognito-idp/pool-ids");
  }

  CreateUserPoolResponse create(Call call, CreateUserPoolRequest request) {
    String name = need(request.poolName(), "poolName");
    if (request.hasAliasAttributes() && request.hasUsernameAttributes()) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.");
    }
    String id = call.region() + "_" + ids.text(SimRandom.ALNUM, 9);
    Instant now = cloud.clock().instant();
    UsernameConfigurationType names = request.usernameConfiguration();
    UserPoolType.Builder settings = UserPoolType.builder();
    SdkMembers.copy(request, settings);
    settings
        .id(id)
        .name(name)
        .arn(arn(call, id))
        .creationDate(now)
        .schemaAttributes(Attributes.schema(request.schema()))
        // True unless said otherwise, documented in UsernameConfigurationType.
        .usernameConfiguration(
            names == null
                ? UsernameConfigurationType.builder().caseSensitive(true).build()
                : names);
    Pool pool = new Pool(call.account(), call.region(), completed(settings, now));
    pool.mfa(MfaService.created(pool.settings(), pool.mfa()));
    store.add(pool);
    return CreateUserPoolResponse.builder().userPool(pool.settings()).build();
  }

  static String arn(Call call, @Nullable String id) {
    return "arn:aws:cognito-idp:" + call.region() + ":" + call.account() + ":userpool/" + id;
  }

  /** The settings with every default in place, once those not simulated have been refused. */
  private static UserPoolType completed(UserPoolType.Builder settings, Instant now) {
    UserPoolType asked = settings.build();
    checkSimulated(asked);
    checkUpdateSettings(asked);
    checkFirstFactors(asked);
    if (asked.deletionProtection() == null) {
      settings.deletionProtection(DeletionProtectionType.INACTIVE);
    }
    if (asked.userPoolTier() == null) {
      settings.userPoolTier(UserPoolTierType.ESSENTIALS);
    }
    if (asked.emailConfiguration() == null) {
      settings.emailConfiguration(
          EmailConfigurationType.builder()
              .emailSendingAccount(EmailSendingAccountType.COGNITO_DEFAULT)
              .build());
    }
    VerificationMessageTemplateType template = asked.verificationMessageTemplate();
    settings.verificationMessageTemplate(
        template == null
            ? VerificationMessageTemplateType.builder()
                .defaultEmailOption(DefaultEmailOptionType.CONFIRM_WITH_CODE)
                .build()
            : template);
    PasswordPolicyType policy = completed(asked.policies());
    AdminCreateUserConfigType admin = asked.adminCreateUserConfig();
    AdminCreateUserConfigType.Builder creating =
        admin == null ? AdminCreateUserConfigType.builder() : admin.toBuilder();
    return settings
        .policies(
            UserPoolPolicyType.builder()
                .passwordPolicy(policy)
                .signInPolicy(
                    asked.policies() == null || asked.policies().signInPolicy() == null
                        ? SignInPolicyType.builder()
                            .allowedFirstAuthFactors(AuthFactorType.PASSWORD)
                            .build()
                        : asked.policies().signInPolicy())
                .build())
        .adminCreateUserConfig(
            creating
                .allowAdminCreateUserOnly(
                    admin != null && Boolean.TRUE.equals(admin.allowAdminCreateUserOnly()))
                .unusedAccountValidityDays(policy.temporaryPasswordValidityDays())
                .build())
        .mfaConfiguration(
            asked.mfaConfiguration() == null ? UserPoolMfaType.OFF : asked.mfaConfiguration())
        .lambdaConfig(LambdaFunctions.checked(asked.lambdaConfig()))
        .estimatedNumberOfUsers(0)
        .lastModifiedDate(now)
        .build();
  }

  private static PasswordPolicyType completed(@Nullable UserPoolPolicyType policies) {
    PasswordPolicyType asked = policies == null ? null : policies.passwordPolicy();
    if (asked == null) {
      return USUAL_POLICY;
    }
    Integer least = asked.minimumLength();
    if (least != null && (least < 6 || least > 99)) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "1 validation error detected: Value '"
              + least
              + "' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: Member"
              + " must have value between 6 and 99");
    }
    Integer days = asked.temporaryPasswordValidityDays();
    return asked.toBuilder()
        .minimumLength(least == null ? USUAL_POLICY.minimumLength() : least)
        .requireUppercase(Boolean.TRUE.equals(asked.requireUppercase()))
        .requireLowercase(Boolean.TRUE.equals(asked.requireLowercase()))
        .requireNumbers(Boolean.TRUE.equals(asked.requireNumbers()))
        .requireSymbols(Boolean.TRUE.equals(asked.requireSymbols()))
        .temporaryPasswordValidityDays(
            days == null || days == 0 ? USUAL_POLICY.temporaryPasswordValidityDays() : days)
        .build();
  }

  private static void checkSimulated(UserPoolType asked) {
    refuse(
        asked.userPoolAddOns() != null
            && !"OFF".equals(asked.userPoolAddOns().advancedSecurityModeAsString()),
        "threat protection");
    UserPoolPolicyType policies = asked.policies();
    refuse(
        policies != null
            && policies.signInPolicy() != null
            && policies.signInPolicy().allowedFirstAuthFactorsAsStrings().contains("WEB_AUTHN"),
        "passkeys (WEB_AUTHN)");
    refuse(
        asked.verificationMessageTemplate() != null
            && asked.verificationMessageTemplate().defaultEmailOption()
                == DefaultEmailOptionType.CONFIRM_WITH_LINK,
        "confirmation by link");
  }

  private static void checkUpdateSettings(UserPoolType asked) {
    if (asked.userAttributeUpdateSettings() == null) {
      return;
    }
    for (String attribute :
        asked.userAttributeUpdateSettings().attributesRequireVerificationBeforeUpdateAsStrings()) {
      if (!asked.autoVerifiedAttributesAsStrings().contains(attribute)) {
        throw UserPoolError.INVALID_PARAMETER.with(
            "Attributes in AttributesRequireVerificationBeforeUpdate must also be present in"
                + " AutoVerifiedAttributes.");
      }
    }
  }

  private static void checkFirstFactors(UserPoolType asked) {
    if (asked.policies() == null || asked.policies().signInPolicy() == null) {
      return;
    }
    List<String> factors = asked.policies().signInPolicy().allowedFirstAuthFactorsAsStrings();
    if (!factors.contains("PASSWORD")) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "PASSWORD is a required factor in AllowedFirstAuthFactors.");
    }
  }

  DescribeUserPoolResponse describe(Call call, DescribeUserPoolRequest request) {
    Pool pool = store.pool(call, need(request.userPoolId(), "userPoolId"));
    return DescribeUserPoolResponse.builder()
        .userPool(
            pool.settings().toBuilder().estimatedNumberOfUsers(pool.users.all().size()).build())
        .build();
  }

  /**
   * Replaces all settings that can change: those not given fall back to their defaults, documented
   * in {@code UpdateUserPool}.
   */
  UpdateUserPoolResponse update(Call call, UpdateUserPoolRequest request) {
    Pool pool = store.pool(call, need(request.userPoolId(), "userPoolId"));
    UserPoolType before = pool.settings();
    UserPoolType.Builder settings = UserPoolType.builder();
    SdkPojo given = request;
    SdkMembers.copy(given, settings);
    if (!request.hasUserPoolTags()) {
      settings.userPoolTags(before.userPoolTags());
    }
    settings
        .id(before.id())
        .domain(before.domain())
        .name(request.poolName() == null ? before.name() : request.poolName())
        .arn(before.arn())
        .creationDate(before.creationDate())
        .schemaAttributes(before.schemaAttributes())
        .usernameConfiguration(before.usernameConfiguration());
    if (before.hasAliasAttributes()) {
      settings.aliasAttributes(before.aliasAttributes());
    }
    if (before.hasUsernameAttributes()) {
      settings.usernameAttributes(before.usernameAttributes());
    }
    UserPoolType changed = completed(settings, cloud.clock().instant());
    UserPoolModel.Mfa mfa = MfaService.created(changed, pool.mfa());
    pool.settings(changed);
    pool.mfa(mfa);
    return UpdateUserPoolResponse.builder().build();
  }

  AddCustomAttributesResponse addAttributes(Call call, AddCustomAttributesRequest request) {
    Pool pool = store.pool(call, need(request.userPoolId(), "userPoolId"));
    pool.settings(
        pool.settings().toBuilder()
            .schemaAttributes(
                Attributes.extended(pool.settings().schemaAttributes(), request.customAttributes()))
            .lastModifiedDate(cloud.clock().instant())
            .build());
    return AddCustomAttributesResponse.builder().build();
  }

  DeleteUserPoolResponse delete(Call call, DeleteUserPoolRequest request) {
    Pool pool = store.pool(call, need(request.userPoolId(), "userPoolId"));
    if (pool.settings().deletionProtection() == DeletionProtectionType.ACTIVE) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "The user pool cannot be deleted because deletion protection is activated. Deletion"
              + " protection must be inactivated first.");
    }
    if (pool.settings().domain() != null) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "User pool cannot be deleted. It has a domain configured that should be deleted first.");
    }
    store.remove(pool);
    return DeleteUserPoolResponse.builder().build();
  }

  ListUserPoolsResponse list(Call call, ListUserPoolsRequest request) {
    Page<Pool> page =
        Page.of(
            store.pools(call),
            need(request.maxResults(), "maxResults"),
            request.nextToken(),
            UserPoolError.INVALID_PARAMETER);
    return ListUserPoolsResponse.builder()
        .userPools(
            page.items().stream()
                .map(Pool::settings)
                .map(
                    each ->
                        UserPoolDescriptionType.builder()
                            .id(each.id())
                            .name(each.name())
                            .lambdaConfig(each.lambdaConfig())
                            .creationDate(each.creationDate())
                            .lastModifiedDate(each.lastModifiedDate())
                            .build())
                .toList())
        .nextToken(page.next())
        .build();
  }

  TagResourceResponse tag(Call call, TagResourceRequest request) {
    Pool pool = byArn(call, request.resourceArn());
    Map<String, String> tags = new LinkedHashMap<>(pool.settings().userPoolTags());
    tags.putAll(request.tags());
    pool.settings(pool.settings().toBuilder().userPoolTags(tags).build());
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(Call call, UntagResourceRequest request) {
    Pool pool = byArn(call, request.resourceArn());
    Map<String, String> tags = new LinkedHashMap<>(pool.settings().userPoolTags());
    tags.keySet().removeAll(request.tagKeys());
    pool.settings(pool.settings().toBuilder().userPoolTags(tags).build());
    return UntagResourceResponse.builder().build();
  }

  ListTagsForResourceResponse tags(Call call, ListTagsForResourceRequest request) {
    return ListTagsForResourceResponse.builder()
        .tags(byArn(call, request.resourceArn()).settings().userPoolTags())
        .build();
  }

  private Pool byArn(Call call, @Nullable String arn) {
    String given = need(arn, "resourceArn");
    return store.pool(call, given.substring(given.lastIndexOf('/') + 1));
  }

  /** How a user may recover an account: by which verified attributes, in order. */
  static List<String> recovery(Pool pool) {
    AccountRecoverySettingType setting = pool.settings().accountRecoverySetting();
    if (setting == null || setting.recoveryMechanisms().isEmpty()) {
      // The older way, documented: a verified telephone number first, then a mail address.
      return List.of("phone_number", "email");
    }
    return setting.recoveryMechanisms().stream()
        .sorted(java.util.Comparator.comparingInt(each -> each.priority()))
        .map(each -> each.nameAsString().replace("verified_", ""))
        .toList();
  }
}
