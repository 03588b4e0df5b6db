package dev.diorama.cloudformation.resource;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.Tag;

/** {@code AWS::S3::*}. */
final class S3Types {
  private static final Set<String> DASHED_WEBSITES =
      Set.of(
          "us-east-1",
          "us-west-1",
          "us-west-2",
          "ap-southeast-1",
          "ap-southeast-2",
          "ap-northeast-1",
          "eu-west-1",
          "sa-east-1");

  private S3Types() {}

  static void addTo(ResourceTypes types) {
    types.add(
        "AWS::S3::Bucket", S3Types::createBucket, ResourceTypes.Remover.byId(S3Types::delete));
    types.add(
        "AWS::S3::BucketPolicy",
        S3Types::putPolicy,
        ResourceTypes.Remover.byId(
            (call, bucket) ->
                call.send(
                    DeleteBucketPolicyRequest.builder().bucket(bucket).build(),
                    DeleteBucketPolicyResponse.class)));
  }

  private static DeleteBucketResponse delete(ResourceCall call, String bucket) {
    return call.send(
        DeleteBucketRequest.builder().bucket(bucket).build(), DeleteBucketResponse.class);
  }

  private static ResourceType.Made createBucket(ResourceCall call, Properties properties) {
    String name = properties.text("BucketName").orElseGet(() -> call.generatedLowerName(63));
    Configuration configuration = new Configuration(call, name, properties);
    S3BucketFeatures features = new S3BucketFeatures(call, properties);
    properties.done(
        Set.of(
            "AccessControl",
            "AnalyticsConfigurations",
            "IntelligentTieringConfigurations",
            "InventoryConfigurations",
            "LifecycleConfiguration",
            "LoggingConfiguration",
            "MetadataTableConfiguration",
            "MetricsConfigurations",
            "ObjectLockConfiguration",
            "ObjectLockEnabled",
            "ReplicationConfiguration"));
    CreateBucketRequest.Builder create = CreateBucketRequest.builder().bucket(name);
    if (!call.region().equals("us-east-1")) {
      create.createBucketConfiguration(
          CreateBucketConfiguration.builder().locationConstraint(call.region()).build());
    }
    call.send(create.build(), CreateBucketResponse.class);
    try {
      configuration.apply();
      features.apply(name);
    } catch (RuntimeException e) {
      // The engine does not know of a bucket that was not finished: leave none behind.
      delete(call, name);
      throw e;
    }
    return ResourceType.Made.of(name)
        .with("Arn", "arn:aws:s3:::" + name)
        .with("DomainName", name + ".s3.amazonaws.com")
        .with("DualStackDomainName", name + ".s3.dualstack." + call.region() + ".amazonaws.com")
        .with("RegionalDomainName", name + ".s3." + call.region() + ".amazonaws.com")
        .with("WebsiteURL", websiteUrl(name, call.region()));
  }

  /**
   * The older Regions have a dash before their name, the others a dot, documented:
   * https://docs.aws.amazon.com/general/latest/gr/s3.html#s3_website_region_endpoints.
   */
  private static String websiteUrl(String bucket, String region) {
    char separator = DASHED_WEBSITES.contains(region) ? '-' : '.';
    return "http://" + bucket + ".s3-website" + separator + region + ".amazonaws.com";
  }

  /** What a bucket is given once it stands, read before it is made so that errors come first. */
  private static final class Configuration {
    private final ResourceCall call;
    private final String bucket;
    private final Optional<PublicAccessBlockConfiguration> block;
    private final Optional<ServerSideEncryptionConfiguration> encryption;
    private final Optional<CORSConfiguration> cors;
    private final Optional<OwnershipControls> ownership;
    private final Optional<String> versioning;
    private final Map<String, String> tags;

