package dev.diorama.cloudfront;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cloudfront.model.ActiveTrustedKeyGroups;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionWithTagsRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionWithTagsResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.KGKeyPairIds;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsResponse;
import software.amazon.awssdk.services.cloudfront.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudfront.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudfront.model.Tag;
import software.amazon.awssdk.services.cloudfront.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudfront.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudfront.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudfront.model.UntagResourceResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateDistributionResponse;

/**
 * Distributions: what their owners ask for, and when it reaches the edges.
 *
 * <p>A change is {@code InProgress} until it is {@code Deployed}; the edges serve what was deployed
 * last, each change in its turn. A new distribution is not served before its first deployment.
 */
final class DistributionService {
  /** Distributions of one account; documented default quota. */
  private static final int MOST = 200;

  /** Tags of a distribution; documented quota. */
  private static final int MOST_TAGS = 50;

  private final Cloud cloud;
  private final CloudFrontStore store;
  private final DistributionRules rules;
  private final Edges edges;
  private final Duration deployment;

  DistributionService(Cloud cloud, CloudFrontStore store, Edges edges, CloudFrontConfig config) {
    this.cloud = cloud;
    this.store = store;
    this.rules = new DistributionRules(store);
    this.edges = edges;
    this.deployment = config.deployment();
  }

  SdkResponse create(Call call, CreateDistributionRequest request) {
    StoredDistribution made = create(call, request.distributionConfig(), List.of());
    return CreateDistributionResponse.builder()
        .distribution(view(made))
        .location(location(made))
        .eTag(made.eTag())
        .build();
  }

  SdkResponse createWithTags(Call call, CreateDistributionWithTagsRequest request) {
    List<Tag> tags = request.distributionConfigWithTags().tags().items();
    StoredDistribution made =
        create(call, request.distributionConfigWithTags().distributionConfig(), tags);
    return CreateDistributionWithTagsResponse.builder()
        .distribution(view(made))
        .location(location(made))
        .eTag(made.eTag())
        .build();
  }

  private StoredDistribution create(Call call, DistributionConfig config, List<Tag> tags) {
    String account = call.account();
    rules.check(account, config, Optional.empty());
    // The same reference is refused whatever else is said, documented with CallerReference.
    if (!store
        .distributions
        .of(account, one -> one.config().callerReference().equals(config.callerReference()))
        .isEmpty()) {
      throw CloudFrontError.DISTRIBUTION_ALREADY_EXISTS.usual();
    }
    if (store.distributions.of(account).size() >= MOST) {
      throw CloudFrontError.TOO_MANY_DISTRIBUTIONS.usual();
    }
    StoredDistribution made =
        new StoredDistribution(
            store.newId("E"),
            account,
            store.newDomainName(),
            Completed.config(config),
            store.newTag(),
            cloud.clock().instant());
    tag(made, tags);
    store.distributions.add(made);
    call.note("distribution", made.id);
    deployLater(call, made);
    return made;
  }

  private static String location(StoredDistribution one) {
    return "https://cloudfront.amazonaws.com/2020-05-31/distribution/" + one.id;
  }

  private void deployLater(Call call, StoredDistribution one) {
    DistributionConfig config = one.config();
    String tag = one.eTag();
    cloud
        .clock()
        .schedule(
            call.nowNanos() - cloud.clock().nanos() + deployment.toNanos(),
            "distribution " + one.id + " is deployed",
            () ->
                cloud
                    .router()
                    .internal(
                        "cloudfront",
                        "Deploy",
                        Principal.service("cloudfront.amazonaws.com", one.account, one.arn),
                        "us-east-1",
                        work -> {
                          work.on(one.arn);
                          one.deploy(config, tag);
                          store.reindex();
                          work.note("status", one.status());
                          return one;
                        }));
  }

  SdkResponse get(Call call, GetDistributionRequest request) {
    StoredDistribution found = store.distributions.find(call.account(), request.id());
    return GetDistributionResponse.builder().distribution(view(found)).eTag(found.eTag()).build();
  }

  SdkResponse getConfig(Call call, GetDistributionConfigRequest request) {
    StoredDistribution found = store.distributions.find(call.account(), request.id());
    return GetDistributionConfigResponse.builder()
        .distributionConfig(found.config())
        .eTag(found.eTag())
        .build();
  }

  SdkResponse update(Call call, UpdateDistributionRequest request) {
    StoredDistribution found =
        store.distributions.matched(call.account(), request.id(), request.ifMatch());
    DistributionConfig config = request.distributionConfig();
    rules.check(call.account(), config, Optional.of(found.id));
    if (!config.callerReference().equals(found.config().callerReference())) {
      // The reference cannot be changed, documented with UpdateDistribution; the code is assumed.
      throw CloudFrontError.ILLEGAL_UPDATE.with(
          "The caller reference of a distribution cannot be changed.");
    }
    store.replace(found, Completed.config(config));
    deployLater(call, found);
    return UpdateDistributionResponse.builder()
        .distribution(view(found))
        .eTag(found.eTag())
        .build();
  }

