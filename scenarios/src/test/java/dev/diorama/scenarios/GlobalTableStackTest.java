package dev.diorama.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** A global table by template: its replicas, its outputs, and its end. */
class GlobalTableStackTest {
  private static final String TEMPLATE =
      """
      Resources:
        Blog:
          Type: AWS::DynamoDB::GlobalTable
          Properties:
            TableName: blog
            %s
            AttributeDefinitions:
              - {AttributeName: pk, AttributeType: S}
              - {AttributeName: author, AttributeType: S}
            KeySchema:
              - {AttributeName: pk, KeyType: HASH}
            GlobalSecondaryIndexes:
              - IndexName: byAuthor
                KeySchema: [{AttributeName: author, KeyType: HASH}]
                Projection: {ProjectionType: ALL}
            TimeToLiveSpecification: {AttributeName: expires, Enabled: true}
            %s
            Replicas:
              %s
              - Region: ap-northeast-2
                TableClass: STANDARD_INFREQUENT_ACCESS
                PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
                Tags: [{Key: team, Value: seoul}]
      Outputs:
        Name: {Value: !Ref Blog}
        Arn: {Value: !GetAtt Blog.Arn}
        Stream: {Value: !GetAtt Blog.StreamArn}
        Id: {Value: !GetAtt Blog.TableId}
      """;
  private static final String ON_DEMAND = "BillingMode: PAY_PER_REQUEST";
  private static final String STREAM = "StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}";
  private static final String HOME = "- {Region: us-east-1, DeletionProtectionEnabled: false}";

  private final Diorama diorama = Diorama.create();
  private final DynamoDbClient virginia = diorama.client(DynamoDbClient.builder());
  private final DynamoDbClient seoul =
      diorama.in("ap-northeast-2").client(DynamoDbClient.builder());

  @AfterEach
  void close() {
    diorama.close();
  }

  private String failure(String billing, String stream, String home) {
    diorama.beginDeploy("blog", TEMPLATE.formatted(billing, stream, home), Map.of());
    diorama.time().settle();
    return diorama
        .client(CloudFormationClient.builder())
        .describeStackEvents(r -> r.stackName("blog"))
        .stackEvents()
        .stream()
        .filter(each -> each.resourceStatusAsString().equals("CREATE_FAILED"))
        .map(each -> each.resourceStatusReason())
        .findFirst()
        .orElse("");
  }

  @Test
  void template_makesReplicas_andWhatIsWrittenInOneIsReadInTheOther() {
    Stack stack = diorama.deploy("blog", TEMPLATE.formatted(ON_DEMAND, STREAM, HOME));
    TableDescription home = virginia.describeTable(r -> r.tableName("blog")).table();
    TableDescription replica = seoul.describeTable(r -> r.tableName("blog")).table();
    assertThat(stack.outputs())
        .containsEntry("Name", "blog")
        .containsEntry("Arn", home.tableArn())
        .containsEntry("Stream", home.latestStreamArn())
        .containsEntry("Id", home.tableId());
    assertThat(home.replicas()).hasSize(2);
    assertThat(replica.globalTableVersion()).isEqualTo("2019.11.21");
    assertThat(replica.globalSecondaryIndexes()).hasSize(1);
    assertThat(replica.tableClassSummary().tableClassAsString())
        .isEqualTo("STANDARD_INFREQUENT_ACCESS");
    assertThat(seoul.listTagsOfResource(r -> r.resourceArn(replica.tableArn())).tags())
        .extracting(each -> each.value())
        .containsExactly("seoul");
    assertThat(
            seoul
                .describeContinuousBackups(r -> r.tableName("blog"))
                .continuousBackupsDescription()
                .pointInTimeRecoveryDescription()
                .pointInTimeRecoveryStatusAsString())
        .isEqualTo("ENABLED");
    assertThat(
            seoul
                .describeTimeToLive(r -> r.tableName("blog"))
                .timeToLiveDescription()
                .attributeName())
        .isEqualTo("expires");

    Map<String, AttributeValue> item = Map.of("pk", AttributeValue.fromS("post"));
    virginia.putItem(r -> r.tableName("blog").item(item));
    diorama.time().settle();
    assertThat(seoul.getItem(r -> r.tableName("blog").key(item)).item()).isEqualTo(item);
  }

