package dev.diorama.cognito.identity;

import static dev.diorama.cognito.identity.IdentityPoolError.need;

import dev.diorama.cognito.Page;
import dev.diorama.cognito.SdkMembers;
import dev.diorama.cognito.identity.IdentityPoolModel.Pool;
import dev.diorama.cognito.identity.IdentityPoolModel.TagMap;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentity.model.CognitoIdentityProvider;
import software.amazon.awssdk.services.cognitoidentity.model.CreateIdentityPoolRequest;
import software.amazon.awssdk.services.cognitoidentity.model.CreateIdentityPoolResponse;
import software.amazon.awssdk.services.cognitoidentity.model.DeleteIdentityPoolRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DeleteIdentityPoolResponse;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityPoolRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityPoolResponse;
import software.amazon.awssdk.services.cognitoidentity.model.GetIdentityPoolRolesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetIdentityPoolRolesResponse;
import software.amazon.awssdk.services.cognitoidentity.model.GetPrincipalTagAttributeMapRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetPrincipalTagAttributeMapResponse;
import software.amazon.awssdk.services.cognitoidentity.model.IdentityPoolShortDescription;
import software.amazon.awssdk.services.cognitoidentity.model.ListIdentityPoolsRequest;
import software.amazon.awssdk.services.cognitoidentity.model.ListIdentityPoolsResponse;
import software.amazon.awssdk.services.cognitoidentity.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cognitoidentity.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cognitoidentity.model.RoleMapping;
import software.amazon.awssdk.services.cognitoidentity.model.RoleMappingType;
import software.amazon.awssdk.services.cognitoidentity.model.SetIdentityPoolRolesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.SetIdentityPoolRolesResponse;
import software.amazon.awssdk.services.cognitoidentity.model.SetPrincipalTagAttributeMapRequest;
import software.amazon.awssdk.services.cognitoidentity.model.SetPrincipalTagAttributeMapResponse;
import software.amazon.awssdk.services.cognitoidentity.model.TagResourceRequest;
import software.amazon.awssdk.services.cognitoidentity.model.TagResourceResponse;
import software.amazon.awssdk.services.cognitoidentity.model.UntagResourceRequest;
import software.amazon.awssdk.services.cognitoidentity.model.UntagResourceResponse;
import software.amazon.awssdk.services.cognitoidentity.model.UpdateIdentityPoolRequest;
import software.amazon.awssdk.services.cognitoidentity.model.UpdateIdentityPoolResponse;

/** Identity pools themselves: whom they trust, and which roles they give. */
final class IdentityPoolService {
  /** Documented: .../developerguide/attributes-for-access-control.html */
  static final Map<String, String> USUAL_TAGS = usualTags();

  private static final Pattern PROVIDER =
      Pattern.compile("cognito-idp\\.[a-z0-9-]+\\.amazonaws\\.com/[a-z0-9-]+_[A-Za-z0-9]+");

  private static final Pattern OIDC =
      Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/.+");

  private static final Pattern DEVELOPER_NAME = Pattern.compile("[\\w._-]{1,100}");

  private final IdentityPoolStore store;
  private final SimRandom ids;

  IdentityPoolService(Cloud cloud, IdentityPoolStore store) {
    this.store = store;
    this.ids = cloud.seeds().stream("cognito-identity/pool-ids");
  }

  private static Map<String, String> usualTags() {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("username", "sub");
    tags.put("client", "aud");
    return java.util.Collections.unmodifiableMap(tags);
  }

  private Pool pool(Call call, @Nullable String id) {
    return store.pool(call, need(id, "identityPoolId"));
  }

  static String arn(Call call, String id) {
    return "arn:aws:cognito-identity:"
        + call.region()
        + ":"
        + call.account()
        + ":identitypool/"
        + id;
  }

  CreateIdentityPoolResponse create(Call call, CreateIdentityPoolRequest request) {
    DescribeIdentityPoolResponse.Builder settings = DescribeIdentityPoolResponse.builder();
    SdkMembers.copy(request, settings);
    settings
        .identityPoolName(need(request.identityPoolName(), "identityPoolName"))
        .allowUnauthenticatedIdentities(
            need(request.allowUnauthenticatedIdentities(), "allowUnauthenticatedIdentities"))
        .identityPoolId(call.region() + ":" + ids.uuid());
    Pool pool = new Pool(call.account(), call.region(), checked(settings.build()));
    store.add(pool);
    CreateIdentityPoolResponse.Builder response = CreateIdentityPoolResponse.builder();
    SdkMembers.copy(pool.settings(), response);
    return response.build();
  }

