package dev.diorama.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A provisioned table by template, whose writes are scaled by what it really consumes. */
class ScalingStackTest {
  private static final String TEMPLATE =
      """
      Resources:
        Todos:
          Type: AWS::DynamoDB::Table
          Properties:
            TableName: Todos
            AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
            KeySchema: [{AttributeName: id, KeyType: HASH}]
            ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 5}
        Writes:
          Type: AWS::ApplicationAutoScaling::ScalableTarget
          Properties:
            ServiceNamespace: dynamodb
            ResourceId: !Sub table/${Todos}
            ScalableDimension: dynamodb:table:WriteCapacityUnits
            MinCapacity: 5
            MaxCapacity: 100
        Track:
          Type: AWS::ApplicationAutoScaling::ScalingPolicy
          Properties:
            PolicyName: track
            PolicyType: TargetTrackingScaling
            ScalingTargetId: !Ref Writes
            TargetTrackingScalingPolicyConfiguration:
              TargetValue: 50
              PredefinedMetricSpecification:
                PredefinedMetricType: DynamoDBWriteCapacityUtilization
      """;

  private final Diorama diorama = Diorama.create();
  private final DynamoDbClient tables = diorama.client(DynamoDbClient.builder());
  private final CloudWatchClient alarms = diorama.client(CloudWatchClient.builder());
  private final ApplicationAutoScalingClient scaling =
      diorama.client(ApplicationAutoScalingClient.builder());

  @AfterEach
  void close() {
    tables.close();
    alarms.close();
    scaling.close();
    diorama.close();
  }

  private long writeUnits() {
    return tables
        .describeTable(d -> d.tableName("Todos"))
        .table()
        .provisionedThroughput()
        .writeCapacityUnits();
  }

  /** Four items a second, each of one unit: 80 percent of five. */
  private void writeFor(int minutes) {
    for (int second = 0; second < minutes * 60; second++) {
      for (int i = 0; i < 4; i++) {
        String id = second + "-" + i;
        tables.putItem(p -> p.tableName("Todos").item(Map.of("id", AttributeValue.fromS(id))));
      }
      diorama.time().advance(Duration.ofSeconds(1));
    }
  }

  @Test
  void writes_aboveTheTarget_scaleTheTableOut_andItsStackTakesAllAway() {
    diorama.deploy("todos", TEMPLATE);
    assertThat(alarms.describeAlarms().metricAlarms()).hasSize(4);

    writeFor(4);
    diorama.time().advance(Duration.ofMinutes(2));

    // The time that calls themselves take makes it somewhat fewer than four a second.
    assertThat(writeUnits()).isBetween(6L, 8L);
    assertThat(
            scaling
                .describeScalingActivities(r -> r.serviceNamespace("dynamodb"))
                .scalingActivities())
        .anySatisfy(
            activity ->
                assertThat(activity.description()).startsWith("Setting write capacity units to "));

    try (CloudFormationClient stacks = diorama.client(CloudFormationClient.builder())) {
      stacks.deleteStack(d -> d.stackName("todos"));
      diorama.time().settle();
    }
    assertThat(alarms.describeAlarms().metricAlarms()).isEmpty();
    assertThat(tables.listTables().tableNames()).isEmpty();
  }
}
