package dev.diorama.scenarios.lessons;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Whoever may not list a bucket is told 403 of a key that is not there. */
final class MissingKeyWithoutList extends Lesson {
  private static final String POLICY =
      "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [%s],"
          + " \"Resource\": [\"arn:aws:s3:::files\", \"arn:aws:s3:::files/*\"]}]}";

  MissingKeyWithoutList() {
    super(
        15,
        Subject.TODO_LIST,
        Domain.SECURE,
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html",
        Guide.IAM.page("reference_policies_examples_s3_cognito-bucket"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    Bench bench = lab.bench();
    bench.bucket("files");
    bench
        .s3()
        .putObject(put -> put.bucket("files").key("there.txt"), RequestBody.fromString("here"));
    ask(bench, saw, "get", "\"s3:GetObject\"");
    ask(bench, saw, "list", "\"s3:GetObject\", \"s3:ListBucket\"");
    saw.answer(
        'c',
        saw.values().get("get.missing").startsWith("403")
            && saw.values().get("list.missing").startsWith("404"));
  }

  private static void ask(Bench bench, Observations saw, String kind, String actions) {
    S3Client s3 = bench.client(S3Client.builder(), bench.user(kind, POLICY.formatted(actions)));
    saw.note(kind + ".there", read(s3, "there.txt")).note(kind + ".missing", read(s3, "gone.txt"));
    saw.note(
        kind + ".listing", Bench.outcome(() -> s3.listObjectsV2(list -> list.bucket("files"))));
  }

  private static String read(S3Client s3, String key) {
    return Bench.outcome(() -> s3.getObjectAsBytes(get -> get.bucket("files").key(key)));
  }
}