  @Test
  void deletedStack_leavesNoReplica() {
    diorama.deploy("blog", TEMPLATE.formatted(ON_DEMAND, STREAM, HOME));
    CloudFormationClient formation = diorama.client(CloudFormationClient.builder());
    String id = formation.describeStacks(r -> r.stackName("blog")).stacks().get(0).stackId();
    formation.deleteStack(r -> r.stackName("blog"));
    diorama.time().settle();
    assertThat(formation.describeStacks(r -> r.stackName(id)).stacks().get(0).stackStatus())
        .isEqualTo(StackStatus.DELETE_COMPLETE);
    assertThat(virginia.listTables().tableNames()).isEmpty();
    assertThat(seoul.listTables().tableNames()).isEmpty();
  }

  @Test
  void templates_thatAwsWouldRefuse_fail() {
    assertThat(failure(ON_DEMAND, STREAM, "- {Region: eu-west-1}"))
        .contains("The Replicas section must contain an entry for the current region");
  }

  @Test
  void replicasWithoutStream_fail() {
    assertThat(failure(ON_DEMAND, "", HOME)).contains("You must specify StreamSpecification");
  }

  @Test
  void provisionedGlobalTableWithoutSettings_fails() {
    assertThat(failure("", STREAM, HOME))
        .contains("ReadProvisionedThroughputSettings must be specified");
  }

  private static final String PROVISIONED =
      """
      Resources:
        Blog:
          Type: AWS::DynamoDB::GlobalTable
          Properties:
            TableName: blog
            BillingMode: PROVISIONED
            AttributeDefinitions:
              - {AttributeName: pk, AttributeType: S}
              - {AttributeName: author, AttributeType: S}
            KeySchema: [{AttributeName: pk, KeyType: HASH}]
            StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
            WriteProvisionedThroughputSettings:
              WriteCapacityAutoScalingSettings: &scaling
                MinCapacity: 5
                MaxCapacity: 50
                SeedCapacity: 6
                TargetTrackingScalingPolicyConfiguration: {TargetValue: 70, ScaleInCooldown: 60}
            GlobalSecondaryIndexes:
              - IndexName: byAuthor
                KeySchema: [{AttributeName: author, KeyType: HASH}]
                Projection: {ProjectionType: ALL}
                ReadProvisionedThroughputSettings: {ReadCapacityUnits: 3}
                WriteProvisionedThroughputSettings:
                  WriteCapacityAutoScalingSettings: *scaling
            Replicas:
              - Region: us-east-1
                ReadProvisionedThroughputSettings: {ReadCapacityUnits: 7}
              - Region: ap-northeast-2
                ReadProvisionedThroughputSettings:
                  ReadCapacityAutoScalingSettings: *scaling
                GlobalSecondaryIndexes:
                  - IndexName: byAuthor
                    ReadProvisionedThroughputSettings: {ReadCapacityUnits: 9}
      """;

  private static List<String> scaled(ApplicationAutoScalingClient in) {
    return in
        .describeScalableTargets(r -> r.serviceNamespace("dynamodb"))
        .scalableTargets()
        .stream()
        .map(
            each ->
                each.resourceId()
                    + " "
                    + each.scalableDimensionAsString()
                    + " "
                    + each.minCapacity()
                    + "-"
                    + each.maxCapacity())
        .sorted()
        .toList();
  }