  private static DescribeIdentityPoolResponse checked(DescribeIdentityPoolResponse asked) {
    refuse(!asked.supportedLoginProviders().isEmpty(), "social login providers");
    refuse(!asked.samlProviderARNs().isEmpty(), "SAML providers");
    String developer = asked.developerProviderName();
    if (developer != null && !DEVELOPER_NAME.matcher(developer).matches()) {
      throw invalid(
          "1 validation error detected: Value '"
              + developer
              + "' at 'developerProviderName' failed to satisfy constraint: Member must satisfy"
              + " regular expression pattern: [\\w._-]+");
    }
    for (String arn : asked.openIdConnectProviderARNs()) {
      if (!OIDC.matcher(arn).matches()) {
        throw invalid("Invalid OpenID Connect provider ARN: " + arn);
      }
    }
    for (CognitoIdentityProvider each : asked.cognitoIdentityProviders()) {
      String name = need(each.providerName(), "cognitoIdentityProviders.providerName");
      need(each.clientId(), "cognitoIdentityProviders.clientId");
      if (!PROVIDER.matcher(name).matches()) {
        throw IdentityPoolError.INVALID_PARAMETER.with(
            "Invalid Cognito Identity Provider: " + name);
      }
    }
    return asked.toBuilder()
        .allowClassicFlow(Boolean.TRUE.equals(asked.allowClassicFlow()))
        .build();
  }

  private static void refuse(boolean asked, String what) {
    if (asked) {
      throw IdentityPoolError.notSimulated(what);
    }
  }

  DescribeIdentityPoolResponse describe(Call call, DescribeIdentityPoolRequest request) {
    return pool(call, request.identityPoolId()).settings();
  }

  /** Replaces all settings; tags not given stay. */
  UpdateIdentityPoolResponse update(Call call, UpdateIdentityPoolRequest request) {
    Pool pool = pool(call, request.identityPoolId());
    DescribeIdentityPoolResponse.Builder settings = DescribeIdentityPoolResponse.builder();
    settings.identityPoolTags(pool.settings().identityPoolTags());
    SdkMembers.copy(request, settings);
    settings
        .identityPoolName(need(request.identityPoolName(), "identityPoolName"))
        .allowUnauthenticatedIdentities(
            need(request.allowUnauthenticatedIdentities(), "allowUnauthenticatedIdentities"));
    String before = pool.settings().developerProviderName();
    if (before != null && !before.equals(request.developerProviderName())) {
      // Documented in UpdateIdentityPool: it cannot be changed once set.
      throw invalid("The developer provider name of an identity pool cannot be changed.");
    }
    pool.settings(checked(settings.build()));
    UpdateIdentityPoolResponse.Builder response = UpdateIdentityPoolResponse.builder();
    SdkMembers.copy(pool.settings(), response);
    return response.build();
  }

  DeleteIdentityPoolResponse delete(Call call, DeleteIdentityPoolRequest request) {
    store.remove(pool(call, request.identityPoolId()));
    return DeleteIdentityPoolResponse.builder().build();
  }

  ListIdentityPoolsResponse list(Call call, ListIdentityPoolsRequest request) {
    Page<Pool> page =
        Page.of(
            store.pools(call),
            need(request.maxResults(), "maxResults"),
            request.nextToken(),
            IdentityPoolError.INVALID_PARAMETER);
    return ListIdentityPoolsResponse.builder()
        .identityPools(
            page.items().stream()
                .map(
                    pool ->
                        IdentityPoolShortDescription.builder()
                            .identityPoolId(pool.id)
                            .identityPoolName(pool.settings().identityPoolName())
                            .build())
                .toList())
        .nextToken(page.next())
        .build();
  }

  SetIdentityPoolRolesResponse setRoles(Call call, SetIdentityPoolRolesRequest request) {
    Pool pool = pool(call, request.identityPoolId());
    need(request.hasRoles() ? request.roles() : null, "roles");
    request
        .roles()
        .keySet()
        .forEach(
            kind -> {
              if (!kind.equals("authenticated") && !kind.equals("unauthenticated")) {
                throw invalid("Invalid role type: " + kind);
              }
            });
    request.roleMappings().forEach(IdentityPoolService::checkMapping);
    pool.roles.clear();
    pool.roles.putAll(request.roles());
    pool.mappings.clear();
    pool.mappings.putAll(request.roleMappings());
    return SetIdentityPoolRolesResponse.builder().build();
  }

