package dev.diorama.scenarios.whatif;

import dev.diorama.apigateway.ApiGateway;
import dev.diorama.apigateway.TokenVerifier;
import dev.diorama.autoscaling.AutoScaling;
import dev.diorama.autoscaling.AutoScalingConfig;
import dev.diorama.cache.dax.Dax;
import dev.diorama.cache.stage.StageCacheTier;
import dev.diorama.cloudformation.CloudFormation;
import dev.diorama.cloudformation.CloudFormationConfig;
import dev.diorama.cloudwatch.CloudWatch;
import dev.diorama.core.client.SimClients;
import dev.diorama.core.client.SimHttpClient;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.metric.RegionalMetrics;
import dev.diorama.core.metric.Samples;
import dev.diorama.core.metric.Series;
import dev.diorama.core.random.Latency;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.dynamodb.DynamoDb;
import dev.diorama.iam.Iam;
import dev.diorama.iam.IamConfig;
import dev.diorama.lambda.Lambda;
import dev.diorama.sts.Sts;
import dev.diorama.sts.StsConfig;
import dev.diorama.whatif.engine.Services;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.KeyNames;
import dev.diorama.whatif.workload.RequestStream;
import dev.diorama.whatif.workload.Workload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The design of notes, deployed, and a workload driven through it by real clients. */
final class LiveNotes implements AutoCloseable {
  /** When the measured part begins: buckets are full by then, and a minute begins. */
  private static final Duration BEGIN = Duration.ofHours(2);

  private final Cloud cloud;
  private final SdkHttpClient http;
  private final String url;

  LiveNotes(String template, Services services) {
    this.cloud = Cloud.virtual(CloudConfig.defaults());
    Iam iam = Iam.install(cloud, IamConfig.defaults());
    Sts.install(cloud, new StsConfig(Latency.NONE), iam);
    DynamoDb dynamoDb = DynamoDb.install(cloud, services.dynamoDb());
    Dax.install(cloud, services.dax(), dynamoDb);
    Lambda.install(cloud, services.lambda());
    TokenVerifier nobody =
        (call, token, issuer) -> {
          throw new TokenVerifier.Rejected(TokenVerifier.Reason.MALFORMED, "no tokens here");
        };
    ApiGateway.install(cloud, services.apiGateway(), nobody, StageCacheTier.on(cloud.clock()));
    AutoScaling scaling = AutoScaling.install(cloud, AutoScalingConfig.defaults());
    CloudWatch.install(cloud, services.cloudWatch())
        .onAction(
            AutoScaling.POLICY_ARN,
            (call, event) -> scaling.alarmed(event.action(), event.alarmName(), event.value()));
    CloudFormation.install(cloud, CloudFormationConfig.defaults());
    this.http = new SimHttpClient(cloud.router());
    this.url = deploy(template);
  }

  private VirtualClock clock() {
    return (VirtualClock) cloud.clock();
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return SimClients.configure(
            builder,
            cloud.router(),
            cloud.clock(),
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")),
            cloud.config().region())
        .build();
  }

  private String deploy(String template) {
    try (CloudFormationClient stacks = client(CloudFormationClient.builder())) {
      stacks.createStack(
          create ->
              create
                  .stackName("notes")
                  .templateBody(template)
                  .capabilities(
                      Capability.CAPABILITY_NAMED_IAM, Capability.CAPABILITY_AUTO_EXPAND));
      clock().settle();
      Stack stack = stacks.describeStacks(d -> d.stackName("notes")).stacks().get(0);
      if (!stack.stackStatusAsString().equals("CREATE_COMPLETE")) {
        throw new IllegalStateException(
            stacks.describeStackEvents(d -> d.stackName("notes")).stackEvents().toString());
      }
      return stack.outputs().get(0).outputValue();
    }
  }

  /** Puts the items in that there are at the start. */
  private void load(Workload workload) {
    Items notes = workload.items().get(0);
    RequestStream start =
        new RequestStream(workload, workload.actions().stream().map(a -> Does.NOTHING).toList());
    List<WriteRequest> writes = new ArrayList<>();
    for (int user = 0; user < workload.users().count(); user++) {
      for (int rank = 0; rank < notes.each(); rank++) {
        int object = start.object(0, user, rank);
        String pk = KeyNames.partition(notes, user, object);
        int bytes = start.bytes(0, object);
        String sk = KeyNames.sort(object);
        writes.add(
            WriteRequest.builder()
                .putRequest(p -> p.item(NotesFunction.item(pk, sk, bytes)))
                .build());
      }
    }
    try (DynamoDbClient db = client(DynamoDbClient.builder())) {
      for (int from = 0; from < writes.size(); from += 25) {
        Map<String, List<WriteRequest>> batch = new LinkedHashMap<>();
        batch.put("notes", writes.subList(from, Math.min(writes.size(), from + 25)));
        clock().advance(Duration.ofSeconds(60));
        if (!db.batchWriteItem(b -> b.requestItems(batch)).unprocessedItems().isEmpty()) {
          throw new IllegalStateException("the table is too small to be filled so fast");
        }
      }
    }
  }

