package dev.diorama.scenarios.lessons;

import dev.diorama.Stack;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A function whose output starts itself again is stopped after some sixteen turns. */
final class SameBucketLoop extends Lesson {
  SameBucketLoop() {
    super(
        37,
        Subject.BLOG,
        Domain.RESILIENT,
        Guide.S3.page("EventNotifications"),
        Guide.LAMBDA.page("invocation-recursion"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    upload(lab.bench(), saw, "same", "uploads/");
    upload(lab.bench(), saw, "other", "thumbnails/");
    saw.answer(
        'b',
        saw.number("same.runs") > 10
            && saw.number("same.runs") < 20
            && saw.number("same.dropped") == 1
            && saw.number("other.runs") == 1);
  }

  private static void upload(Bench bench, Observations saw, String kind, String prefix) {
    Stack stack = bench.deploy("copier", "Prefix", prefix);
    S3Client s3 = bench.s3();
    String bucket = stack.output("BucketName");
    s3.putObject(p -> p.bucket(bucket).key("uploads/sea.jpg"), RequestBody.fromString("a picture"));
    bench.settle();
    String function = stack.output("FunctionName");
    saw.note(
        kind + ".runs",
        Math.round(bench.metric("AWS/Lambda", "Invocations", "FunctionName", function)));
    saw.note(
        kind + ".dropped",
        Math.round(
            bench.metric("AWS/Lambda", "RecursiveInvocationsDropped", "FunctionName", function)));
    saw.note(kind + ".objects", s3.listObjectsV2(list -> list.bucket(bucket)).keyCount());
    saw.note(
        kind + ".letters",
        bench
            .sqs()
            .receiveMessage(r -> r.queueUrl(stack.output("DeadLetterQueueUrl")))
            .messages()
            .size());
  }
}
