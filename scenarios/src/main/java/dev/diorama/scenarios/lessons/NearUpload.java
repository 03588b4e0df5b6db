package dev.diorama.scenarios.lessons;

import dev.diorama.core.place.City;

/** Next to the bucket there is no way to shorten. */
final class NearUpload extends Lesson {
  NearUpload() {
    super(36, Subject.BLOG, Domain.COST, Guide.S3.page("transfer-acceleration"));
  }

  @Override
  void given(Observations saw) {
    saw.note("megabytes", Uploads.MEGABYTES);
  }

  @Override
  void run(Lab lab, Observations saw) {
    Uploads near = new Uploads(lab.bench(), City.VIRGINIA);
    saw.seconds("near.plain", near.whole(false)).seconds("near.fast", near.whole(true));
    Uploads far = new Uploads(lab.bench(), City.SYDNEY);
    saw.seconds("far.plain", far.whole(false)).seconds("far.fast", far.whole(true));
    double nearGain = saw.number("near.plain") - saw.number("near.fast");
    double farGain = saw.number("far.plain") - saw.number("far.fast");
    saw.answer('c', nearGain < 0.2 && farGain > 1);
  }
}