  @Test
  void provisionedTemplate_scalesWritesEverywhere_andReadsWhereTheyAreScaled() {
    Stack stack = diorama.deploy("blog", PROVISIONED);
    ApplicationAutoScalingClient here = diorama.client(ApplicationAutoScalingClient.builder());
    ApplicationAutoScalingClient there =
        diorama.in("ap-northeast-2").client(ApplicationAutoScalingClient.builder());
    TableDescription home = virginia.describeTable(r -> r.tableName("blog")).table();
    TableDescription replica = seoul.describeTable(r -> r.tableName("blog")).table();
    assertThat(home.provisionedThroughput().readCapacityUnits()).isEqualTo(7);
    assertThat(home.provisionedThroughput().writeCapacityUnits()).isEqualTo(6);
    assertThat(replica.provisionedThroughput().readCapacityUnits()).isEqualTo(6);
    assertThat(replica.provisionedThroughput().writeCapacityUnits()).isEqualTo(6);
    assertThat(replica.globalSecondaryIndexes().get(0).provisionedThroughput().readCapacityUnits())
        .isEqualTo(9);
    assertThat(home.globalSecondaryIndexes().get(0).provisionedThroughput().readCapacityUnits())
        .isEqualTo(3);
    assertThat(scaled(here))
        .containsExactly(
            "table/blog dynamodb:table:WriteCapacityUnits 5-50",
            "table/blog/index/byAuthor dynamodb:index:WriteCapacityUnits 5-50");
    assertThat(scaled(there))
        .containsExactly(
            "table/blog dynamodb:table:ReadCapacityUnits 5-50",
            "table/blog dynamodb:table:WriteCapacityUnits 5-50",
            "table/blog/index/byAuthor dynamodb:index:WriteCapacityUnits 5-50");
    assertThat(stack.outputs()).isEmpty();

    CloudFormationClient formation = diorama.client(CloudFormationClient.builder());
    formation.deleteStack(r -> r.stackName("blog"));
    diorama.time().settle();
    assertThat(virginia.listTables().tableNames()).isEmpty();
    assertThat(seoul.listTables().tableNames()).isEmpty();
    assertThat(scaled(here)).isEmpty();
    assertThat(scaled(there)).isEmpty();
  }

  private static final String STRONG =
      """
      Resources:
        Blog:
          Type: AWS::DynamoDB::GlobalTable
          Properties:
            TableName: blog
            BillingMode: PAY_PER_REQUEST
            MultiRegionConsistency: STRONG
            %s
            WriteOnDemandThroughputSettings: {MaxWriteRequestUnits: 40}
            AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
            KeySchema: [{AttributeName: pk, KeyType: HASH}]
            Replicas:
              - Region: us-east-1
              - Region: us-east-2
                ReadOnDemandThroughputSettings: {MaxReadRequestUnits: 20}
              %s
      """;

  @Test
  void strongTemplate_withAWitness_isReadStronglyInTheOtherRegion() {
    Stack stack =
        diorama.deploy("blog", STRONG.formatted("GlobalTableWitnesses: [{Region: us-west-2}]", ""));
    DynamoDbClient ohio = diorama.in("us-east-2").client(DynamoDbClient.builder());
    TableDescription table = virginia.describeTable(r -> r.tableName("blog")).table();
    assertThat(table.multiRegionConsistencyAsString()).isEqualTo("STRONG");
    assertThat(table.globalTableWitnesses().get(0).regionName()).isEqualTo("us-west-2");
    assertThat(table.onDemandThroughput().maxWriteRequestUnits()).isEqualTo(40);
    assertThat(
            ohio.describeTable(r -> r.tableName("blog"))
                .table()
                .onDemandThroughput()
                .maxReadRequestUnits())
        .isEqualTo(20);
    Map<String, AttributeValue> item = Map.of("pk", AttributeValue.fromS("post"));
    virginia.putItem(r -> r.tableName("blog").item(item));
    assertThat(ohio.getItem(r -> r.tableName("blog").key(item).consistentRead(true)).item())
        .isEqualTo(item);
    assertThat(stack.outputs()).isEmpty();
    diorama.client(CloudFormationClient.builder()).deleteStack(r -> r.stackName("blog"));
    diorama.time().settle();
    assertThat(virginia.listTables().tableNames()).isEmpty();
    assertThat(ohio.listTables().tableNames()).isEmpty();
  }

  @Test
  void strongTemplate_ofTwoRegionsWithoutWitness_fails() {
    diorama.beginDeploy("blog", STRONG.formatted("", ""), Map.of());
    diorama.time().settle();
    assertThat(
            diorama
                .client(CloudFormationClient.builder())
                .describeStackEvents(r -> r.stackName("blog"))
                .stackEvents())
        .anySatisfy(
            each ->
                assertThat(String.valueOf(each.resourceStatusReason()))
                    .contains("two replicas or one and a witness"));
  }
}
