package dev.diorama.scenarios.whatif;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Notes of whoever the Authorization header says, through a real SDK client that tries once. The
 * body of a request that writes says how many bytes of padding the item has.
 */
public final class NotesFunction
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {
  private final String table = System.getenv("TABLE_NAME");
  private final String listIndex = System.getenv("LIST_INDEX");
  private final DynamoDbClient db =
      DynamoDbClient.builder()
          .endpointOverride(URI.create(System.getenv("DAX_ENDPOINT")))
          .overrideConfiguration(
              c ->
                  c.retryStrategy(
                      AwsRetryStrategy.legacyRetryStrategy().toBuilder().maxAttempts(1).build()))
          .build();

  @Override
  public APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
    String pk = event.getHeaders().get("Authorization").replaceFirst("/.*", "");
    Map<String, String> path = event.getPathParameters();
    Map<String, String> query =
        event.getQueryStringParameters() == null ? Map.of() : event.getQueryStringParameters();
    String id = path == null ? query.getOrDefault("new", "") : path.get("id");
    boolean consistent = "true".equals(query.get("consistent"));
    return switch (event.getHttpMethod()) {
      case "GET" -> path == null ? list(pk, consistent) : get(pk, id, consistent);
      case "POST" -> put(pk, id, event.getBody());
      case "PUT" -> update(pk, id, event.getBody(), context.getAwsRequestId());
      default -> delete(pk, id);
    };
  }

  private static Map<String, AttributeValue> key(String pk, String sk) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    key.put("pk", AttributeValue.fromS(pk));
    key.put("sk", AttributeValue.fromS(sk));
    return key;
  }

  /** An item of so many bytes as DynamoDB counts them. */
  static Map<String, AttributeValue> item(String pk, String sk, int bytes) {
    Map<String, AttributeValue> item = key(pk, sk);
    int named = 2 + pk.length() + 2 + sk.length() + 1;
    item.put("p", AttributeValue.fromS("x".repeat(bytes - named)));
    return item;
  }

  private APIGatewayProxyResponseEvent list(String pk, boolean consistent) {
    int count =
        db.query(
                q ->
                    q.tableName(table)
                        .indexName(listIndex)
                        .keyConditionExpression("pk = :pk")
                        .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(pk)))
                        .consistentRead(consistent))
            .count();
    return answer(200, Integer.toString(count));
  }

  private APIGatewayProxyResponseEvent get(String pk, String id, boolean consistent) {
    boolean there =
        db.getItem(g -> g.tableName(table).key(key(pk, id)).consistentRead(consistent)).hasItem();
    return answer(there ? 200 : 404, id);
  }

  private APIGatewayProxyResponseEvent put(String pk, String id, String bytes) {
    db.putItem(p -> p.tableName(table).item(item(pk, id, Integer.parseInt(bytes))));
    return answer(201, id);
  }

  /** Every update changes the padding, as an index that shows it notices. */
  private APIGatewayProxyResponseEvent update(String pk, String id, String bytes, String mark) {
    String same = item(pk, id, Integer.parseInt(bytes)).get("p").s();
    AttributeValue padding = AttributeValue.fromS((mark + same).substring(0, same.length()));
    db.updateItem(
        u ->
            u.tableName(table)
                .key(key(pk, id))
                .updateExpression("SET p = :p")
                .expressionAttributeValues(Map.of(":p", padding)));
    return answer(200, id);
  }

  private APIGatewayProxyResponseEvent delete(String pk, String id) {
    try {
      db.deleteItem(
          d -> d.tableName(table).key(key(pk, id)).conditionExpression("attribute_exists(pk)"));
      return answer(204, "");
    } catch (ConditionalCheckFailedException e) {
      return answer(404, "");
    }
  }

  private static APIGatewayProxyResponseEvent answer(int status, String body) {
    APIGatewayProxyResponseEvent answer = new APIGatewayProxyResponseEvent();
    answer.setStatusCode(status);
    answer.setBody(body);
    return answer;
  }
}