    Configuration(ResourceCall call, String bucket, Properties properties) {
      Binder binder = new Binder(call.logicalId());
      this.call = call;
      this.bucket = bucket;
      this.block =
          properties
              .take("PublicAccessBlockConfiguration")
              .map(value -> binder.bind(PublicAccessBlockConfiguration.builder(), value).build());
      this.encryption = properties.take("BucketEncryption").map(v -> encryption(binder, v));
      this.cors =
          properties
              .take("CorsConfiguration")
              .map(
                  value -> {
                    List<CORSRule> rules = new ArrayList<>();
                    value
                        .get("CorsRules")
                        .ifPresent(all -> all.items().forEach(r -> rules.add(rule(call, r))));
                    return CORSConfiguration.builder().corsRules(rules).build();
                  });
      this.ownership =
          properties
              .take("OwnershipControls")
              .map(value -> binder.bind(OwnershipControls.builder(), value).build());
      this.versioning =
          properties.take("VersioningConfiguration").flatMap(value -> value.text("Status"));
      this.tags = properties.tags("Tags");
    }

    private static ServerSideEncryptionConfiguration encryption(Binder binder, Json value) {
      List<ServerSideEncryptionRule> rules = new ArrayList<>();
      value
          .get("ServerSideEncryptionConfiguration")
          .ifPresent(
              all ->
                  all.items()
                      .forEach(
                          rule -> {
                            Json byDefault =
                                rule.get("ServerSideEncryptionByDefault").orElse(Json.empty());
                            rules.add(
                                ServerSideEncryptionRule.builder()
                                    .applyServerSideEncryptionByDefault(
                                        binder
                                            .bind(
                                                ServerSideEncryptionByDefault.builder(), byDefault)
                                            .build())
                                    .bucketKeyEnabled(
                                        rule.text("BucketKeyEnabled")
                                            .map(Boolean::valueOf)
                                            .orElse(null))
                                    .build());
                          }));
      return ServerSideEncryptionConfiguration.builder().rules(rules).build();
    }

    private static CORSRule rule(ResourceCall call, Json rule) {
      Properties one = call.properties((Json.Obj) rule);
      CORSRule.Builder builder =
          CORSRule.builder()
              .allowedHeaders(one.texts("AllowedHeaders"))
              .allowedMethods(one.texts("AllowedMethods"))
              .allowedOrigins(one.texts("AllowedOrigins"))
              .exposeHeaders(one.texts("ExposedHeaders"));
      one.text("Id").ifPresent(builder::id);
      one.text("MaxAge").map(Integer::valueOf).ifPresent(builder::maxAgeSeconds);
      one.done();
      return builder.build();
    }

    void apply() {
      block.ifPresent(
          value ->
              call.send(
                  PutPublicAccessBlockRequest.builder()
                      .bucket(bucket)
                      .publicAccessBlockConfiguration(value)
                      .build(),
                  PutPublicAccessBlockResponse.class));
      encryption.ifPresent(
          value ->
              call.send(
                  PutBucketEncryptionRequest.builder()
                      .bucket(bucket)
                      .serverSideEncryptionConfiguration(value)
                      .build(),
                  PutBucketEncryptionResponse.class));
      cors.ifPresent(
          value ->
              call.send(
                  PutBucketCorsRequest.builder().bucket(bucket).corsConfiguration(value).build(),
                  PutBucketCorsResponse.class));
      ownership.ifPresent(
          value ->
              call.send(
                  PutBucketOwnershipControlsRequest.builder()
                      .bucket(bucket)
                      .ownershipControls(value)
                      .build(),
                  PutBucketOwnershipControlsResponse.class));
      versioning.ifPresent(
          status ->
              call.send(
                  PutBucketVersioningRequest.builder()
                      .bucket(bucket)
                      .versioningConfiguration(
                          v -> v.status(BucketVersioningStatus.fromValue(status)))
                      .build(),
                  PutBucketVersioningResponse.class));
      if (!tags.isEmpty()) {
        List<Tag> list = new ArrayList<>();
        tags.forEach((key, value) -> list.add(Tag.builder().key(key).value(value).build()));
        call.send(
            PutBucketTaggingRequest.builder().bucket(bucket).tagging(t -> t.tagSet(list)).build(),
            PutBucketTaggingResponse.class);
      }
    }
  }

  private static ResourceType.Made putPolicy(ResourceCall call, Properties properties) {
    String bucket = properties.requireText("Bucket");
    String document = ResourceTypes.document().apply(properties.require("PolicyDocument"));
    properties.done();
    call.send(
        PutBucketPolicyRequest.builder().bucket(bucket).policy(document).build(),
        PutBucketPolicyResponse.class);
    return ResourceType.Made.of(bucket);
  }
}
