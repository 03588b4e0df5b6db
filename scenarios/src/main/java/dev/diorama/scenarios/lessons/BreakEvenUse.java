package dev.diorama.scenarios.lessons;

import dev.diorama.whatif.cost.Billing;
import dev.diorama.whatif.price.Price;
import dev.diorama.whatif.price.PriceList;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeyType;

/** Provisioned capacity is paid for whether it is used or not; above some use it is cheaper. */
final class BreakEvenUse extends Lesson {
  private static final int UNITS = 10;
  private static final int SECONDS = 120;
  private static final int[] USES = {10, 30, 50, 70, 90};

  BreakEvenUse() {
    super(
        24,
        Subject.BOTH,
        Domain.COST,
        Guide.DYNAMODB.page("capacity-mode"),
        Guide.DYNAMODB.page("CostOptimization_TableCapacityMode"));
  }

  @Override
  void given(Observations saw) {
    saw.note("units", UNITS);
  }

  @Override
  void run(Lab lab, Observations saw) {
    Price hour = price("provisioned", "write_capacity_unit_hour");
    Price request = price("on_demand", "write_request_unit");
    Price before = price("on_demand", "write_request_unit_before_2024_11");
    double provisioned = hour.cost(UNITS * Billing.MONTH_SECONDS / 3_600);
    saw.cents("provisioned", provisioned);
    long refused = 0;
    for (int use : USES) {
      Bench bench = lab.bench();
      refused += write(bench, use);
      double consumed = bench.metric("AWS/DynamoDB", "ConsumedWriteCapacityUnits");
      double month = consumed / SECONDS * Billing.MONTH_SECONDS;
      saw.note("units." + use, consumed);
      saw.cents("now." + use, request.cost(month)).cents("before." + use, before.cost(month));
    }
    saw.note("refused", refused);
    double full = UNITS * Billing.MONTH_SECONDS;
    saw.percent("even.now", provisioned, request.cost(full));
    saw.percent("even.before", provisioned, before.cost(full));
    saw.answer(
        'a',
        refused == 0
            && saw.number("now.10") < provisioned
            && saw.number("now.50") > provisioned
            && saw.number("even.now") > saw.number("even.before"));
  }

  private static Price price(String mode, String unit) {
    return PriceList.standard().price("us-east-1", "dynamodb", mode, unit);
  }

  /** Writes items of one unit evenly, at that share of the table's capacity; what was refused. */
  private static long write(Bench bench, int percent) {
    DynamoDbClient dynamo = bench.dynamo();
    dynamo.createTable(
        table ->
            table
                .tableName("orders")
                .attributeDefinitions(GlobalTables.text("id"))
                .keySchema(GlobalTables.key("id", KeyType.HASH))
                .provisionedThroughput(
                    units -> units.readCapacityUnits(1L).writeCapacityUnits((long) UNITS)));
    int writes = UNITS * SECONDS * percent / 100;
    long refused = 0;
    for (int i = 0; i < writes; i++) {
      Map<String, AttributeValue> order = Map.of("id", AttributeValue.fromS("order" + i));
      String outcome = Bench.outcome(() -> dynamo.putItem(p -> p.tableName("orders").item(order)));
      refused += outcome.equals("200") ? 0 : 1;
      bench.advance(Duration.ofMillis(SECONDS * 1_000L / writes));
    }
    return refused;
  }
}
