package dev.diorama.benchmarks;

import dev.diorama.cache.dax.Dax;
import dev.diorama.cache.dax.DaxConfig;
import dev.diorama.cache.dax.DaxWire;
import dev.diorama.core.client.SimClients;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.endpoint.LocalCa;
import dev.diorama.dynamodb.DynamoDb;
import dev.diorama.dynamodb.DynamoDbConfig;
import dev.diorama.iam.Iam;
import dev.diorama.iam.IamConfig;
import dev.diorama.sts.Sts;
import dev.diorama.sts.StsConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dax.DaxClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;

/**
 * A cloud as it is served, with a table, a cluster of one large node whose port is open, and a user
 * whom a policy allows to read through it.
 */
final class DaxHitWorld implements AutoCloseable {
  static final String TABLE = "Things";
  static final String REGION = "us-east-1";
  private static final String ADMIN =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"}]}
      """;
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
       "Principal":{"Service":"dax.amazonaws.com"},"Action":"sts:AssumeRole"}]}
      """;
  private static final String READER =
      """
      {"Version":"2012-10-17","Statement":[
       {"Sid":"Read","Effect":"Allow","Action":["dax:GetItem","dax:PutItem"],
        "Resource":"arn:aws:dax:us-east-1:*:cache/things"},
       {"Sid":"Never","Effect":"Deny","Action":"dax:DeleteItem","Resource":"*"}]}
      """;

  private final Cloud cloud = Cloud.wall(CloudConfig.defaults());
  private final DaxWire wire;
  private final AwsBasicCredentials reader;

  DaxHitWorld() throws IOException {
    Iam iam = Iam.install(cloud, IamConfig.defaults());
    Sts.install(cloud, StsConfig.defaults(), iam);
    DynamoDb dynamo = DynamoDb.install(cloud, DynamoDbConfig.defaults());
    Dax dax = Dax.install(cloud, DaxConfig.defaults(), dynamo);
    Path folder = Files.createTempDirectory("diorama-benchmarks");
    wire = dax.openWire(LocalCa.in(folder, InstantSource.system()), InstantSource.system());
    StaticCredentialsProvider root =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    try (IamClient people =
            SimClients.configure(IamClient.builder(), cloud.router(), cloud.clock(), root, REGION)
                .build();
        DynamoDbClient tables =
            SimClients.configure(
                    DynamoDbClient.builder(), cloud.router(), cloud.clock(), root, REGION)
                .build();
        DaxClient clusters =
            SimClients.configure(DaxClient.builder(), cloud.router(), cloud.clock(), root, REGION)
                .build()) {
      people.createUser(r -> r.userName("mina"));
      people.putUserPolicy(r -> r.userName("mina").policyName("reader").policyDocument(READER));
      AccessKey key = people.createAccessKey(r -> r.userName("mina")).accessKey();
      reader = AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
      String role =
          people.createRole(r -> r.roleName("dax").assumeRolePolicyDocument(TRUST)).role().arn();
      people.putRolePolicy(r -> r.roleName("dax").policyName("all").policyDocument(ADMIN));
      createTable(tables);
      clusters.createCluster(
          r ->
              r.clusterName("things")
                  .nodeType("dax.r5.16xlarge")
                  .replicationFactor(1)
                  .iamRoleArn(role));
    }
  }

  static void createTable(DynamoDbClient tables) {
    tables.createTable(
        r ->
            r.tableName(TABLE)
                .billingMode("PAY_PER_REQUEST")
                .attributeDefinitions(
                    AttributeDefinition.builder().attributeName("pk").attributeType("S").build(),
                    AttributeDefinition.builder().attributeName("sk").attributeType("N").build())
                .keySchema(
                    KeySchemaElement.builder().attributeName("pk").keyType("HASH").build(),
                    KeySchemaElement.builder().attributeName("sk").keyType("RANGE").build()));
  }

  static Map<String, AttributeValue> key(int number) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    key.put("pk", AttributeValue.fromS("thing"));
    key.put("sk", AttributeValue.fromN("" + number));
    return key;
  }

  /** An item of some 200 bytes. */
  static Map<String, AttributeValue> item(int number) {
    Map<String, AttributeValue> item = key(number);
    item.put("title", AttributeValue.fromS("A thing of middling size, number " + number));
    item.put("done", AttributeValue.fromBool(false));
    item.put("price", AttributeValue.fromN("12.50"));
    item.put("notes", AttributeValue.fromS("x".repeat(120)));
    return item;
  }

  URI url() {
    return wire.url(REGION, "things");
  }

  AwsBasicCredentials reader() {
    return reader;
  }

  /** How many of a metric of the cluster there have been, to see that hits were hits. */
  double counted(String metric) {
    return cloud.metrics().total("AWS/DAX", metric).sum();
  }

  @Override
  public void close() {
    wire.close();
    cloud.close();
  }
}
