package com.example.guestbook;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code POST /entries}: keeps what somebody wrote, for a month. Written as for AWS. */
public final class SignGuestbook
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {
  private static final Duration KEPT = Duration.ofDays(30);

  private final DynamoDbClient tables = DynamoDbClient.create();

  @Override
  public APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
    String text = event.getBody();
    if (text == null || text.isBlank()) {
      return new APIGatewayProxyResponseEvent().withStatusCode(400).withBody("Write something.");
    }
    String id = UUID.randomUUID().toString();
    tables.putItem(
        put ->
            put.tableName(System.getenv("TABLE"))
                .item(
                    Map.of(
                        "id", AttributeValue.fromS(id),
                        "text", AttributeValue.fromS(text),
                        "until",
                            AttributeValue.fromN(
                                Long.toString(Instant.now().plus(KEPT).getEpochSecond())))));
    return new APIGatewayProxyResponseEvent().withStatusCode(201).withBody(id);
  }
}
