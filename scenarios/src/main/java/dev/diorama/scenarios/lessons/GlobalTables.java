package dev.diorama.scenarios.lessons;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** On-demand tables with a stream and replicas, and what is in the streams. */
final class GlobalTables {
  private GlobalTables() {}

  /** Makes a table with one key attribute, a stream, and replicas in further Regions. */
  static DynamoDbClient table(Bench bench, String table, String key, String... replicas) {
    DynamoDbClient dynamo = bench.dynamo();
    dynamo.createTable(
        create ->
            create
                .tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName(key)
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(schema -> schema.attributeName(key).keyType(KeyType.HASH))
                .streamSpecification(
                    stream ->
                        stream
                            .streamEnabled(true)
                            .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
    for (String replica : replicas) {
      dynamo.updateTable(update -> update.tableName(table).replicaUpdates(replica(replica)));
      bench.settle();
    }
    return dynamo;
  }

  static ReplicationGroupUpdate replica(String region) {
    return ReplicationGroupUpdate.builder().create(create -> create.regionName(region)).build();
  }

  /** The stream of a Region's table. */
  static String arn(Bench bench, String table) {
    return bench.dynamo().describeTable(d -> d.tableName(table)).table().latestStreamArn();
  }

  /** Every record of a Region's stream, oldest first. */
  static List<Record> records(Bench bench, String table) {
    DynamoDbStreamsClient streams = bench.client(DynamoDbStreamsClient.builder());
    String arn = arn(bench, table);
    List<Record> records = new ArrayList<>();
    for (Shard shard : streams.describeStream(d -> d.streamArn(arn)).streamDescription().shards()) {
      String iterator =
          streams
              .getShardIterator(
                  get ->
                      get.streamArn(arn)
                          .shardId(shard.shardId())
                          .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
              .shardIterator();
      records.addAll(streams.getRecords(get -> get.shardIterator(iterator)).records());
    }
    return records;
  }
}
