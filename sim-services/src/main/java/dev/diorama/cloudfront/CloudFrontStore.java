package dev.diorama.cloudfront;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.SimClock;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontOriginAccessIdentityConfig;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.KeyGroupConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.PublicKeyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;

/** All that CloudFront keeps; to the edges, its catalog. */
final class CloudFrontStore implements Catalog {
  final Shelf<StoredDistribution> distributions = new Shelf<>(CloudFrontError.NO_SUCH_DISTRIBUTION);
  final Shelf<Kept<OriginAccessControlConfig>> accessControls =
      new Shelf<>(CloudFrontError.NO_SUCH_ORIGIN_ACCESS_CONTROL);
  final Shelf<Kept<CloudFrontOriginAccessIdentityConfig>> identities =
      new Shelf<>(CloudFrontError.NO_SUCH_CLOUD_FRONT_ORIGIN_ACCESS_IDENTITY);
  final Shelf<Kept<CachePolicyConfig>> cachePolicies =
      new Shelf<>(CloudFrontError.NO_SUCH_CACHE_POLICY);
  final Shelf<Kept<OriginRequestPolicyConfig>> originRequestPolicies =
      new Shelf<>(CloudFrontError.NO_SUCH_ORIGIN_REQUEST_POLICY);
  final Shelf<Kept<ResponseHeadersPolicyConfig>> responseHeadersPolicies =
      new Shelf<>(CloudFrontError.NO_SUCH_RESPONSE_HEADERS_POLICY);
  final Shelf<Kept<PublicKeyConfig>> publicKeys = new Shelf<>(CloudFrontError.NO_SUCH_PUBLIC_KEY);
  final Shelf<Kept<KeyGroupConfig>> keyGroups = new Shelf<>(CloudFrontError.NO_SUCH_RESOURCE);

  private final SimClock clock;
  private final SimRandom ids;
  private final SimRandom tags;
  private final Map<String, String> canonicalUsers = new HashMap<>();
  private final Map<String, StoredDistribution> byHost = new HashMap<>();

  CloudFrontStore(Cloud cloud) {
    this.clock = cloud.clock();
    this.ids = cloud.seeds().stream("cloudfront/ids");
    this.tags = cloud.seeds().stream("cloudfront/etags");
    ManagedPolicies.cache().forEach((id, config) -> cachePolicies.add(managed(id, config)));
    ManagedPolicies.originRequest()
        .forEach((id, config) -> originRequestPolicies.add(managed(id, config)));
    ManagedPolicies.responseHeaders()
        .forEach((id, config) -> responseHeadersPolicies.add(managed(id, config)));
  }

  private <C> Kept<C> managed(String id, C config) {
    return new Kept<>(id, Kept.AWS, config, newTag(), clock.start());
  }

  /** A new id: a letter for the kind and thirteen characters more; observed. */
  String newId(String kind) {
    return kind + ids.text(SimRandom.UPPER_ALNUM, 13);
  }

  /** A new id of a policy or a key group. */
  String newUuid() {
    return ids.uuid().toString();
  }

  /** A new host name; observed to be a {@code d} and thirteen characters. */
  String newDomainName() {
    return "d" + ids.text(SimRandom.LOWER_ALNUM, 13) + ".cloudfront.net";
  }

  /** A new ETag; observed to look like an id. */
  String newTag() {
    return "E" + tags.text(SimRandom.UPPER_ALNUM, 13);
  }

  <C> Kept<C> keep(Shelf<Kept<C>> shelf, String id, String account, C config) {
    Kept<C> made = new Kept<>(id, account, config, newTag(), clock.instant());
    shelf.add(made);
    return made;
  }

  /** Gives it another configuration and a new ETag. */
  <C> void replace(Kept<C> kept, C config) {
    kept.replace(config, newTag(), clock.instant());
  }

  /** The S3 user of a new identity: 96 hexadecimal digits, observed. */
  void addCanonicalUser(String identity) {
    canonicalUsers.put(identity, ids.hex(96));
  }

  /** True if a distribution is configured so, or is still served so. */
  boolean anyDistribution(Predicate<DistributionConfig> condition) {
    return !distributions.all(one -> one.either(condition)).isEmpty();
  }

  /** The id of the distribution with that domain name; empty where none has. */
  String idOf(String domainName) {
    List<StoredDistribution> found = distributions.all(one -> one.domainName.equals(domainName));
    return found.isEmpty() ? "" : found.get(0).id;
  }

  // The catalog.

  /** Notes anew under which hosts the edges answer; to be called when that may have changed. */
  void reindex() {
    byHost.clear();
    for (StoredDistribution one : distributions.all(any -> true)) {
      one.live()
          .filter(live -> Boolean.TRUE.equals(live.config().enabled()))
          .ifPresent(
              live -> {
                byHost.put(one.domainName, one);
                byHost.put(one.id.toLowerCase(Locale.ROOT) + ".cloudfront.localhost", one);
                if (live.config().aliases() != null) {
                  live.config()
                      .aliases()
                      .items()
                      .forEach(alias -> byHost.put(alias.toLowerCase(Locale.ROOT), one));
                }
              });
    }
  }

  @Override
  public Optional<Distribution> answeringAt(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    StoredDistribution exact = byHost.get(lower);
    // An alternate name may be *.example.com; a name in full goes before it. Documented:
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html
    StoredDistribution found =
        exact != null ? exact : byHost.get("*" + lower.substring(Math.max(0, lower.indexOf('.'))));
    return Optional.ofNullable(found).flatMap(StoredDistribution::live);
  }

  @Override
  public Optional<CachePolicyConfig> cachePolicy(String id) {
    return cachePolicies.get(id).map(Kept::config);
  }

  @Override
  public Optional<OriginRequestPolicyConfig> originRequestPolicy(String id) {
    return originRequestPolicies.get(id).map(Kept::config);
  }

  @Override
  public Optional<ResponseHeadersPolicyConfig> responseHeadersPolicy(String id) {
    return responseHeadersPolicies.get(id).map(Kept::config);
  }

  @Override
  public Optional<OriginAccessControlConfig> originAccessControl(String id) {
    return accessControls.get(id).map(Kept::config);
  }

  @Override
  public Optional<String> originAccessIdentityUser(String id) {
    return Optional.ofNullable(canonicalUsers.get(id));
  }

  @Override
  public Set<TrustedKey> trustedKeys(Iterable<String> keyGroupIds) {
    Set<TrustedKey> keys = new LinkedHashSet<>();
    for (String group : keyGroupIds) {
      List<String> members =
          keyGroups.get(group).map(kept -> kept.config().items()).orElse(List.of());
      for (String id : members) {
        publicKeys
            .get(id)
            .ifPresent(key -> keys.add(new TrustedKey(key.id, key.config().encodedKey())));
      }
    }
    return keys;
  }
}