  SdkResponse delete(Call call, DeleteDistributionRequest request) {
    StoredDistribution found =
        store.distributions.matched(call.account(), request.id(), request.ifMatch());
    // One that is being disabled is not disabled yet; observed by everyone who did not wait.
    if (Boolean.TRUE.equals(found.config().enabled()) || !found.deployed()) {
      throw CloudFrontError.DISTRIBUTION_NOT_DISABLED.usual();
    }
    store.distributions.remove(found);
    store.reindex();
    edges.forget(found.id);
    return DeleteDistributionResponse.builder().build();
  }

  SdkResponse list(Call call, ListDistributionsRequest request) {
    Page<StoredDistribution> page =
        Page.of(
            store.distributions.of(call.account()),
            one -> one.id,
            request.marker(),
            request.maxItems());
    return ListDistributionsResponse.builder()
        .distributionList(
            list ->
                list.marker(page.marker())
                    .nextMarker(page.next())
                    .maxItems(page.maxItems())
                    .isTruncated(page.truncated())
                    .quantity(page.items().size())
                    .items(page.each(DistributionService::summary)))
        .build();
  }

  private static DistributionSummary summary(StoredDistribution one) {
    return Pojos.copy(one.config(), DistributionSummary.builder())
        .id(one.id)
        .arn(one.arn)
        .eTag(one.eTag())
        .status(one.status())
        .lastModifiedTime(one.modified())
        .domainName(one.domainName)
        .build();
  }

  private software.amazon.awssdk.services.cloudfront.model.Distribution view(
      StoredDistribution one) {
    return software.amazon.awssdk.services.cloudfront.model.Distribution.builder()
        .id(one.id)
        .arn(one.arn)
        .status(one.status())
        .lastModifiedTime(one.modified())
        .inProgressInvalidationBatches(one.inProgress().size())
        .domainName(one.domainName)
        .activeTrustedSigners(signers -> signers.enabled(false).quantity(0))
        .activeTrustedKeyGroups(activeKeys(one))
        .distributionConfig(one.config())
        .build();
  }

  private ActiveTrustedKeyGroups activeKeys(StoredDistribution one) {
    List<KGKeyPairIds> groups = new ArrayList<>();
    Behaviours.of(one.config()).stream()
        .map(CacheBehavior::trustedKeyGroups)
        .flatMap(trusted -> trusted.items().stream())
        .distinct()
        .forEach(
            group -> {
              List<String> keys =
                  store.trustedKeys(List.of(group)).stream().map(Catalog.TrustedKey::id).toList();
              groups.add(
                  KGKeyPairIds.builder()
                      .keyGroupId(group)
                      .keyPairIds(ids -> ids.quantity(keys.size()).items(keys))
                      .build());
            });
    ActiveTrustedKeyGroups.Builder active =
        ActiveTrustedKeyGroups.builder().enabled(!groups.isEmpty()).quantity(groups.size());
    return groups.isEmpty() ? active.build() : active.items(groups).build();
  }

  // Tags.

  private StoredDistribution byArn(Call call, String arn) {
    return store.distributions.of(call.account(), one -> one.arn.equals(arn)).stream()
        .findFirst()
        .orElseThrow(CloudFrontError.NO_SUCH_RESOURCE::usual);
  }

  SdkResponse tagResource(Call call, TagResourceRequest request) {
    tag(byArn(call, request.resource()), request.tags().items());
    return TagResourceResponse.builder().build();
  }

  private static void tag(StoredDistribution one, List<Tag> tags) {
    for (Tag tag : tags) {
      String key = String.valueOf(tag.key());
      if (tag.key() == null || key.isEmpty() || key.length() > 128 || key.startsWith("aws:")) {
        throw CloudFrontError.INVALID_TAGGING.usual();
      }
      one.tags.put(key, tag.value() == null ? "" : tag.value());
    }
    if (one.tags.size() > MOST_TAGS) {
      throw CloudFrontError.INVALID_TAGGING.usual();
    }
  }

  SdkResponse untagResource(Call call, UntagResourceRequest request) {
    Map<String, String> tags = byArn(call, request.resource()).tags;
    request.tagKeys().items().forEach(tags::remove);
    return UntagResourceResponse.builder().build();
  }

  SdkResponse listTags(Call call, ListTagsForResourceRequest request) {
    List<Tag> tags = new ArrayList<>();
    byArn(call, request.resource())
        .tags
        .forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    return ListTagsForResourceResponse.builder().tags(t -> t.items(tags)).build();
  }
}
