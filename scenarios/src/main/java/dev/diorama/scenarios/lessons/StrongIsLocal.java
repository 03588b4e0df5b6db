package dev.diorama.scenarios.lessons;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.dax.DaxClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A strong read sees its own Region only, and a DAX cluster there is later still. */
final class StrongIsLocal extends Lesson {
  private static final String SEOUL = "ap-northeast-2";

  StrongIsLocal() {
    super(
        44,
        Subject.BLOG,
        Domain.PERFORMING,
        Guide.DYNAMODB.page("V2globaltables_HowItWorks"),
        Guide.DYNAMODB.page("DAX.consistency"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    Bench bench = lab.bench();
    DynamoDbClient virginia = GlobalTables.table(bench, "posts", "id", SEOUL);
    DynamoDbClient seoul = bench.in(SEOUL).dynamo();
    DynamoDbClient dax = cluster(bench);
    put(virginia, "old");
    bench.settle();
    bench.seconds(60);
    title(dax, false);
    put(virginia, "new");
    saw.note("home", title(virginia, true)).note("strong", title(seoul, true));
    saw.note("dax", title(dax, false));
    long millis = 0;
    while (!title(seoul, true).equals("new")) {
      bench.advance(Duration.ofMillis(50));
      millis += 50;
    }
    saw.note("lag", millis);
    saw.note("dax.seconds", bench.secondsUntil(() -> title(dax, false).equals("new"), 1, 900));
    saw.answer(
        'c',
        saw.values().get("strong").equals("old")
            && millis > 0
            && millis < 3_000
            && saw.number("dax.seconds") > 200);
  }

  /** A DAX cluster in Seoul, with its default times to live. */
  private static DynamoDbClient cluster(Bench bench) {
    bench
        .iam()
        .createRole(
            role ->
                role.roleName("cache")
                    .assumeRolePolicyDocument(
                        "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\","
                            + " \"Principal\": {\"Service\": \"dax.amazonaws.com\"},"
                            + " \"Action\": \"sts:AssumeRole\"}]}"));
    bench
        .iam()
        .putRolePolicy(
            put ->
                put.roleName("cache")
                    .policyName("table")
                    .policyDocument(
                        "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\","
                            + " \"Action\": \"dynamodb:*\", \"Resource\": \"*\"}]}"));
    String role = bench.iam().getRole(get -> get.roleName("cache")).role().arn();
    DaxClient clusters = bench.in(SEOUL).client(DaxClient.builder());
    clusters.createCluster(
        create ->
            create
                .clusterName("posts")
                .nodeType("dax.t3.small")
                .replicationFactor(1)
                .iamRoleArn(role));
    bench.settle();
    String address =
        clusters
            .describeClusters(d -> d.clusterNames("posts"))
            .clusters()
            .get(0)
            .clusterDiscoveryEndpoint()
            .address();
    return bench
        .in(SEOUL)
        .client(DynamoDbClient.builder().endpointOverride(URI.create("https://" + address)));
  }

  private static void put(DynamoDbClient dynamo, String title) {
    Map<String, AttributeValue> post =
        Map.of("id", AttributeValue.fromS("1"), "title", AttributeValue.fromS(title));
    dynamo.putItem(put -> put.tableName("posts").item(post));
  }

  private static String title(DynamoDbClient dynamo, boolean strong) {
    return dynamo
        .getItem(
            get ->
                get.tableName("posts")
                    .consistentRead(strong)
                    .key(Map.of("id", AttributeValue.fromS("1"))))
        .item()
        .get("title")
        .s();
  }
}
