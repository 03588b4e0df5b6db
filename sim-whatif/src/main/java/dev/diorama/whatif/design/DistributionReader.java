package dev.diorama.whatif.design;

import dev.diorama.cloudfront.CloudFront;
import dev.diorama.core.json.Json;
import dev.diorama.whatif.design.Design.Behavior;
import dev.diorama.whatif.design.Design.Distribution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;

/** Reads distributions: where each path goes and how long its answers are kept. */
final class DistributionReader {
  /**
   * Documented:
   * https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html
   */
  private static final String DEFAULT_PRICE_CLASS = "PriceClass_All";

  /** Of a cache policy, documented in API_CachePolicyConfig. */
  private static final long DEFAULT_SECONDS = 86_400;

  private static final long LONGEST_SECONDS = 31_536_000;

  private final Resources resources;
  private final Map<String, CachePolicyConfig> managed = CloudFront.managedCachePolicies();

  DistributionReader(Resources resources) {
    this.resources = resources;
  }

  List<Distribution> distributions() {
    List<Distribution> distributions = new ArrayList<>();
    for (Resources.Resource each : resources.of("AWS::CloudFront::Distribution")) {
      Resources.Resource config =
          each.part(each.properties().get("DistributionConfig").orElse(Json.empty()));
      Map<String, String> origins = new LinkedHashMap<>();
      for (Json origin : config.list("Origins")) {
        origins.put(
            origin.text("Id").orElse(""), Resources.first(origin.text("DomainName").orElse("")));
      }
      List<Behavior> behaviors = new ArrayList<>();
      for (Json behavior : config.list("CacheBehaviors")) {
        behaviors.add(
            behavior(config.part(behavior), behavior.text("PathPattern").orElse(""), origins));
      }
      config
          .properties()
          .get("DefaultCacheBehavior")
          .ifPresent(behavior -> behaviors.add(behavior(config.part(behavior), "*", origins)));
      distributions.add(
          new Distribution(each.id(), config.text(DEFAULT_PRICE_CLASS, "PriceClass"), behaviors));
    }
    return distributions;
  }

  private Behavior behavior(
      Resources.Resource behavior, String pattern, Map<String, String> origins) {
    String origin = origins.getOrDefault(behavior.text("", "TargetOriginId"), "");
    String known = resources.named(origin).map(Resources.Resource::id).orElse("");
    String policy = behavior.text("", "CachePolicyId");
    CachePolicyConfig ready = managed.get(policy);
    if (ready != null) {
      return new Behavior(pattern, known, ready.minTTL(), ready.defaultTTL(), ready.maxTTL());
    }
    Resources.Resource own =
        resources
            .named(policy)
            .map(
                found ->
                    found.part(found.properties().get("CachePolicyConfig").orElse(Json.empty())))
            // Without a policy the times stand in the behavior itself, the old way.
            .orElse(behavior);
    return new Behavior(
        pattern,
        known,
        (long) own.number(0, "MinTTL"),
        (long) own.number(DEFAULT_SECONDS, "DefaultTTL"),
        (long) own.number(LONGEST_SECONDS, "MaxTTL"));
  }
}
