package dev.diorama.scenarios.lessons;

import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.Method;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.s3.S3Client;

/** A private bucket with a CloudFront distribution in front of it, by Origin Access Control. */
final class EdgeSite {
  /** The managed policy CachingOptimized. */
  static final String OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";

  private static final String BUCKET = "myblog-pages";

  private static final List<Method> READING = List.of(Method.GET, Method.HEAD);
  private static final List<Method> ALL_METHODS =
      List.of(
          Method.GET,
          Method.HEAD,
          Method.OPTIONS,
          Method.PUT,
          Method.POST,
          Method.PATCH,
          Method.DELETE);

  /** What is to be different from a plain site. */
  static final class Plan {
    private String cachePolicy = OPTIMIZED;
    private boolean listing = true;
    private boolean uploads;
    private Consumer<Origin.Builder> origin = builder -> {};
    private Consumer<DistributionConfig.Builder> config = builder -> {};

    Plan cachePolicy(String id) {
      this.cachePolicy = id;
      return this;
    }

    /** Without it S3 says 403 of what is not there. */
    Plan withoutListing() {
      this.listing = false;
      return this;
    }

    /** Passes PUT requests on as well, which the bucket takes from CloudFront. */
    Plan uploads() {
      this.uploads = true;
      return this;
    }

    Plan origin(Consumer<Origin.Builder> change) {
      this.origin = change;
      return this;
    }

    Plan config(Consumer<DistributionConfig.Builder> change) {
      this.config = change;
      return this;
    }
  }

  private final Bench bench;
  private final CloudFrontClient cloudFront;
  private final S3Client s3;
  private final Distribution distribution;

  private EdgeSite(Bench bench, Plan plan) {
    this.bench = bench;
    this.cloudFront = bench.client(CloudFrontClient.builder());
    this.s3 = bench.s3();
    bench.bucket(BUCKET);
    String control = control(cloudFront, "site");
    this.distribution = distribution(cloudFront, BUCKET, control, plan);
    String statement =
        "{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"cloudfront.amazonaws.com\"},"
            + " \"Action\": \"%s\", \"Resource\": \"arn:aws:s3:::"
            + BUCKET
            + "%s\", \"Condition\": {\"StringEquals\": {\"AWS:SourceArn\": \""
            + distribution.arn()
            + "\"}}}";
    String read = statement.formatted("s3:GetObject", "/*");
    String write = plan.uploads ? ", " + statement.formatted("s3:PutObject", "/*") : "";
    String list = plan.listing ? ", " + statement.formatted("s3:ListBucket", "") : "";
    s3.putBucketPolicy(
        put ->
            put.bucket(BUCKET)
                .policy(
                    "{\"Version\": \"2012-10-17\", \"Statement\": [" + read + write + list + "]}"));
    bench.settle();
  }

  static EdgeSite on(Bench bench) {
    return on(bench, new Plan());
  }

  static EdgeSite on(Bench bench, Plan plan) {
    return new EdgeSite(bench, plan);
  }

  /** Makes an Origin Access Control that signs every request to S3. */
  static String control(CloudFrontClient cloudFront, String name) {
    return cloudFront
        .createOriginAccessControl(
            create ->
                create.originAccessControlConfig(
                    config ->
                        config
                            .name(name)
                            .originAccessControlOriginType("s3")
                            .signingBehavior("always")
                            .signingProtocol("sigv4")))
        .originAccessControl()
        .id();
  }

  /** Makes a distribution in front of a bucket; it answers when it is deployed. */
  static Distribution distribution(
      CloudFrontClient cloudFront, String bucket, String control, Plan plan) {
    Origin.Builder origin =
        Origin.builder()
            .id("bucket")
            .domainName(bucket + ".s3.us-east-1.amazonaws.com")
            .originAccessControlId(control)
            .s3OriginConfig(s3 -> s3.originAccessIdentity(""));
    plan.origin.accept(origin);
    DistributionConfig.Builder config =
        DistributionConfig.builder()
            .callerReference(bucket + control)
            .comment("")
            .enabled(true)
            .origins(origins -> origins.quantity(1).items(origin.build()))
            .defaultCacheBehavior(
                DefaultCacheBehavior.builder()
                    .targetOriginId("bucket")
                    .viewerProtocolPolicy("allow-all")
                    .cachePolicyId(plan.cachePolicy)
                    .allowedMethods(
                        methods -> {
                          List<Method> allowed = plan.uploads ? ALL_METHODS : READING;
                          methods.quantity(allowed.size()).items(allowed);
                          methods.cachedMethods(
                              cached -> cached.quantity(READING.size()).items(READING));
                        })
                    .build());
    plan.config.accept(config);
    return cloudFront
        .createDistribution(create -> create.distributionConfig(config.build()))
        .distribution();
  }

  /** Makes a cache policy that keeps what the origin says nothing of for a day. */
  static String policy(Bench bench, Consumer<CachePolicyConfig.Builder> change) {
    CachePolicyConfig.Builder config =
        CachePolicyConfig.builder()
            .name("lesson")
            .minTTL(0L)
            .defaultTTL(86_400L)
            .maxTTL(31_536_000L)
            .parametersInCacheKeyAndForwardedToOrigin(
                key ->
                    key.enableAcceptEncodingGzip(true)
                        .headersConfig(headers -> headers.headerBehavior("none"))
                        .cookiesConfig(cookies -> cookies.cookieBehavior("none"))
                        .queryStringsConfig(query -> query.queryStringBehavior("none")));
    change.accept(config);
    return bench
        .client(CloudFrontClient.builder())
        .createCachePolicy(create -> create.cachePolicyConfig(config.build()))
        .cachePolicy()
        .id();
  }

  CloudFrontClient cloudFront() {
    return cloudFront;
  }

  String distributionId() {
    return distribution.id();
  }

  /** The address of a page. */
  String url(String key) {
    return "https://" + distribution.domainName() + "/" + key;
  }

  void put(String key, String text) {
    s3.putObject(
        put -> put.bucket(BUCKET).key(key).contentType("text/html"), RequestBody.fromString(text));
  }

  /** Puts a page that says itself how long it may be kept. */
  void put(String key, String text, String cacheControl) {
    s3.putObject(
        put -> put.bucket(BUCKET).key(key).contentType("text/html").cacheControl(cacheControl),
        RequestBody.fromString(text));
  }

  /** How often S3 was asked for an object so far. */
  long originReads() {
    return bench.count("s3", "GetObject");
  }
}
