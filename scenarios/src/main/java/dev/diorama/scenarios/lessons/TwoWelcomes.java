package dev.diorama.scenarios.lessons;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Every replica has a stream; whoever reads each writes to each subscriber as often. */
final class TwoWelcomes extends Lesson {
  private static final String SENDER = "hello@myblog.example";
  private static final List<String> REGIONS = List.of("us-east-1", "ap-northeast-2");
  private static final int SUBSCRIBERS = 10;

  TwoWelcomes() {
    super(
        42,
        Subject.BLOG,
        Domain.RESILIENT,
        Guide.DYNAMODB.page("V2globaltables_HowItWorks"),
        Guide.DYNAMODB.page("Streams"));
  }

  @Override
  void given(Observations saw) {
    saw.note("subscribers", SUBSCRIBERS).note("regions", REGIONS.size());
  }

  @Override
  void run(Lab lab, Observations saw) {
    subscribe(lab.bench(), saw, "every", "no");
    subscribe(lab.bench(), saw, "home", "yes");
    saw.answer(
        'c',
        saw.number("every.mails") == SUBSCRIBERS * REGIONS.size()
            && saw.number("home.mails") == SUBSCRIBERS);
  }

  private static void subscribe(Bench bench, Observations saw, String kind, String homeOnly) {
    DynamoDbClient home = GlobalTables.table(bench, "subscribers", "email", REGIONS.get(1));
    for (String region : REGIONS) {
      Bench there = bench.in(region);
      there.verifyMail(SENDER);
      there.askForProduction();
      there.deploy(
          "welcome", "StreamArn", GlobalTables.arn(there, "subscribers"), "HomeOnly", homeOnly);
    }
    bench.advance(Duration.ofHours(25));
    for (int i = 0; i < SUBSCRIBERS; i++) {
      Map<String, AttributeValue> subscriber =
          Map.of(
              "email", AttributeValue.fromS("reader" + i + "@example.com"),
              "home", AttributeValue.fromS(REGIONS.get(i % 2)));
      home.putItem(put -> put.tableName("subscribers").item(subscriber));
      bench.seconds(5);
    }
    bench.settle();
    saw.note(
        kind + ".mails",
        bench.cloud().outbox().messages().stream()
            .filter(mail -> mail.subject().equals("Welcome"))
            .count());
    for (String region : REGIONS) {
      saw.note(
          kind + (region.equals(REGIONS.get(0)) ? ".virginia" : ".seoul"),
          Math.round(
              bench
                  .cloud()
                  .metrics()
                  .in(bench.cloud().cloud().config().account(), region)
                  .total("AWS/SES", "Send")
                  .sum()));
    }
  }
}
