package dev.diorama.iam;

import dev.diorama.core.router.Call;
import dev.diorama.iam.Checks.Page;
import dev.diorama.iam.IamModel.SamlProvider;
import dev.diorama.saml.SamlMetadata;
import dev.diorama.saml.SamlRejected;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.GetSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.GetSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.ListSamlProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProvidersResponse;
import software.amazon.awssdk.services.iam.model.SAMLProviderListEntry;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.TagSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.UntagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderResponse;

/** SAML providers that an account trusts for AssumeRoleWithSAML. */
final class IamSamlService {
  /** Documented: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  private static final int MAX_PROVIDERS = 100;

  private static final Pattern NAME = Pattern.compile("[\\w._-]+");

  /** What lengths a metadata document may have, characters; documented in CreateSAMLProvider. */
  private static final int MIN_DOCUMENT = 1_000;

  private static final int MAX_DOCUMENT = 10_000_000;

  /** How long metadata is good that do not say so; assumed: a hundred years. */
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final IamDirectory directory;

  IamSamlService(IamDirectory directory) {
    this.directory = directory;
  }

  static String arn(String account, @Nullable String name) {
    return "arn:aws:iam::" + account + ":saml-provider/" + name;
  }

  SdkResponse create(Call call, CreateSamlProviderRequest request) {
    String name = Checks.required("name", request.name());
    if (!NAME.matcher(name).matches()) {
      throw Checks.constraint(
          "name", name, "Member must satisfy regular expression pattern: [\\w._-]+");
    }
    if (name.length() > 128) {
      throw Checks.constraint("name", name, "Member must have length less than or equal to 128");
    }
    refuseEncryption(request.assertionEncryptionModeAsString(), request.addPrivateKey());
    SamlMetadata metadata = metadata(call, request.samlMetadataDocument());
    Map<String, SamlProvider> providers = directory.account(call).samlProviders;
    String arn = arn(call.account(), name);
    if (providers.containsKey(arn)) {
      throw IamError.ENTITY_ALREADY_EXISTS.with("Provider with name " + name + " already exists.");
    }
    directory.checkQuota(providers.size(), MAX_PROVIDERS, "SAMLProvidersPerAccount");
    NavigableMap<String, String> tags = new TreeMap<>();
    Checks.tag(tags, request.tags(), directory.limits.tags());
    SamlProvider provider =
        new SamlProvider(
            arn,
            directory.ids.samlProvider(),
            directory.clock.instant(),
            request.samlMetadataDocument(),
            metadata);
    provider.tags.putAll(tags);
    providers.put(arn, provider);
    return CreateSamlProviderResponse.builder()
        .samlProviderArn(arn)
        .tags(Checks.tags(provider.tags))
        .build();
  }

  /** What would change how responses are read must not be passed over. */
  private static void refuseEncryption(@Nullable String mode, @Nullable String key) {
    if (mode != null || key != null) {
      throw IamError.INVALID_INPUT.with(
          "Diorama does not simulate encrypted SAML assertions: leave out AssertionEncryptionMode"
              + " and the private keys.");
    }
  }

  private static SamlMetadata metadata(Call call, @Nullable String document) {
    String given = Checks.required("sAMLMetadataDocument", document);
    if (given.length() < MIN_DOCUMENT) {
      throw Checks.constraint(
          "sAMLMetadataDocument",
          given,
          "Member must have length greater than or equal to " + MIN_DOCUMENT);
    }
    if (given.length() > MAX_DOCUMENT) {
      throw Checks.constraint(
          "sAMLMetadataDocument",
          "...",
          "Member must have length less than or equal to " + MAX_DOCUMENT);
    }
    try {
      return SamlMetadata.parse(given);
    } catch (SamlRejected e) {
      call.note("why", e.message());
      // Documented: troubleshoot_saml.
      throw IamError.INVALID_INPUT.with("Could not parse metadata.");
    }
  }

  SdkResponse get(Call call, GetSamlProviderRequest request) {
    SamlProvider provider = provider(call, request.samlProviderArn());
    return GetSamlProviderResponse.builder()
        .samlProviderUUID(provider.uuid)
        .samlMetadataDocument(provider.document)
        .createDate(provider.created)
        .validUntil(validUntil(provider))
        .tags(Checks.tags(provider.tags))
        .build();
  }

  private static Instant validUntil(SamlProvider provider) {
    return provider.metadata.validUntil().orElseGet(() -> provider.created.plus(FOR_EVER));
  }

  SdkResponse list(Call call, ListSamlProvidersRequest request) {
    return ListSamlProvidersResponse.builder()
        .samlProviderList(
            directory.account(call).samlProviders.values().stream()
                .map(
                    provider ->
                        SAMLProviderListEntry.builder()
                            .arn(provider.arn)
                            .createDate(provider.created)
                            .validUntil(validUntil(provider))
                            .build())
                .toList())
        .build();
  }

  SdkResponse update(Call call, UpdateSamlProviderRequest request) {
    SamlProvider provider = provider(call, request.samlProviderArn());
    refuseEncryption(
        request.assertionEncryptionModeAsString(),
        request.addPrivateKey() == null ? request.removePrivateKey() : request.addPrivateKey());
    provider.metadata = metadata(call, request.samlMetadataDocument());
    provider.document = request.samlMetadataDocument();
    return UpdateSamlProviderResponse.builder().samlProviderArn(provider.arn).build();
  }

  SdkResponse delete(Call call, DeleteSamlProviderRequest request) {
    SamlProvider provider = provider(call, request.samlProviderArn());
    directory.account(call).samlProviders.remove(provider.arn);
    return DeleteSamlProviderResponse.builder().build();
  }

  SdkResponse tag(Call call, TagSamlProviderRequest request) {
    SamlProvider provider = provider(call, request.samlProviderArn());
    Checks.tag(provider.tags, request.tags(), directory.limits.tags());
    return TagSamlProviderResponse.builder().build();
  }

  SdkResponse untag(Call call, UntagSamlProviderRequest request) {
    SamlProvider provider = provider(call, request.samlProviderArn());
    request.tagKeys().forEach(provider.tags::remove);
    return UntagSamlProviderResponse.builder().build();
  }

  SdkResponse listTags(Call call, ListSamlProviderTagsRequest request) {
    SamlProvider provider = provider(call, request.samlProviderArn());
    Page<Tag> page = Checks.page(Checks.tags(provider.tags), request.marker(), request.maxItems());
    return ListSamlProviderTagsResponse.builder()
        .tags(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private SamlProvider provider(Call call, @Nullable String arn) {
    String given = Checks.required("sAMLProviderArn", arn);
    if (!given.matches("arn:aws:iam::[0-9]{12}:saml-provider/[\\w._-]+")) {
      throw IamError.INVALID_INPUT.with("ARN " + given + " is not valid.");
    }
    SamlProvider provider = directory.account(call).samlProviders.get(given);
    if (provider == null) {
      // Observed: as a scanner of Altimeter's has it.
      throw IamDirectory.missing("Manifest not found for arn " + given);
    }
    return provider;
  }
}
