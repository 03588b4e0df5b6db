package dev.diorama.dynamodb;

import dev.diorama.core.client.SimHttpClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A cloud with DynamoDB in it, and real clients of tables and streams, without a socket. */
abstract class StreamFixture extends DynamoFixture {
  final DynamoDbClient client = client("us-east-1");
  final DynamoDbStreamsClient streams = streams("us-east-1");

  StreamFixture() {
    super();
  }

  StreamFixture(DynamoDbConfig config) {
    super(config);
  }

  DynamoDbClient client(String region) {
    return configured(DynamoDbClient.builder(), "dynamodb." + region, region).build();
  }

  DynamoDbStreamsClient streams(String region) {
    return configured(DynamoDbStreamsClient.builder(), "streams.dynamodb." + region, region)
        .build();
  }

  private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configured(
      B builder, String host, String region) {
    return builder
        .httpClient(new SimHttpClient(cloud.router()))
        .endpointOverride(URI.create("https://" + host + ".amazonaws.com"))
        .region(Region.of(region))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()));
  }

  /** A table with a stream of that view; its stream's ARN. */
  String streamed(String name, boolean range, String view) {
    table(name, range, r -> r.streamSpecification(s -> s.streamEnabled(true).streamViewType(view)));
    return client.describeTable(r -> r.tableName(name)).table().latestStreamArn();
  }

  List<Record> records(String arn) {
    return records(streams, arn);
  }

  /** Every record there is, shard by shard. */
  static List<Record> records(DynamoDbStreamsClient reader, String arn) {
    List<Record> all = new ArrayList<>();
    for (Shard shard : shards(reader, arn)) {
      String iterator =
          reader
              .getShardIterator(
                  r -> r.streamArn(arn).shardId(shard.shardId()).shardIteratorType("TRIM_HORIZON"))
              .shardIterator();
      all.addAll(rest(reader, iterator));
    }
    return all;
  }

  static List<Shard> shards(DynamoDbStreamsClient reader, String arn) {
    return reader.describeStream(r -> r.streamArn(arn)).streamDescription().shards();
  }

  /** What an iterator still gives, until a page is empty or there is no further iterator. */
  static List<Record> rest(DynamoDbStreamsClient reader, @Nullable String from) {
    List<Record> all = new ArrayList<>();
    String iterator = from;
    while (iterator != null) {
      String now = iterator;
      GetRecordsResponse page = reader.getRecords(r -> r.shardIterator(now));
      all.addAll(page.records());
      iterator = page.records().isEmpty() ? null : page.nextShardIterator();
    }
    return all;
  }

  String iterator(String arn, String type) {
    return streams
        .getShardIterator(
            r ->
                r.streamArn(arn)
                    .shardId(shards(streams, arn).get(0).shardId())
                    .shardIteratorType(type))
        .shardIterator();
  }

  /** A whole table, by key. */
  static Map<String, Map<String, AttributeValue>> contents(DynamoDbClient of, String table) {
    Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
    of.scanPaginator(r -> r.tableName(table)).items().stream()
        .forEach(item -> items.put(keyText(item), item));
    return items;
  }

  static String keyText(Map<String, AttributeValue> item) {
    AttributeValue range = item.get("sk");
    return item.get("pk").s() + "/" + (range == null ? "" : range.s());
  }

  /** The table that the records tell of, when they are replayed over an empty one. */
  static Map<String, Map<String, AttributeValue>> replayed(List<Record> records) {
    Map<String, Map<String, AttributeValue>> table = new LinkedHashMap<>();
    for (Record record : records) {
      String key = keyText(record.dynamodb().keys());
      Map<String, AttributeValue> old =
          record.dynamodb().hasOldImage() ? record.dynamodb().oldImage() : null;
      Map<String, AttributeValue> was =
          record.dynamodb().hasNewImage()
              ? table.put(key, record.dynamodb().newImage())
              : table.remove(key);
      if (!java.util.Objects.equals(was, old)) {
        throw new AssertionError(record + " does not follow on " + was);
      }
    }
    return new TreeMap<>(table);
  }
}
