package dev.diorama.dynamodb.stream;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The operations of DynamoDB Streams.
 *
 * <p>Actions and resources are documented:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html.
 * ListStreams is asked on {@code table/name/stream/*}, as SAM's policy for readers of streams has
 * it, and on {@code table/(any)/stream} without a table.
 */
final class StreamsApi {
  private static final int ACCOUNT = 4;

  private final StreamsService service;

  StreamsApi(StreamsService service) {
    this.service = service;
  }

  ServiceApi table(StreamsConfig config) {
    ServiceApi api =
        ServiceApi.of("dynamodbstreams", DynamoDbStreamsClient.class, Protocol.JSON_1_0)
            .signingName("dynamodb")
            .hostPrefix("streams.dynamodb")
            .hosts(host -> host.startsWith("streams.dynamodb."))
            .latency(config.latency());
    return api.rows(() -> add(api));
  }

  private void add(ServiceApi api) {
    api.on(ListStreamsRequest.class, service::listStreams)
        .action("dynamodb:ListStreams", StreamsApi::streamsOf);
    api.on(DescribeStreamRequest.class, service::describeStream)
        .access((call, request) -> on("dynamodb:DescribeStream", request.streamArn()));
    api.on(GetShardIteratorRequest.class, service::getShardIterator)
        .access((call, request) -> on("dynamodb:GetShardIterator", request.streamArn()));
    api.on(GetRecordsRequest.class, service::getRecords)
        .access(
            (call, request) ->
                on(
                    "dynamodb:GetRecords",
                    ShardPosition.of(String.valueOf(request.shardIterator())).stream()));
  }

  private static String streamsOf(Call call, ListStreamsRequest request) {
    return "arn:aws:dynamodb:"
        + call.region()
        + ":"
        + call.account()
        + ":table/"
        + (request.tableName() == null ? "*" : request.tableName())
        + "/stream/*";
  }

  private static List<Access> on(String action, @Nullable String stream) {
    String arn = String.valueOf(stream);
    String[] parts = arn.split(":", -1);
    // What is no ARN belongs to nobody; the rule then refuses it in its own words.
    String owner = parts.length > ACCOUNT ? parts[ACCOUNT] : "";
    return List.of(Access.of(action, arn).ownedBy(owner, Optional.empty()));
  }
}
