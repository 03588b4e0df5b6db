package dev.diorama.iam;

import dev.diorama.core.router.Call;
import dev.diorama.iam.Checks.Page;
import dev.diorama.iam.IamModel.OidcProvider;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersResponse;
import software.amazon.awssdk.services.iam.model.OpenIDConnectProviderListEntry;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintRequest;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintResponse;

/** OpenID Connect providers that an account trusts for AssumeRoleWithWebIdentity. */
final class IamProviderService {
  private static final String HTTPS = "https://";
  private static final Pattern URL = Pattern.compile("https://[a-z0-9.-]+(/[!-~]*)?");

  /** Documented: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  private static final int MAX_CLIENT_IDS = 100;

  private final IamDirectory directory;

  IamProviderService(IamDirectory directory) {
    this.directory = directory;
  }

  static String arn(String account, String url) {
    return "arn:aws:iam::" + account + ":oidc-provider/" + url.substring(HTTPS.length());
  }

  SdkResponse create(Call call, CreateOpenIdConnectProviderRequest request) {
    String url = Checks.required("url", request.url());
    if (!URL.matcher(url).matches()) {
      throw IamError.VALIDATION_ERROR.with("Invalid Open ID Connect Provider URL");
    }
    if (request.clientIDList().size() > MAX_CLIENT_IDS) {
      throw IamError.LIMIT_EXCEEDED.with(
          "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: " + MAX_CLIENT_IDS);
    }
    Map<String, OidcProvider> providers = directory.account(call).providers;
    String arn = arn(call.account(), url);
    if (providers.containsKey(arn)) {
      throw IamError.ENTITY_ALREADY_EXISTS.with("Provider with url " + url + " already exists.");
    }
    providers.put(
        arn,
        new OidcProvider(
            arn,
            url.substring(HTTPS.length()),
            new LinkedHashSet<>(request.clientIDList()),
            new LinkedHashSet<>(request.thumbprintList()),
            tags(request),
            directory.clock.instant()));
    return CreateOpenIdConnectProviderResponse.builder().openIDConnectProviderArn(arn).build();
  }

  private NavigableMap<String, String> tags(CreateOpenIdConnectProviderRequest request) {
    NavigableMap<String, String> tags = new TreeMap<>();
    Checks.tag(tags, request.tags(), directory.limits.tags());
    return tags;
  }

  SdkResponse get(Call call, GetOpenIdConnectProviderRequest request) {
    OidcProvider provider = provider(call, request.openIDConnectProviderArn());
    return GetOpenIdConnectProviderResponse.builder()
        .url(provider.url())
        .clientIDList(provider.clientIds())
        .thumbprintList(provider.thumbprints())
        .createDate(provider.created())
        .tags(Checks.tags(provider.tags()))
        .build();
  }

  SdkResponse list(Call call, ListOpenIdConnectProvidersRequest request) {
    return ListOpenIdConnectProvidersResponse.builder()
        .openIDConnectProviderList(
            directory.account(call).providers.keySet().stream()
                .map(arn -> OpenIDConnectProviderListEntry.builder().arn(arn).build())
                .toList())
        .build();
  }

  /** Deleting what is not there is no error, as documented. */
  SdkResponse delete(Call call, DeleteOpenIdConnectProviderRequest request) {
    directory
        .account(call)
        .providers
        .remove(Checks.required("openIDConnectProviderArn", request.openIDConnectProviderArn()));
    return DeleteOpenIdConnectProviderResponse.builder().build();
  }

  SdkResponse addClient(Call call, AddClientIdToOpenIdConnectProviderRequest request) {
    OidcProvider provider = provider(call, request.openIDConnectProviderArn());
    String client = Checks.required("clientID", request.clientID());
    if (!provider.clientIds().contains(client) && provider.clientIds().size() >= MAX_CLIENT_IDS) {
      throw IamError.LIMIT_EXCEEDED.with(
          "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: " + MAX_CLIENT_IDS);
    }
    provider.clientIds().add(client);
    return AddClientIdToOpenIdConnectProviderResponse.builder().build();
  }

  /** Removing what is not there is no error, as documented. */
  SdkResponse removeClient(Call call, RemoveClientIdFromOpenIdConnectProviderRequest request) {
    OidcProvider provider = provider(call, request.openIDConnectProviderArn());
    provider.clientIds().remove(Checks.required("clientID", request.clientID()));
    return RemoveClientIdFromOpenIdConnectProviderResponse.builder().build();
  }

  SdkResponse updateThumbprints(Call call, UpdateOpenIdConnectProviderThumbprintRequest request) {
    OidcProvider provider = provider(call, request.openIDConnectProviderArn());
    provider.thumbprints().clear();
    provider.thumbprints().addAll(request.thumbprintList());
    return UpdateOpenIdConnectProviderThumbprintResponse.builder().build();
  }

  SdkResponse tag(Call call, TagOpenIdConnectProviderRequest request) {
    OidcProvider provider = provider(call, request.openIDConnectProviderArn());
    Checks.tag(provider.tags(), request.tags(), directory.limits.tags());
    return TagOpenIdConnectProviderResponse.builder().build();
  }

  SdkResponse untag(Call call, UntagOpenIdConnectProviderRequest request) {
    OidcProvider provider = provider(call, request.openIDConnectProviderArn());
    request.tagKeys().forEach(provider.tags()::remove);
    return UntagOpenIdConnectProviderResponse.builder().build();
  }

  SdkResponse listTags(Call call, ListOpenIdConnectProviderTagsRequest request) {
    OidcProvider provider = provider(call, request.openIDConnectProviderArn());
    Page<Tag> page =
        Checks.page(Checks.tags(provider.tags()), request.marker(), request.maxItems());
    return ListOpenIdConnectProviderTagsResponse.builder()
        .tags(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private OidcProvider provider(Call call, @Nullable String arn) {
    String given = Checks.required("openIDConnectProviderArn", arn);
    OidcProvider provider = directory.account(call).providers.get(given);
    if (provider == null) {
      throw IamDirectory.missing("OpenIDConnect Provider not found for arn " + given);
    }
    return provider;
  }
}