  private static AwsException invalid(String message) {
    return IdentityPoolError.INVALID_PARAMETER.with(message);
  }

  /** At most 25 rules, and a way out of doubt, documented in {@code RoleMapping}. */
  private static void checkMapping(String provider, RoleMapping mapping) {
    need(mapping.type(), "roleMappings.type");
    if (mapping.ambiguousRoleResolution() == null) {
      throw invalid("AmbiguousRoleResolution is required for the role mapping of " + provider);
    }
    if (mapping.type() == RoleMappingType.UNKNOWN_TO_SDK_VERSION) {
      throw invalid("Invalid role mapping type: " + mapping.typeAsString());
    }
    boolean byRules = mapping.type() == RoleMappingType.RULES;
    if (byRules && mapping.rulesConfiguration() == null) {
      throw invalid("RulesConfiguration is required for the role mapping of " + provider);
    }
    if (byRules && mapping.rulesConfiguration().rules().size() > 25) {
      throw invalid("At most 25 rules are allowed for the role mapping of " + provider);
    }
  }

  GetIdentityPoolRolesResponse roles(Call call, GetIdentityPoolRolesRequest request) {
    Pool pool = pool(call, request.identityPoolId());
    return GetIdentityPoolRolesResponse.builder()
        .identityPoolId(pool.id)
        .roles(pool.roles)
        .roleMappings(pool.mappings)
        .build();
  }

  SetPrincipalTagAttributeMapResponse setTagMap(
      Call call, SetPrincipalTagAttributeMapRequest request) {
    Pool pool = pool(call, request.identityPoolId());
    String provider = need(request.identityProviderName(), "identityProviderName");
    if (!pool.trusts(provider)) {
      throw invalid("Identity provider " + provider + " is not one of this identity pool.");
    }
    boolean usual = Boolean.TRUE.equals(request.useDefaults());
    pool.tagMaps.put(provider, new TagMap(usual, new LinkedHashMap<>(request.principalTags())));
    return SetPrincipalTagAttributeMapResponse.builder()
        .identityPoolId(pool.id)
        .identityProviderName(provider)
        .useDefaults(usual)
        .principalTags(usual ? USUAL_TAGS : request.principalTags())
        .build();
  }

  GetPrincipalTagAttributeMapResponse tagMap(
      Call call, GetPrincipalTagAttributeMapRequest request) {
    Pool pool = pool(call, request.identityPoolId());
    String provider = need(request.identityProviderName(), "identityProviderName");
    TagMap map = pool.tagMaps.getOrDefault(provider, new TagMap(false, Map.of()));
    return GetPrincipalTagAttributeMapResponse.builder()
        .identityPoolId(pool.id)
        .identityProviderName(provider)
        .useDefaults(map.usual())
        .principalTags(map.usual() ? USUAL_TAGS : map.tags())
        .build();
  }

  private Pool byArn(Call call, @Nullable String arn) {
    String given = need(arn, "resourceArn");
    return store.pool(call, given.substring(given.lastIndexOf('/') + 1));
  }

  TagResourceResponse tag(Call call, TagResourceRequest request) {
    Pool pool = byArn(call, request.resourceArn());
    Map<String, String> tags = new LinkedHashMap<>(pool.settings().identityPoolTags());
    tags.putAll(request.tags());
    pool.settings(pool.settings().toBuilder().identityPoolTags(tags).build());
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(Call call, UntagResourceRequest request) {
    Pool pool = byArn(call, request.resourceArn());
    Map<String, String> tags = new LinkedHashMap<>(pool.settings().identityPoolTags());
    tags.keySet().removeAll(request.tagKeys());
    pool.settings(pool.settings().toBuilder().identityPoolTags(tags).build());
    return UntagResourceResponse.builder().build();
  }

  ListTagsForResourceResponse tags(Call call, ListTagsForResourceRequest request) {
    return ListTagsForResourceResponse.builder()
        .tags(byArn(call, request.resourceArn()).settings().identityPoolTags())
        .build();
  }

  /** Every role that a request hands to the pool, for the check of {@code iam:PassRole}. */
  static List<String> passed(SetIdentityPoolRolesRequest request) {
    java.util.Set<String> roles = new java.util.LinkedHashSet<>(request.roles().values());
    request
        .roleMappings()
        .values()
        .forEach(
            mapping -> {
              if (mapping.rulesConfiguration() != null) {
                mapping.rulesConfiguration().rules().forEach(rule -> roles.add(rule.roleARN()));
              }
            });
    return List.copyOf(roles);
  }
}
