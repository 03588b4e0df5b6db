package dev.diorama.whatif.design;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.autoscaling.TargetTracking;
import dev.diorama.whatif.design.Design.Behavior;
import dev.diorama.whatif.design.Design.Cluster;
import dev.diorama.whatif.design.Design.Index;
import dev.diorama.whatif.design.Design.Projection;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.Design.StreamTrigger;
import dev.diorama.whatif.design.Design.Table;
import dev.diorama.whatif.design.Design.Use;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DesignReaderTest {
  private static final String TEMPLATE =
      """
      AWSTemplateFormatVersion: '2010-09-09'
      Transform: AWS::Serverless-2016-10-31
      Parameters:
        Nodes: {Type: Number, Default: 3}
        Mode: {Type: String, Default: PROVISIONED}
        Target: {Type: Number, Default: 50}
      Conditions:
        Big: !Equals [!Ref Nodes, 5]
      Resources:
        Table:
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: !Ref Mode
            ProvisionedThroughput: {ReadCapacityUnits: 20, WriteCapacityUnits: 5}
            OnDemandThroughput: {MaxReadRequestUnits: 700}
            AttributeDefinitions:
              - {AttributeName: pk, AttributeType: S}
              - {AttributeName: at, AttributeType: S}
            KeySchema: [{AttributeName: pk, KeyType: HASH}]
            GlobalSecondaryIndexes:
              - IndexName: byTime
                KeySchema: [{AttributeName: at, KeyType: HASH}]
                Projection: {ProjectionType: KEYS_ONLY}
                ProvisionedThroughput: {ReadCapacityUnits: 3, WriteCapacityUnits: 4}
            LocalSecondaryIndexes:
              - IndexName: byPlace
                Projection: {ProjectionType: INCLUDE, NonKeyAttributes: [place]}
            StreamSpecification: {StreamViewType: NEW_IMAGE}
        Reads:
          Type: AWS::ApplicationAutoScaling::ScalableTarget
          Properties:
            ResourceId: !Sub table/${Table}
            ScalableDimension: dynamodb:table:ReadCapacityUnits
            ServiceNamespace: dynamodb
            MinCapacity: 10
            MaxCapacity: 400
        ReadsPolicy:
          Type: AWS::ApplicationAutoScaling::ScalingPolicy
          Properties:
            PolicyName: reads
            PolicyType: TargetTrackingScaling
            ScalingTargetId: !Ref Reads
            TargetTrackingScalingPolicyConfiguration: {TargetValue: 70}
        IndexWrites:
          Type: AWS::ApplicationAutoScaling::ScalableTarget
          Properties:
            ResourceId: !Sub table/${Table}/index/byTime
            ScalableDimension: dynamodb:index:WriteCapacityUnits
            ServiceNamespace: dynamodb
            MinCapacity: 4
            MaxCapacity: 40
        IndexPolicy:
          Type: AWS::ApplicationAutoScaling::ScalingPolicy
          Properties:
            PolicyName: index
            PolicyType: TargetTrackingScaling
            ScalingTargetId: !Ref IndexWrites
            TargetTrackingScalingPolicyConfiguration:
              TargetValue: !Ref Target
              ScaleInCooldown: 120
              DisableScaleIn: true
        Cache:
          Type: AWS::DAX::Cluster
          Properties:
            IAMRoleARN: arn:aws:iam::123456789012:role/x
            NodeType: dax.r5.large
            ReplicationFactor: !Ref Nodes
            ParameterGroupName: !Ref Times
        Times:
          Type: AWS::DAX::ParameterGroup
          Properties:
            ParameterNameValues: {query-ttl-millis: 0}
        Unused:
          Type: AWS::DAX::Cluster
          Condition: Big
          Properties: {NodeType: dax.r5.large, ReplicationFactor: 1, IAMRoleARN: x}
        Api:
          Type: AWS::Serverless::Api
          Properties:
            StageName: v1
            CacheClusterEnabled: true
            CacheClusterSize: '1.6'
            MethodSettings:
              - {ResourcePath: '/*', HttpMethod: '*', CachingEnabled: true, ThrottlingRateLimit: 50, ThrottlingBurstLimit: 20}
              - {ResourcePath: '/~1things~1{id}', HttpMethod: GET, CacheTtlInSeconds: 30}
              - {ResourcePath: '/~1things', HttpMethod: POST, CachingEnabled: false}
        Get:
          Type: AWS::Serverless::Function
          Properties:
            Runtime: java17
            CodeUri: s3://code/x.zip
            Handler: x.Y
            MemorySize: 512
            Policies:
              - Version: '2012-10-17'
                Statement:
                  - {Effect: Allow, Action: 'dax:GetItem', Resource: !GetAtt Cache.Arn}
                  - {Effect: Deny, Action: 'dax:PutItem', Resource: !GetAtt Cache.Arn}
                  - {Effect: Allow, Action: 'dynamodb:Query', Resource: !Sub '${Table.Arn}/index/*'}
            Events:
              Get:
                Type: Api
                Properties:
                  RestApiId: !Ref Api
                  Path: /things/{id}
                  Method: GET
                  RequestParameters: [method.request.path.id: {Required: true, Caching: true}]
        Put:
          Type: AWS::Serverless::Function
          Properties:
            Runtime: java17
            CodeUri: s3://code/x.zip
            Handler: x.Y
            ReservedConcurrentExecutions: 7
            Timeout: 20
            Policies: [DynamoDBWritePolicy: {TableName: !Ref Table}]
            Events:
              Put: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /things, Method: POST}}
              Changed:
                Type: DynamoDB
                Properties: {Stream: !GetAtt Table.StreamArn, StartingPosition: LATEST, BatchSize: 10}
        Bucket: {Type: AWS::S3::Bucket}
        Policy:
          Type: AWS::CloudFront::CachePolicy
          Properties:
            CachePolicyConfig: {Name: p, MinTTL: 1, DefaultTTL: 60, MaxTTL: 600}
        Site:
          Type: AWS::CloudFront::Distribution
          Properties:
            DistributionConfig:
              Enabled: true
              PriceClass: PriceClass_100
              Origins:
                - {Id: b, DomainName: !GetAtt Bucket.RegionalDomainName}
                - {Id: a, DomainName: !Sub '${Api}.execute-api.${AWS::Region}.amazonaws.com'}
                - {Id: o, DomainName: example.org}
              CacheBehaviors:
                - {PathPattern: /api/*, TargetOriginId: a, CachePolicyId: !Ref Policy}
                - {PathPattern: /old/*, TargetOriginId: o, MinTTL: 5}
              DefaultCacheBehavior:
                TargetOriginId: b
                CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
      """;

  private static Design read(Map<String, String> parameters) {
    return DesignReader.read("t.yaml", TEMPLATE, parameters, "eu-west-1");
  }

  @Test
  void table_isReadWithItsScaling() {
    assertThat(read(Map.of()).tables())
        .containsExactly(
            new Table(
                "Table",
                false,
                20,
                5,
                Optional.of(TargetTracking.of(10, 400, 70)),
                Optional.empty(),
                List.of(
                    new Index(
                        "byTime",
                        false,
                        Projection.KEYS_ONLY,
                        3,
                        4,
                        Optional.empty(),
                        Optional.of(
                            new TargetTracking(
                                4,
                                40,
                                50,
                                Optional.empty(),
                                Optional.of(Duration.ofMinutes(2)),
                                false))),
                    new Index(
                        "byPlace",
                        true,
                        Projection.INCLUDE,
                        -1,
                        -1,
                        Optional.empty(),
                        Optional.empty())),
                List.of("eu-west-1"),
                true));
    Table onDemand = read(Map.of("Mode", "PAY_PER_REQUEST")).table("Table").orElseThrow();
    assertThat(onDemand.onDemand()).isTrue();
    assertThat(onDemand.readUnits()).isEqualTo(700);
    assertThat(onDemand.writeUnits()).isEqualTo(-1);
  }

  @Test
  void cluster_isReadWithItsParameterGroup_andConditionsDecide() {
    assertThat(read(Map.of()).clusters())
        .containsExactly(new Cluster("Cache", "dax.r5.large", 3, 300_000, 0));
    assertThat(read(Map.of("Nodes", "5")).clusters())
        .extracting(Cluster::id)
        .containsExactly("Cache", "Unused");
  }

  @Test
  void stage_isReadRouteByRoute_theMostSpecificSettingCounts() {
    Design.Stage stage = read(Map.of()).apis().get(0);
    assertThat(stage.cacheGb()).isEqualTo(1.6);
    assertThat(stage.routes())
        .containsExactlyInAnyOrder(
            new Route("GET", "/things/{id}", "Get", 30, List.of("method.request.path.id"), 50, 20),
            new Route("POST", "/things", "Put", 0, List.of(), 50, 20));
  }

  @Test
  void functions_areReadWithWhatTheirRolesAllow() {
    Design design = read(Map.of());
    Design.Function get = design.function("Get").orElseThrow();
    assertThat(get.memoryMb()).isEqualTo(512);
    assertThat(get.timeoutSeconds()).isEqualTo(3);
    assertThat(get.reservedConcurrency()).isEqualTo(-1);
    assertThat(get.uses())
        .containsExactly(new Use("GetItem", "Cache", true), new Use("Query", "Table", false));
    Design.Function put = design.function("Put").orElseThrow();
    assertThat(put.reservedConcurrency()).isEqualTo(7);
    assertThat(put.timeoutSeconds()).isEqualTo(20);
    assertThat(put.uses())
        .extracting(Use::operation)
        .containsExactly("PutItem", "UpdateItem", "BatchWriteItem");
    assertThat(design.streams()).containsExactly(new StreamTrigger("Table", "Put", 10));
  }

  @Test
  void distribution_isReadWithWhereEachPathGoes() {
    Design.Distribution site = read(Map.of()).distributions().get(0);
    assertThat(site.priceClass()).isEqualTo("PriceClass_100");
    assertThat(site.behaviors())
        .containsExactly(
            new Behavior("/api/*", "Api", 1, 60, 600),
            new Behavior("/old/*", "", 5, 86_400, 31_536_000),
            new Behavior("*", "Bucket", 1, 86_400, 31_536_000));
  }

  @Test
  void globalTable_isReadWithItsRegions() {
    Design design =
        DesignReader.read(
            "t.yaml",
            """
            Resources:
              Table:
                Type: AWS::DynamoDB::GlobalTable
                Properties:
                  AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
                  KeySchema: [{AttributeName: pk, KeyType: HASH}]
                  BillingMode: PROVISIONED
                  StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
                  WriteProvisionedThroughputSettings:
                    WriteCapacityAutoScalingSettings:
                      MinCapacity: 5
                      MaxCapacity: 50
                      TargetTrackingScalingPolicyConfiguration: {TargetValue: 60}
                  GlobalSecondaryIndexes:
                    - IndexName: byTime
                      KeySchema: [{AttributeName: at, KeyType: HASH}]
                      Projection: {ProjectionType: ALL}
                      WriteProvisionedThroughputSettings:
                        WriteCapacityAutoScalingSettings:
                          MinCapacity: 7
                          MaxCapacity: 70
                          TargetTrackingScalingPolicyConfiguration: {TargetValue: 70}
                  Replicas:
                    - Region: us-east-1
                      ReadProvisionedThroughputSettings: {ReadCapacityUnits: 9}
                    - Region: eu-west-1
                      ReadProvisionedThroughputSettings: {ReadCapacityUnits: 4}
                      GlobalSecondaryIndexes:
                        - IndexName: byTime
                          ReadProvisionedThroughputSettings: {ReadCapacityUnits: 6}
            """,
            Map.of(),
            "eu-west-1");
    assertThat(design.tables())
        .containsExactly(
            new Table(
                "Table",
                false,
                4,
                5,
                Optional.empty(),
                Optional.of(TargetTracking.of(5, 50, 60)),
                List.of(
                    new Index(
                        "byTime",
                        false,
                        Projection.ALL,
                        6,
                        7,
                        Optional.empty(),
                        Optional.of(TargetTracking.of(7, 70, 70)))),
                List.of("eu-west-1", "us-east-1"),
                true));
  }

  @Test
  void template_thatMakesNoSense_isRefusedWithFileAndReason() {
    assertThatThrownBy(() -> DesignReader.read("t.yaml", "a: [", Map.of(), "eu-west-1"))
        .isInstanceOf(DesignException.class)
        .hasMessageStartingWith("t.yaml: ");
    assertThatThrownBy(() -> read(Map.of("Nope", "1")))
        .isInstanceOf(DesignException.class)
        .hasMessageStartingWith("t.yaml: ")
        .hasMessageContaining("Nope");
    assertThatThrownBy(
            () ->
                DesignReader.read(
                    "t.yaml",
                    """
                    Resources:
                      Cache:
                        Type: AWS::DAX::Cluster
                        Properties: {ReplicationFactor: many}
                    """,
                    Map.of(),
                    "eu-west-1"))
        .isInstanceOf(DesignException.class)
        .hasMessage("t.yaml: Cache: ReplicationFactor is \"many\", not a number");
  }

  private static void refused(String from, String to, String message) {
    String changed = TEMPLATE.replace(from, to);
    assertThat(changed).isNotEqualTo(TEMPLATE);
    assertThatThrownBy(() -> DesignReader.read("t.yaml", changed, Map.of(), "eu-west-1"))
        .as(to)
        .isInstanceOf(DesignException.class)
        .hasMessage("t.yaml: " + message);
  }

  @Test
  void scaling_thatAwsWouldRefuse_isRefused() {
    refused(
        "MaxCapacity: 400",
        "MaxCapacity: 9",
        "Reads: MinCapacity has to be 1 or more and MaxCapacity no less, not 10 and 9");
    refused(
        "Configuration: {TargetValue: 70}",
        "Configuration: {TargetValue: 95}",
        "ReadsPolicy: TargetValue has to lie between 20 and 90 for DynamoDB");
    refused(
        "Configuration: {TargetValue: 70}",
        "Configuration: {TargetValue: 70, CustomizedMetricSpecification: {MetricName: x}}",
        "ReadsPolicy: target tracking is simulated by predefined metrics only");
    refused(
        "ProjectionType: KEYS_ONLY",
        "ProjectionType: SOME",
        "Table: ProjectionType is ALL, INCLUDE or KEYS_ONLY, not \"SOME\"");
  }
}
