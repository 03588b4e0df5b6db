package dev.diorama.scenarios.lessons;

import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;
import dev.diorama.whatif.price.PriceList;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.BucketAccelerateStatus;

/** From far away, parts and Transfer Acceleration help, and most of all together. */
final class FarUpload extends Lesson {
  private static final String HOME = "us-east-1";

  /** What is priced. */
  private static final int UPLOADS = 1_000;

  FarUpload() {
    super(
        35,
        Subject.BLOG,
        Domain.PERFORMING,
        Guide.S3.page("transfer-acceleration"),
        Guide.S3.page("qfacts"),
        Guide.CLOUDFRONT.page("RequestAndResponseBehaviorS3Origin"));
  }

  @Override
  void given(Observations saw) {
    saw.note("megabytes", Uploads.MEGABYTES);
  }

  @Override
  void run(Lab lab, Observations saw) {
    Bench bench = lab.bench();
    Uploads seoul = new Uploads(bench, City.SEOUL);
    saw.seconds("plain", seoul.whole(false)).seconds("parts", seoul.inParts(false));
    saw.seconds("fast", seoul.whole(true)).seconds("fast.parts", seoul.inParts(true));
    bySite(lab.bench(), saw);
    PriceList prices = PriceList.standard();
    double request = prices.price(HOME, "s3", "requests_put_copy_post_list").cost((double) UPLOADS);
    double parts =
        prices
            .price(HOME, "s3", "requests_put_copy_post_list")
            .cost((double) UPLOADS * (seoul.parts() + 2));
    double gigabytes = UPLOADS * Uploads.MEGABYTES / 1_024.0;
    double faster =
        prices
            .price(HOME, "s3", "transfer_acceleration", "upload_through_other_edge")
            .cost(gigabytes);
    double passed =
        prices.global("cloudfront", "edge_regions", "asia_pacific", "to_origin").cost(gigabytes)
            + prices
                .global("cloudfront", "edge_regions", "asia_pacific", "https_requests")
                .cost((double) UPLOADS);
    saw.note("uploads", UPLOADS);
    saw.cents("plain.usd", request).cents("parts.usd", parts);
    saw.cents("fast.usd", request + faster).cents("fast.parts.usd", parts + faster);
    saw.cents("site.usd", request + passed);
    bench.bucket("my.blog.uploads");
    saw.note(
        "dots",
        Bench.outcome(
            () ->
                bench
                    .s3()
                    .putBucketAccelerateConfiguration(
                        put ->
                            put.bucket("my.blog.uploads")
                                .accelerateConfiguration(
                                    c -> c.status(BucketAccelerateStatus.ENABLED)))));
    saw.answer(
        'b',
        saw.number("parts") < saw.number("plain")
            && saw.number("fast") < saw.number("plain")
            && saw.number("fast.parts") < saw.number("parts")
            && saw.number("site.again") == 1);
  }

  /**
   * A PUT to a CloudFront distribution, which passes it on to the bucket. How long its bytes are on
   * the way is not shown: CloudFront's is another model than that of the four ways to S3.
   */
  private static void bySite(Bench bench, Observations saw) {
    EdgeSite site = EdgeSite.on(bench, new EdgeSite.Plan().uploads());
    Browser author = bench.browser(City.SEOUL);
    byte[] file = new byte[Uploads.MEGABYTES << 20];
    Browser.Answer answer =
        author.send("PUT", site.url("large.jpg"), Map.of("Content-Type", "image/jpeg"), file);
    saw.note("site.status", answer.status());
    author.send("GET", site.url("large.jpg"), Map.of("Range", "bytes=0-9"), null);
    saw.note("site.again", site.originReads());
  }
}