  /** Goes through the workload; what the tiers counted meanwhile, by name. */
  Map<String, Double> run(Workload workload, List<Does> does) {
    load(workload);
    clock().advance(BEGIN.minusNanos(clock().nanos()));
    Map<String, Double> before = counted();
    Map<String, Double> figures = new TreeMap<>();
    long begin = clock().nanos();
    RequestStream stream = new RequestStream(workload, does);
    stream.forEach(
        () -> {
          clock().advance(Duration.ofNanos(begin + stream.nanos() - clock().nanos()));
          int status = send(workload, stream);
          figures.merge(status < 429 ? "answered" : "status " + status, 1.0, Double::sum);
          return true;
        });
    counted().forEach((name, value) -> figures.put(name, value - before.get(name)));
    return figures;
  }

  private int send(Workload workload, RequestStream stream) {
    String method = workload.actions().get(stream.action()).method();
    boolean one = workload.actions().get(stream.action()).path().contains("{");
    String id = stream.object() < 0 ? "none" : KeyNames.sort(stream.object());
    String path = "/notes" + (one ? "/" + id : method.equals("POST") ? "?new=" + id : "");
    Items notes = workload.items().get(0);
    String who = KeyNames.partition(notes, stream.collection(), stream.object());
    SdkHttpFullRequest.Builder request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.fromValue(method))
            .uri(URI.create(url + path + (stream.consistent() ? "?consistent=true" : "")))
            .putHeader("Authorization", who + "/" + stream.session());
    HttpExecuteRequest.Builder execute = HttpExecuteRequest.builder();
    if (method.equals("POST") || method.equals("PUT")) {
      byte[] body = Integer.toString(stream.bytes()).getBytes(StandardCharsets.UTF_8);
      request.contentStreamProvider(() -> new ByteArrayInputStream(body));
      execute.contentStreamProvider(() -> new ByteArrayInputStream(body));
    }
    try {
      HttpExecuteResponse response =
          http.prepareRequest(execute.request(request.build()).build()).call();
      return response.httpResponse().statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Double> counted() {
    Map<String, Double> figures = new TreeMap<>();
    figures.put("stage hits", sum("AWS/ApiGateway", "CacheHitCount"));
    figures.put("stage misses", sum("AWS/ApiGateway", "CacheMissCount"));
    figures.put("item hits", sum("AWS/DAX", "ItemCacheHits"));
    figures.put("item misses", sum("AWS/DAX", "ItemCacheMisses"));
    figures.put("query hits", sum("AWS/DAX", "QueryCacheHits"));
    figures.put("query misses", sum("AWS/DAX", "QueryCacheMisses"));
    figures.put("rcu", sum("AWS/DynamoDB", "ConsumedReadCapacityUnits"));
    figures.put("wcu", sum("AWS/DynamoDB", "ConsumedWriteCapacityUnits"));
    figures.put("read throttles", sum("AWS/DynamoDB", "ReadThrottleEvents"));
    figures.put("write throttles", sum("AWS/DynamoDB", "WriteThrottleEvents"));
    figures.put("invocations", sum("AWS/Lambda", "Invocations"));
    figures.put("cold starts", sum("Diorama/Lambda", "ColdStarts"));
    figures.put("lambda throttles", sum("AWS/Lambda", "Throttles"));
    return figures;
  }

  /** What was consumed and refused since the measured part began, by index; "" is the table. */
  Map<String, Double> capacities(List<String> indexes) {
    Map<String, Double> figures = new TreeMap<>();
    long end = cloud.clock().instant().getEpochSecond() / 60 * 60 + 60;
    for (String index : indexes) {
      for (String type : List.of("Read", "Write")) {
        String name = index + " " + type.toLowerCase(Locale.ROOT);
        figures.put(
            name + " units",
            series("Consumed" + type + "CapacityUnits", index).between(begin(), end).sum());
        figures.put(
            name + " throttles",
            series(type + "ThrottleEvents", index).between(begin(), end).sum());
      }
    }
    return figures;
  }

  /** The most units provisioned in each minute in which any were used. */
  Map<String, Double> provisioned(List<String> indexes, int minutes) {
    Map<String, Double> figures = new TreeMap<>();
    for (String index : indexes) {
      for (String type : List.of("Read", "Write")) {
        Series series = series("Provisioned" + type + "CapacityUnits", index);
        for (int minute = 0; minute < minutes; minute++) {
          Samples told = series.between(begin() + minute * 60L, begin() + minute * 60L + 60);
          if (!told.isEmpty()) {
            String name = index + " " + type.toLowerCase(Locale.ROOT);
            figures.put(String.format(Locale.ROOT, "%s %02d", name, minute), told.max());
          }
        }
      }
    }
    return figures;
  }

  private long begin() {
    return cloud.clock().start().plus(BEGIN).getEpochSecond();
  }

  private Series series(String metric, String index) {
    RegionalMetrics here = cloud.metrics().in(cloud.config().account(), cloud.config().region());
    return index.isEmpty()
        ? here.series("AWS/DynamoDB", metric, "TableName", "notes")
        : here.series(
            "AWS/DynamoDB", metric, "TableName", "notes", "GlobalSecondaryIndexName", index);
  }

  private double sum(String namespace, String metric) {
    Metrics metrics = cloud.metrics();
    return metrics.total(namespace, metric).sum();
  }

  @Override
  public void close() {
    http.close();
    cloud.close();
  }
}
