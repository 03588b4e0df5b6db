package dev.diorama.scenarios.lessons;

import dev.diorama.Stack;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.sqs.SqsClient;

/** S3 gives an event to one target; a topic hands it on to many. FIFO queues are refused. */
final class OneUploadTwoReaders extends Lesson {
  OneUploadTwoReaders() {
    super(
        39,
        Subject.BLOG,
        Domain.RESILIENT,
        Guide.S3.page("notification-how-to-event-types-and-destinations"),
        Guide.S3.page("EventNotifications"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    Bench bench = lab.bench();
    Stack stack = bench.deploy("fan-out");
    bench.bucket("pictures");
    S3Client s3 = bench.s3();
    QueueConfiguration thumbnails = queue(stack.output("ThumbnailsArn"));
    QueueConfiguration audit = queue(stack.output("AuditArn"));
    saw.note("two", configure(s3, n -> n.queueConfigurations(thumbnails, audit)));
    saw.note("fifo", configure(s3, n -> n.queueConfigurations(queue(stack.output("OrderedArn")))));
    saw.note("one", configure(s3, n -> n.queueConfigurations(thumbnails)));
    upload(bench, stack, saw, "one");
    saw.note(
        "topic",
        configure(
            s3,
            n ->
                n.queueConfigurations(List.of())
                    .topicConfigurations(
                        TopicConfiguration.builder()
                            .topicArn(stack.output("TopicArn"))
                            .events(Event.S3_OBJECT_CREATED)
                            .build())));
    upload(bench, stack, saw, "topic");
    saw.answer(
        'c',
        saw.values().get("two").startsWith("400")
            && saw.values().get("fifo").startsWith("400")
            && saw.number("topic.thumbnails") == 1
            && saw.number("topic.audit") == 1);
  }

  private static QueueConfiguration queue(String arn) {
    return QueueConfiguration.builder().queueArn(arn).events(Event.S3_OBJECT_CREATED).build();
  }

  private static String configure(
      S3Client s3, java.util.function.Consumer<NotificationConfiguration.Builder> change) {
    return Bench.outcome(
        () ->
            s3.putBucketNotificationConfiguration(
                put -> put.bucket("pictures").notificationConfiguration(change)));
  }

  private static void upload(Bench bench, Stack stack, Observations saw, String kind) {
    bench.settle();
    count(bench, stack.output("ThumbnailsUrl"));
    count(bench, stack.output("AuditUrl"));
    bench.s3().putObject(p -> p.bucket("pictures").key(kind), RequestBody.fromString("a picture"));
    bench.settle();
    saw.note(kind + ".thumbnails", count(bench, stack.output("ThumbnailsUrl")));
    saw.note(kind + ".audit", count(bench, stack.output("AuditUrl")));
  }

  /** Takes everything out of a queue; how many of the messages were records of uploads. */
  private static long count(Bench bench, String queue) {
    SqsClient sqs = bench.sqs();
    return sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10)).messages().stream()
        .peek(m -> sqs.deleteMessage(d -> d.queueUrl(queue).receiptHandle(m.receiptHandle())))
        .filter(message -> message.body().contains("\"Records\""))
        .count();
  }
}
