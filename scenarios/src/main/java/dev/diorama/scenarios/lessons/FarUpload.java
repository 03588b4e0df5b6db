package dev.diorama.scenarios.lessons;

import dev.diorama.core.place.City;
import software.amazon.awssdk.services.s3.model.BucketAccelerateStatus;

/** From far away, parts and Transfer Acceleration help, and most of all together. */
final class FarUpload extends Lesson {
  FarUpload() {
    super(
        35,
        Subject.BLOG,
        Domain.PERFORMING,
        Guide.S3.page("transfer-acceleration"),
        Guide.S3.page("qfacts"));
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
            && saw.number("fast.parts") < saw.number("parts"));
  }
}
