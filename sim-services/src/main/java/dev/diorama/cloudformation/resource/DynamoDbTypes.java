package dev.diorama.cloudformation.resource;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoverySpecification;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/** {@code AWS::DynamoDB::*}. */
final class DynamoDbTypes {
  private DynamoDbTypes() {}

  static void addTo(ResourceTypes types) {
    types.add(
        "AWS::DynamoDB::Table",
        DynamoDbTypes::createTable,
        ResourceTypes.Remover.byId(
            (call, name) ->
                call.send(
                    DeleteTableRequest.builder().tableName(name).build(),
                    DeleteTableResponse.class)));
    types.add(
        "AWS::DynamoDB::GlobalTable",
        DynamoDbGlobalTable::create,
        ResourceTypes.Remover.byId(DynamoDbGlobalTable::delete));
  }

  private static ResourceType.Made createTable(ResourceCall call, Properties properties) {
    String name = properties.text("TableName").orElseGet(() -> call.generatedName(255));
    Json.Obj same =
        properties.only(
            "AttributeDefinitions",
            "BillingMode",
            "DeletionProtectionEnabled",
            "GlobalSecondaryIndexes",
            "KeySchema",
            "LocalSecondaryIndexes",
            "OnDemandThroughput",
            "ProvisionedThroughput",
            "TableClass");
    CreateTableRequest.Builder request =
        new Binder(call.logicalId()).bind(CreateTableRequest.builder(), same);
    List<Tag> tags = tags(properties.tags("Tags"));
    if (!tags.isEmpty()) {
      request.tags(tags);
    }
    properties
        .take("StreamSpecification")
        .ifPresent(
            stream ->
                request.streamSpecification(
                    specification ->
                        specification
                            .streamEnabled(true)
                            .streamViewType(stream.text("StreamViewType").orElse(null))));
    properties
        .take("SSESpecification")
        .ifPresent(
            encryption ->
                request.sseSpecification(
                    specification ->
                        specification
                            .enabled(
                                encryption.text("SSEEnabled").map(Boolean::valueOf).orElse(false))
                            .sseType(encryption.text("SSEType").orElse(null))
                            .kmsMasterKeyId(encryption.text("KMSMasterKeyId").orElse(null))));
    Json ttl = properties.take("TimeToLiveSpecification").orElse(Json.nil());
    boolean recovery =
        properties
            .take("PointInTimeRecoverySpecification")
            .flatMap(each -> each.text("PointInTimeRecoveryEnabled"))
            .map(Boolean::parseBoolean)
            .orElse(false);
    properties.recorded("ContributorInsightsSpecification");
    properties.done(
        Set.of(
            "ImportSourceSpecification",
            "KinesisStreamSpecification",
            "ResourcePolicy",
            "WarmThroughput"));
    TableDescription table =
        call.send(request.tableName(name).build(), CreateTableResponse.class).tableDescription();
    expire(call, name, ttl);
    if (recovery) {
      recover(call, call.region(), name);
    }
    ResourceType.Made made = ResourceType.Made.of(name).with("Arn", table.tableArn());
    return table.latestStreamArn() == null ? made : made.with("StreamArn", table.latestStreamArn());
  }

  /** Sets the attribute of expiry, if the template names one. */
  static void expire(ResourceCall call, String table, Json ttl) {
    if (ttl instanceof Json.Obj) {
      call.send(
          UpdateTimeToLiveRequest.builder()
              .tableName(table)
              .timeToLiveSpecification(
                  new Binder(call.logicalId()).bind(TimeToLiveSpecification.builder(), ttl).build())
              .build(),
          UpdateTimeToLiveResponse.class);
    }
  }

  /** Turns point-in-time recovery on. */
  static void recover(ResourceCall call, String region, String table) {
    call.sendIn(
        region,
        UpdateContinuousBackupsRequest.builder()
            .tableName(table)
            .pointInTimeRecoverySpecification(
                PointInTimeRecoverySpecification.builder().pointInTimeRecoveryEnabled(true).build())
            .build(),
        UpdateContinuousBackupsResponse.class);
  }

  /** The tags that a list of pairs says. */
  static List<Tag> tags(Map<String, String> tags) {
    List<Tag> list = new ArrayList<>();
    tags.forEach((key, value) -> list.add(Tag.builder().key(key).value(value).build()));
    return list;
  }
}
