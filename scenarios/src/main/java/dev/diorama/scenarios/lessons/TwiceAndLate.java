package dev.diorama.scenarios.lessons;

import dev.diorama.Stack;
import dev.diorama.core.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** S3's events come at least once and in any order; key and sequencer put that right. */
final class TwiceAndLate extends Lesson {
  private static final int PICTURES = 40;

  /** What an event says of a picture. */
  private record Told(String key, String sequencer, String version) {}

  TwiceAndLate() {
    super(
        38,
        Subject.BLOG,
        Domain.RESILIENT,
        Guide.S3.page("EventNotifications"),
        Guide.S3.page("notification-content-structure"));
  }

  @Override
  void given(Observations saw) {
    saw.note("pictures", PICTURES);
  }

  @Override
  void run(Lab lab, Observations saw) {
    Bench bench = lab.bench();
    Stack stack = bench.deploy("fan-out");
    S3Client s3 = bench.s3();
    bench.bucket("pictures");
    s3.putBucketNotificationConfiguration(
        put ->
            put.bucket("pictures")
                .notificationConfiguration(
                    all ->
                        all.queueConfigurations(
                            QueueConfiguration.builder()
                                .queueArn(stack.output("ThumbnailsArn"))
                                .events(Event.S3_OBJECT_CREATED)
                                .build())));
    bench.cloud().cloud().events().duplicate(1, 5);
    Map<String, String> newest = new LinkedHashMap<>();
    for (int i = 0; i < PICTURES; i++) {
      String key = "picture" + i;
      for (String edition : List.of("first", "second")) {
        newest.put(
            key,
            s3.putObject(p -> p.bucket("pictures").key(key), RequestBody.fromString(edition + i))
                .eTag()
                .replace("\"", ""));
        bench.advance(Duration.ofMillis(500));
      }
    }
    bench.settle();
    judge(saw, received(bench.sqs(), stack.output("ThumbnailsUrl")), newest);
    saw.answer(
        'c',
        saw.number("messages") > 2 * PICTURES
            && saw.number("naive.old") > 0
            && saw.number("careful.old") == 0
            && saw.number("careful.done") <= 2 * PICTURES);
  }

  private static List<Told> received(SqsClient sqs, String queue) {
    List<Told> events = new ArrayList<>();
    List<Message> messages;
    do {
      messages = sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10)).messages();
      for (Message message : messages) {
        Json body = Json.parse(message.body());
        body.get("Records").ifPresent(records -> records.items().forEach(r -> add(events, r)));
        sqs.deleteMessage(d -> d.queueUrl(queue).receiptHandle(message.receiptHandle()));
      }
    } while (!messages.isEmpty());
    return events;
  }

  private static void add(List<Told> events, Json record) {
    Json object = record.at("s3", "object").orElseThrow();
    String sequencer = object.text("sequencer").orElseThrow();
    events.add(
        new Told(
            object.text("key").orElseThrow(),
            "0".repeat(Math.max(0, 32 - sequencer.length())) + sequencer,
            object.text("eTag").orElseThrow()));
  }

  /** What two consumers make of the same events: one that takes each, one that compares. */
  private static void judge(Observations saw, List<Told> events, Map<String, String> newest) {
    Map<String, Told> naive = new LinkedHashMap<>();
    Map<String, Told> careful = new LinkedHashMap<>();
    Set<Told> different = new LinkedHashSet<>(events);
    int done = 0;
    for (Told event : events) {
      naive.put(event.key(), event);
      Told known = careful.get(event.key());
      if (known == null || known.sequencer().compareTo(event.sequencer()) < 0) {
        careful.put(event.key(), event);
        done++;
      }
    }
    saw.note("uploads", 2L * newest.size()).note("messages", events.size());
    saw.note("twice", events.size() - different.size());
    saw.note("naive.done", events.size()).note("careful.done", done);
    saw.note("naive.old", old(naive, newest)).note("careful.old", old(careful, newest));
  }

  private static long old(Map<String, Told> shown, Map<String, String> newest) {
    return shown.values().stream()
        .filter(event -> !event.version().equals(newest.get(event.key())))
        .count();
  }
}
