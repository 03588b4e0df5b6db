package dev.diorama.dynamodb;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A global table in three Regions. */
abstract class GlobalTableFixture extends StreamFixture {
  static final String VIRGINIA = "us-east-1";
  static final String IRELAND = "eu-west-1";
  static final String SEOUL = "ap-northeast-2";
  static final List<String> REGIONS = List.of(VIRGINIA, IRELAND, SEOUL);

  final DynamoDbClient ireland = client(IRELAND);
  final DynamoDbClient seoul = client(SEOUL);

  GlobalTableFixture() {
    super();
  }

  GlobalTableFixture(DynamoDbConfig config) {
    super(config);
  }

  DynamoDbClient at(String region) {
    return switch (region) {
      case VIRGINIA -> client;
      case IRELAND -> ireland;
      case SEOUL -> seoul;
      default -> throw new IllegalArgumentException(region);
    };
  }

  void replica(String table, String region) {
    client.updateTable(
        r -> r.tableName(table).replicaUpdates(u -> u.create(c -> c.regionName(region))));
  }

  void noReplica(String table, String region) {
    client.updateTable(
        r -> r.tableName(table).replicaUpdates(u -> u.delete(c -> c.regionName(region))));
  }

  /** A table in all three Regions. */
  void everywhere(String name) {
    streamed(name, false, "NEW_AND_OLD_IMAGES");
    replica(name, IRELAND);
    replica(name, SEOUL);
  }

  String streamIn(String region, String table) {
    return at(region).describeTable(r -> r.tableName(table)).table().latestStreamArn();
  }
}
