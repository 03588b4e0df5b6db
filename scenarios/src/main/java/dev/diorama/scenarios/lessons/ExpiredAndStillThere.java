package dev.diorama.scenarios.lessons;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Identity;
import software.amazon.awssdk.services.dynamodb.model.OperationType;

/** TTL deletes late and for nothing; only the Region that did it says that the service did. */
final class ExpiredAndStillThere extends Lesson {
  private static final String SEOUL = "ap-northeast-2";
  private static final int SESSIONS = 20;

  ExpiredAndStillThere() {
    super(
        45,
        Subject.BLOG,
        Domain.COST,
        Guide.DYNAMODB.page("TTL"),
        Guide.DYNAMODB.page("time-to-live-ttl-streams"));
  }

  @Override
  void given(Observations saw) {
    saw.note("sessions", SESSIONS);
  }

  @Override
  void run(Lab lab, Observations saw) {
    Bench alone = lab.bench();
    DynamoDbClient single = withSessions(alone);
    double before = units(alone);
    alone.secondsUntil(() -> left(single) == 0, 3_600, 72 * 3_600);
    saw.note("units.single", units(alone) - before);

    Bench bench = lab.bench();
    DynamoDbClient dynamo = withSessions(bench, SEOUL);
    before = units(bench);
    bench.seconds(3_660);
    saw.note("minute", left(dynamo));
    bench.seconds(12 * 3_600);
    saw.note("half.day", left(dynamo));
    saw.note(
        "hours", bench.secondsUntil(() -> left(dynamo) == 0, 1_800, 72 * 3_600) / 3_600.0 + 12);
    bench.settle();
    saw.note("units.global", units(bench) - before);
    saw.note("virginia", byService(bench)).note("seoul", byService(bench.in(SEOUL)));
    saw.answer(
        'b',
        saw.number("minute") > SESSIONS / 2.0
            && saw.number("units.single") == 0
            && saw.number("units.global") == SESSIONS
            && saw.number("hours") > 12);
  }

  /** A table, perhaps with a replica, whose sessions all end in an hour. */
  private static DynamoDbClient withSessions(Bench bench, String... replicas) {
    DynamoDbClient dynamo = GlobalTables.table(bench, "sessions", "id", replicas);
    dynamo.updateTimeToLive(
        update ->
            update
                .tableName("sessions")
                .timeToLiveSpecification(ttl -> ttl.attributeName("expires").enabled(true)));
    long expires = bench.cloud().clock().instant().getEpochSecond() + 3_600;
    for (int i = 0; i < SESSIONS; i++) {
      Map<String, AttributeValue> session =
          Map.of(
              "id", AttributeValue.fromS("session" + i),
              "expires", AttributeValue.fromN(Long.toString(expires)));
      dynamo.putItem(put -> put.tableName("sessions").item(session));
    }
    bench.settle();
    return dynamo;
  }

  private static int left(DynamoDbClient dynamo) {
    return dynamo.scan(scan -> scan.tableName("sessions").consistentRead(true)).count();
  }

  /** Write units of all Regions together. */
  private static double units(Bench bench) {
    return bench.metric("AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", "sessions");
  }

  /** How many deletions a Region's stream says were the service's, of those in the last day. */
  private static String byService(Bench bench) {
    long all = 0;
    long service = 0;
    for (var record : GlobalTables.records(bench, "sessions")) {
      if (record.eventName() == OperationType.REMOVE) {
        all++;
        Identity by = record.userIdentity();
        service += by != null && "Service".equals(by.type()) ? 1 : 0;
      }
    }
    return service + "/" + all;
  }
}
