package dev.diorama.scenarios.lessons;

import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;
import java.util.Locale;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.s3.S3Client;

/** Public bucket, OAI, OAC, and OAC whose bucket policy forgets for whom CloudFront asks. */
final class FourWaysToABucket extends Lesson {
  private static final String STATEMENT =
      "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": %s,"
          + " \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::%s/*\"%s}]}";

  private static final String SERVICE = "{\"Service\": \"cloudfront.amazonaws.com\"}";

  FourWaysToABucket() {
    super(
        28,
        Subject.BLOG,
        Domain.SECURE,
        Guide.CLOUDFRONT.page("private-content-restricting-access-to-s3"),
        Guide.S3.page("access-control-block-public-access"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    Bench bench = lab.bench();
    CloudFrontClient cloudFront = bench.client(CloudFrontClient.builder());
    String control = EdgeSite.control(cloudFront, "mine");
    String foreign = EdgeSite.control(cloudFront, "somebody-elses");

    String open = bucket(bench, "public");
    bench.s3().deletePublicAccessBlock(delete -> delete.bucket(open));
    policy(bench, open, "\"*\"", "");
    ask(bench, saw, "open", open, distribution(cloudFront, open, "", ""), foreign);

    String legacy = bucket(bench, "oai");
    String identity =
        cloudFront
            .createCloudFrontOriginAccessIdentity(
                create ->
                    create.cloudFrontOriginAccessIdentityConfig(
                        config -> config.callerReference("oai").comment("")))
            .cloudFrontOriginAccessIdentity()
            .id();
    policy(
        bench,
        legacy,
        "{\"AWS\": \"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity "
            + identity
            + "\"}",
        "");
    ask(bench, saw, "oai", legacy, distribution(cloudFront, legacy, "", identity), foreign);

    String loose = bucket(bench, "loose");
    policy(bench, loose, SERVICE, "");
    ask(bench, saw, "loose", loose, distribution(cloudFront, loose, control, ""), foreign);

    String strict = bucket(bench, "strict");
    Distribution mine = distribution(cloudFront, strict, control, "");
    policy(
        bench,
        strict,
        SERVICE,
        ", \"Condition\": {\"StringEquals\": {\"AWS:SourceArn\": \"" + mine.arn() + "\"}}");
    ask(bench, saw, "strict", strict, mine, foreign);
    saw.answer(
        'c',
        saw.values().get("loose.foreign").equals("200")
            && saw.values().get("loose.direct").startsWith("403")
            && saw.values().get("strict.foreign").startsWith("403")
            && saw.values().get("strict.site").equals("200"));
  }

  private static String bucket(Bench bench, String kind) {
    String bucket = bench.bucket("myblog-" + kind.toLowerCase(Locale.ROOT));
    S3Client s3 = bench.s3();
    s3.putObject(p -> p.bucket(bucket).key("post.html"), RequestBody.fromString("<p>hi</p>"));
    return bucket;
  }

  private static void policy(Bench bench, String bucket, String principal, String condition) {
    bench
        .s3()
        .putBucketPolicy(
            put -> put.bucket(bucket).policy(STATEMENT.formatted(principal, bucket, condition)));
  }

  private static Distribution distribution(
      CloudFrontClient cloudFront, String bucket, String control, String identity) {
    return EdgeSite.distribution(
        cloudFront,
        bucket,
        control,
        new EdgeSite.Plan()
            .origin(
                origin ->
                    origin.s3OriginConfig(
                        s3 ->
                            s3.originAccessIdentity(
                                identity.isEmpty()
                                    ? ""
                                    : "origin-access-identity/cloudfront/" + identity))));
  }

  /** Asks through the site, S3 itself, and a distribution that somebody else has made. */
  private static void ask(
      Bench bench,
      Observations saw,
      String kind,
      String bucket,
      Distribution mine,
      String foreignControl) {
    Distribution foreign =
        EdgeSite.distribution(
            bench.client(CloudFrontClient.builder()), bucket, foreignControl, new EdgeSite.Plan());
    bench.settle();
    Browser browser = bench.browser(City.LONDON);
    saw.note(
        kind + ".site", Bench.outcome(browser.get("https://" + mine.domainName() + "/post.html")));
    saw.note(
        kind + ".direct",
        Bench.outcome(browser.get("https://" + bucket + ".s3.amazonaws.com/post.html")));
    saw.note(
        kind + ".foreign",
        Bench.outcome(browser.get("https://" + foreign.domainName() + "/post.html")));
  }
}
